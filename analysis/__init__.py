"""From recorded runs to numbers, verdicts and pictures. Nothing in here knows Spark or starts it."""
