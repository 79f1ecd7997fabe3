"""From recorded runs to numbers, verdicts and pictures. Nothing in here starts Spark."""
