"""A run: its record, and all that was made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.batches import Batches
from analysis.lines import Lines
from analysis.record import Columns, RunRecord
from analysis.stages import Stages


@dataclass(frozen=True)
class Run:
    """One run with all that was made of it.

    Args:
        record: what the run left on disk.
        visible: what was visible when, columns `analysis.record.VISIBLE`; see `analysis.results`.
        lines: every line that was due.
        measured: those that count: due after the warm-up and before the end of the schedule.
        batches: the engine's batches that took lines.
        stages: where the measured lines' time went, result by result; None if it isn't known.
        summary: the figures, as `summary.json` holds them.
    """

    record: RunRecord
    visible: Columns
    lines: Lines
    measured: Lines
    batches: Batches
    stages: Stages | None
    summary: Mapping[str, Any]
