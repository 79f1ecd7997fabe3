"""Measuring a query that somebody already has, by its progress alone.

with probe.attach(query) as probed:
    query.awaitTermination(30)
print(probed.report())
"""

from benchmarks.probe.attached import Attached, attach

__all__ = ["Attached", "attach"]
