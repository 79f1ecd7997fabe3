"""A Kafka broker of our own, and the topics on any."""
