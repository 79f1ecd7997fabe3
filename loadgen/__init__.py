"""The load: lines sent at a known pace into a socket or a directory, and the log of when each left.

Nothing in here knows about Spark. Start at `loadgen.pacer` for the loop itself.
"""
