from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.cell import Cell
from benchmarks.patience import GaveUpError, Patience
from loadgen.units import NS_PER_S

START_NS = 1_000 * NS_PER_S


def patience(seen: Any, took: Any = None, **spec: Any) -> Patience:
    """Of 100 lines a second for 10 s."""
    common = {"rate": "100", "warmup": "0s", "duration": "10s", "give-up": "2s"}
    cell = Cell.parse(common | spec)
    engine: Any = SimpleNamespace(took=took)
    made = Patience(cell, 1, seen, engine)
    made.look(START_NS + 10**6 * NS_PER_S)  # before it begins, nothing is due
    made.begin(START_NS)
    return made


def seen(lines: int) -> SimpleNamespace:
    return SimpleNamespace(lines=lines)


def behind_ns(tried: Patience, after_s: float) -> int | None:
    """How far a run that is given up is behind; None if it isn't."""
    try:
        tried.look(START_NS + round(after_s * NS_PER_S))
    except GaveUpError as end:
        return end.behind_ns
    return None


def test_what_it_says_is_json() -> None:
    with pytest.raises(GaveUpError) as caught:
        patience(seen(300)).look(START_NS + 6 * NS_PER_S)
    end = {"at_ns": START_NS + 6 * NS_PER_S, "behind_ns": 3 * NS_PER_S}
    assert caught.value.as_json() == end


def test_the_oldest_line_that_was_not_seen_counts_from_when_it_was_due() -> None:
    shown = seen(300)  # the next is due at 3 s
    assert behind_ns(patience(shown), 5.0) is None
    assert behind_ns(patience(shown), 5.1) == 2_100_000_000
    assert behind_ns(patience(seen(0)), 1.9) is None
    assert behind_ns(patience(seen(0)), -1.0) is None


def test_what_is_all_seen_is_waited_for_no_longer() -> None:
    assert behind_ns(patience(seen(1000)), 100) is None
    assert behind_ns(patience(seen(999)), 100) is not None


def test_lines_that_stay_in_their_window_are_not_waited_for() -> None:
    windows = {"workload": "length-count-window", "mode": "append", "window": "1s"}
    assert behind_ns(patience(seen(1000), **windows), 100) is None
    assert behind_ns(patience(seen(999), **windows), 100) is not None


@pytest.mark.parametrize(
    "spec",
    [{"give-up": "none"}, {"setting": "available-now"}, {"sink": "noop", "source": "files"}],
)
def test_patience_may_be_without_end(spec: dict[str, str]) -> None:
    assert behind_ns(patience(seen(0), **spec), 1e6) is None


def test_without_counts_the_engine_s_account_says() -> None:
    asked: list[int] = []

    def took(lines: int) -> bool:
        asked.append(lines)
        return lines <= 500

    tried = patience(seen(0), took, sink="noop")
    assert behind_ns(tried, 1.0) is None
    assert asked == []
    assert behind_ns(tried, 6.9) is None
    assert behind_ns(tried, 7.5) == 2 * NS_PER_S + 1
    assert asked == [490, 550]
