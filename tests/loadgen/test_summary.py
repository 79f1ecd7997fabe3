import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from loadgen.lines import parse_lines
from loadgen.load import Load
from loadgen.schedule import Constant
from loadgen.summary import in_words, summarise
from loadgen.units import NS_PER_MS, NS_PER_S

RING = parse_lines("uniform:1:3", 1)
START_NS = 10**18


def load(**other: Any) -> Load:
    schedule = Constant(1000.0, 2 * NS_PER_S)
    return Load("socket", schedule, "uniform:1:3", RING, seed=1, lanes=2, **other)


def rows(*row: tuple[int, int, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Lane, lines so far, ms after the start."""
    told = [(lane, lines, START_NS + round(ms * NS_PER_MS)) for lane, lines, ms in row]
    return np.array(told, dtype=np.int64).reshape(-1, 3)


def test_tells_what_was_sent() -> None:
    took = [{"lane": 0, "lines": 1000, "bytes": 5, "closed_early": False}]
    told = rows((0, 500, 999), (1, 1000, 2001), (0, 1000, 2003))
    summary = summarise(load(), told, took, START_NS, START_NS + 2003 * NS_PER_MS)
    counts = RING.counts(1000)
    assert json.loads(json.dumps(summary)) == summary
    assert summary["counts"] == {str(length): 2 * n for length, n in counts.items()}
    assert summary["bytes"] == 2 * RING.bytes_before(1000)
    assert (summary["scheduled"], summary["emitted"]) == (2000, 2000)
    assert summary["rate"]["target_per_s"] == 1000
    assert summary["rate"]["sent_per_s"] == pytest.approx(2000 / 2.003)
    assert summary["lateness_ms"]["max"] == 2000  # lane 1's first line
    assert summary["late"]
    assert summary["connections"] == took
    assert summary["keys"] == 0
    assert (summary["source"], summary["lines"], summary["seed"], summary["lanes"]) == (
        "socket",
        "uniform:1:3",
        1,
        2,
    )
    assert "The load was late" in in_words(summary)


def test_a_rate_that_was_kept_comes_out_even() -> None:
    told = rows(*((lane, n + 1, 2 * n + lane) for n in range(1000) for lane in (0, 1)))
    end_ns = START_NS + 1999 * NS_PER_MS  # the last line is due 1 ms before the end
    summary = summarise(load(), told, [], START_NS, end_ns)
    assert summary["rate"]["sent_per_s"] == 1000
    assert not summary["late"]
    assert summary["lateness_ms"]["max"] == 0
    assert in_words(summary).splitlines() == [
        "sent      2,000 of 2,000 lines, 0.0 MB, in 2.0 s",
        "rate      1k lines/s, by the schedule 1k",
        "lateness  p50 0.00 ms, p99 0.00 ms, max 0.00 ms",
    ]


def test_a_load_that_was_cut_short_is_judged_by_its_own_time() -> None:
    told = rows((0, 100, 200), (1, 100, 200))
    took = [{"lane": 1, "lines": 100, "bytes": 5, "closed_early": True}]
    summary = summarise(load(), told, took, START_NS, START_NS + 200 * NS_PER_MS)
    assert summary["rate"]["sent_per_s"] == 1000
    assert in_words(summary).endswith("lane 1    its consumer left after 100 lines")


def test_nothing_sent_is_told_too() -> None:
    summary = summarise(load(), rows(), [], START_NS, START_NS)
    assert (summary["emitted"], summary["counts"], summary["late"]) == (0, {}, False)
    assert in_words(summary) == "sent      0 of 2,000 lines, 0.0 MB, in 0.0 s"


def test_tells_how_many_of_the_keys_were_sent() -> None:
    ring = parse_lines("fixed:20", 1, 1000)
    keyed = replace(load(keys=1000), lines="fixed:20", ring=ring)
    told = rows((0, 2, 999), (1, 5, 999), (0, 600, 1200))
    summary = summarise(keyed, told, [], START_NS, START_NS + 2000 * NS_PER_MS)
    assert summary["keys"] == 1000
    both, one = (ring.keys[:5].tolist(), ring.keys[5:600].tolist())
    assert summary["counts"] == {str(key): 2 if key in both else 1 for key in sorted({*both, *one})}
    assert in_words(summary).endswith("keys      600 of 1,000 sent")


def test_files_may_be_late_for_as_long_as_they_gather() -> None:
    told = rows(*((lane, 50 * n, 100 * n) for n in range(1, 21) for lane in (0, 1)))
    end_ns = START_NS + 2000 * NS_PER_MS
    gathered = load(file_every_ns=100 * NS_PER_MS)
    assert not summarise(gathered, told, [], START_NS, end_ns)["late"]
    assert summarise(load(), told, [], START_NS, end_ns)["late"]
