"""What was visible when: by the results themselves or, where they don't say, by progress.

The results of most cells say how many lines they account for. Those of a job that isn't ours don't,
and a sink that throws them away shows none. There the engine's own account says how many lines a
batch took, and they count as visible when the sink told of that batch, or at its end.

A topic's messages don't say which batch they are of. The engine's account says how many lines were
in after each batch, and so which batch a result's last line is of. A batch's counts come one by
one, and say nothing before all are there: they count together, from when the last was in hand.
Where each line is shown by itself, there is no such moment.
"""

import numpy as np

from analysis.batches import Batches
from analysis.record import Columns, Int64, RunRecord

NO_BATCH = -1
"""In place of a batch's number: the result doesn't say."""


def of(record: RunRecord, batches: Batches) -> Columns:
    """The results of a run, each with the lines that are in.

    Args:
        record: what the run left.
        batches: the engine's account.

    Returns:
        Columns `analysis.record.VISIBLE`, as recorded or, where results don't say, a row a batch.
    """
    if record.tells_results:
        return _of_batches(record, batches)
    seen = record.visible
    told = dict(zip(seen["batch"].tolist(), seen["visible_ns"].tolist(), strict=True))
    at_ns = [
        told.get(number, end_ns)
        for number, end_ns in zip(batches.batch.tolist(), batches.end_ns.tolist(), strict=True)
    ]
    return _by_batch(batches, np.array(at_ns, np.int64))


def by_engine(batches: Batches) -> Columns:
    """The results as they would have been, had each batch's lines been visible at its end.

    Returns:
        Columns `analysis.record.VISIBLE`, a row a batch.
    """
    return _by_batch(batches, batches.end_ns)


def _of_batches(record: RunRecord, batches: Batches) -> Columns:
    """The results as recorded, each with the batch that it is of."""
    seen = record.visible
    if not (seen["batch"] == NO_BATCH).any() or not len(batches):
        return seen
    row = np.searchsorted(batches.lines, seen["lines"])
    told = row < len(batches)
    row = np.minimum(row, len(batches) - 1)
    seen = {**seen, "batch": np.where(told, batches.batch[row], NO_BATCH)}
    if record.shows_each:
        return seen
    whole = ~told | (batches.lines[row] == seen["lines"])
    return {name: column[whole] for name, column in seen.items()}


def _by_batch(batches: Batches, at_ns: Int64) -> Columns:
    # An end is told in whole ms, cut off, and mustn't come before a result that is dated exactly.
    visible_ns = np.maximum.accumulate(at_ns)
    return {"batch": batches.batch, "lines": batches.lines, "visible_ns": visible_ns}
