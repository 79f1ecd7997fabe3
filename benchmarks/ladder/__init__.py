"""From Spark's defaults to the tuned preset, one setting at a time."""
