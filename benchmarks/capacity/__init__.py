"""The highest rate that a cell sustains: a run of growing rate, then runs at what it showed."""

from benchmarks.capacity.climbing import Climb, climb
from benchmarks.capacity.finding import INTERRUPTED, find

__all__ = ["INTERRUPTED", "Climb", "climb", "find"]
