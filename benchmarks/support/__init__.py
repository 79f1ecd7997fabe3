"""Which cells can be run, and the reason where one can't.

Spark's own no and ours are kept apart: what Spark refuses or doesn't have, and what Streamgauge
doesn't measure. Of Spark's, those that it raises are told by their error class.
"""

from benchmarks.support.answer import Rule, Support
from benchmarks.support.matrix import described, matrix, support

__all__ = ["Rule", "Support", "described", "matrix", "support"]
