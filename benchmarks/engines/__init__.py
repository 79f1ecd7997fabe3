"""The job in each API, and what of its results became visible when."""
