"""Choosing: what might be recommended, what to measure of it next, and when to stop."""
