"""A good run whose batches are others: what the checks of cliffs look at."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.run import Run
from tests.analysis.by_hand import batches, ints
from tests.analysis.synthetic import MS
from tests.analysis.validity.changes import told


def cell(run: Run, **keys: object) -> Run:
    """The run of another cell."""
    return told(run, cell={**run.record.info["cell"], **keys})


def working(run: Run, took_ms: Mapping[str, Sequence[int]], lines: Sequence[int] = ()) -> Run:
    """The run with batches of its own, which begin one after the other in the measured window.

    Args:
        run: whatever else is of this one.
        took_ms: by step, how long it took in each batch.
        lines: how many lines each batch took; 10 each if not told.
    """
    number = len(next(iter(took_ms.values())))
    steps = {step: ints(*took) * MS for step, took in took_ms.items()}
    fresh = ints(*lines) if lines else np.full(number, 10)
    starts_ns = run.record.info["window"]["warm_ns"] + np.arange(number) * MS
    made = batches(np.arange(number), start_ns=starts_ns, lines=np.cumsum(fresh), **steps)
    return replace(run, batches=made)


def telling(run: Run, events: Sequence[Mapping[str, Any]]) -> Run:
    """The run with events of its own."""
    return replace(run, record=replace(run.record, progress=[dict(event) for event in events]))
