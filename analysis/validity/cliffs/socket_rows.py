"""The socket source's batches, whose cost goes with the square of their rows.

Structured Streaming's socket source keeps its lines in a linked list, and finds each line of a
batch by walking there from the start of the list (`TextSocketMicroBatchStream`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.due import Float64
from analysis.record import Int64
from analysis.run import Run
from analysis.validity.finding import Code, Finding, Level
from loadgen.units import NS_PER_S

# A fixed cost and a price per row make a row cheaper the more there are. So one that costs twice as
# much in a batch of three times the rows is paid for by another law.
PRICE_FACTOR = 2.0
ROWS_FACTOR = 3.0
# Below a second, a pause of the JVM makes as much.
LEAST_NS = NS_PER_S
# A step along the list takes some ns at most: what takes longer isn't that list.
STEP_MOST_NS = 30.0
# A JVM that is cold makes any batch a slow one.
COLD_NS = 5 * NS_PER_S
# Of the batches to hold one against: those nearest to it in rows.
BESIDE = 5
_BESIDE_LEAST = 3


@dataclass(frozen=True)
class _Batch:
    """A batch to be judged.

    Args:
        rows: how many rows it had, of each lane.
        took_ns: how long its job took, at least.
        done: whether it ended.
    """

    rows: float
    took_ns: float
    done: bool = True


def socket_rows(run: Run) -> Finding | None:
    """A large batch of a socket's lines cost more a row than small ones."""
    cell = run.record.info["cell"]
    if (cell["api"], cell["source"]) != ("structured", "socket") or not len(run.batches):
        return None
    lanes = int(cell.get("lanes", 1))
    rows = np.diff(run.batches.lines, prepend=0) / lanes
    took_ns = run.batches.durations_ns["addBatch"]
    for large in _largest(run, rows, took_ns, lanes):
        beside = _beside(large, rows, took_ns)
        if beside is not None and _costs_more(large, beside):
            return _found(large, beside)
    return None


def _largest(run: Run, rows: Float64, took_ns: Int64, lanes: int) -> Iterator[_Batch]:
    """The batch that the run's end cut off, if there was one, and the largest that was done."""
    hanging = _hanging(run, lanes)
    if hanging is not None:
        yield hanging
    starts_ns = run.batches.start_ns
    warm = np.flatnonzero(starts_ns >= starts_ns[0] + COLD_NS)
    if len(warm):
        row = warm[rows[warm].argmax()]
        yield _Batch(float(rows[row]), float(took_ns[row]))


def _hanging(run: Run, lanes: int) -> _Batch | None:
    """What the engine had in hand at the end of the record: lines that came during its last batch.

    It began with the next trigger, and no event tells of it.
    """
    samples_ns = run.record.resources["time_ns"]
    if not len(samples_ns) or not run.lines.lanes:
        return None
    interval_ns = run.record.info.get("interval_ns") or 1
    start_ns = -(-int(run.batches.end_ns[-1]) // interval_ns) * interval_ns
    there = sum(int(lane.sent.before(np.array([start_ns]))[0]) for lane in run.lines.lanes)
    rows = (there - int(run.batches.lines[-1])) / lanes
    took_ns = int(samples_ns[-1]) - start_ns
    return _Batch(rows, took_ns, done=False) if rows > 0 and took_ns > 0 else None


def _beside(large: _Batch, rows: Float64, took_ns: Int64) -> _Batch | None:
    """The middle one, by the price of a row, of the next smaller batches; None if these are few."""
    small = np.flatnonzero((rows > 0) & (rows * ROWS_FACTOR <= large.rows))
    if len(small) < _BESIDE_LEAST:
        return None
    nearest = small[np.argsort(rows[small])][-BESIDE:]
    prices = took_ns[nearest] / rows[nearest]
    middle = nearest[np.argsort(prices)[len(nearest) // 2]]
    return _Batch(float(rows[middle]), float(took_ns[middle]))


def _costs_more(large: _Batch, small: _Batch) -> bool:
    as_small_ns = small.took_ns / small.rows * large.rows
    step_ns = (large.took_ns - as_small_ns) / large.rows**2
    slow = large.took_ns >= max(LEAST_NS, PRICE_FACTOR * as_small_ns)
    return slow and step_ns <= STEP_MOST_NS


def _found(large: _Batch, small: _Batch) -> Finding:
    took = "took" if large.done else "wasn't done when the run was ended, after"
    about = "" if large.done else "about "
    return Finding(
        Code.SOCKET_ROWS,
        Level.NOTE,
        f"a batch of {about}{large.rows:,.0f} rows {took} {large.took_ns / NS_PER_S:,.1f} s, "
        f"{_price_us(large):,.0f} us a row; one of {small.rows:,.0f} rows took "
        f"{small.took_ns / NS_PER_S:,.2f} s, {_price_us(small):,.0f} us a row",
        "the socket source takes the square of a batch's rows: smaller batches (a lower --rate, a "
        "shorter --setting, more --lanes), shorter lists (--option numPartitions=16), or a source "
        "that isn't for testing only",
    )


def _price_us(batch: _Batch) -> float:
    return batch.took_ns / batch.rows / 1000
