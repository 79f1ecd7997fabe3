"""What a Kafka broker adds: until it has a line, and from its having a result until it is seen."""

from typing import Any

import numpy as np

from analysis import progress
from analysis.lines import Lines
from analysis.record import RunRecord
from analysis.samples import Durations, distribution
from analysis.steps import Steps, joined
from loadgen.units import NS_PER_MS


def figures(record: RunRecord, measured: Lines) -> dict[str, Any] | None:
    """How long the broker took, by its own word.

    Args:
        record: what the run left.
        measured: the lines that count.

    Returns:
        ack_ms: from sent until the generator had heard that the broker has the line. read_ms: from
        when the broker appended a result, by its clock in whole ms, until it was in the reader's
        hands, over the lines that the result brought. Each a dict of
        `analysis.samples.STATISTICS`, or None where there is no such topic; None without a broker.
    """
    acknowledged, read = _acknowledged(record, measured), _read(record, measured)
    if acknowledged is None and read is None:
        return None
    return {
        "ack_ms": acknowledged and distribution(acknowledged),
        "read_ms": read and distribution(read),
    }


def _acknowledged(record: RunRecord, measured: Lines) -> Durations | None:
    logs = record.acknowledgements
    if not logs:
        return None
    counts, took = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for lane, log in zip(measured.lanes, logs, strict=True):
        sent = lane.spans(lane.sent)
        known = lane.spans(Steps.of(log[:, 1], log[:, 2], lane.stop))
        count, of_sent, of_known = joined(sent, known)
        counts.append(count)
        took.append(known.time_ns[of_known] - sent.time_ns[of_sent])
    count = np.concatenate(counts)
    return Durations(np.concatenate(took), count, len(measured) - int(count.sum()))


def _read(record: RunRecord, measured: Lines) -> Durations | None:
    if record.appended is None or not len(measured):
        return None
    lines, visible_ns = record.appended["lines"], record.appended["visible_ns"]
    brought = np.diff(lines, prepend=0)
    inside = (visible_ns >= measured.first_due_ns) & (visible_ns <= measured.last_due_ns)
    counted = (brought > 0) & inside
    wall_ns = record.appended["appended_ms"] * NS_PER_MS
    appended_ns = progress.on_run_clock(wall_ns, record.resources)
    return Durations((visible_ns - appended_ns)[counted], brought[counted])
