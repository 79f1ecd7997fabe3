"""The instrument measured by itself, on this machine: what `streamgauge calibrate` does."""

from benchmarks.calibration.store import saved

__all__ = ["saved"]
