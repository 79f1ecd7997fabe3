"""A run, analysed: what was recorded, each line's times, the batches, and the figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.latency import Lines
from analysis.progress import Batches
from analysis.record import RunRecord


@dataclass(frozen=True)
class Run:
    """One run with all that was made of it.

    Args:
        record: what the run left on disk.
        lines: when each line was due, sent and visible.
        batches: the engine's batches that took lines.
        measured: which of the lines count: those due after the warm-up and before the end of the
            schedule. As in `run.lines.visible_ns[run.measured]`, a view and no copy.
        summary: the figures, as `summary.json` holds them.
    """

    record: RunRecord
    lines: Lines
    batches: Batches
    measured: slice
    summary: Mapping[str, Any]
