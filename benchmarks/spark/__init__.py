"""Getting a Spark to measure: its Java, its settings, its session."""
