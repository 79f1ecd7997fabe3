"""Latencies line by line, and their percentiles by numpy's word instead of ours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.lines import LOST, Lines
from loadgen.units import NS_PER_MS

Floats = NDArray[np.float64]


def latencies_ms(lines: Lines) -> Floats:
    """Visible less due of every line that became visible, ms, float64[lines]."""
    due_ns, _, visible_ns = lines.each()
    known = visible_ns != LOST
    return np.asarray((visible_ns - due_ns)[known] / NS_PER_MS)


def from_send_ms(lines: Lines) -> Floats:
    """Visible less sent of lines none of which is lost, ms, float64[lines]."""
    _, sent_ns, visible_ns = lines.each()
    assert LOST not in sent_ns
    assert LOST not in visible_ns
    return np.asarray((visible_ns - sent_ns) / NS_PER_MS)


def quantile(values: NDArray[Any], share: float) -> float:
    """A percentile by nearest rank."""
    return float(np.quantile(values, share, method="inverted_cdf"))


def took_ms(events: list[dict[str, Any]]) -> Floats:
    """What each batch took by the engine's own word, ms, float64[batches]."""
    took = [event["durationMs"] for event in events]
    return np.array([one["triggerExecution"] for one in took], np.float64)
