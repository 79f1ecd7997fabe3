from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.decide.climb import Turn
from analysis.decide.objective import Objective
from benchmarks.capacity import INTERRUPTED, climbing, find
from benchmarks.cell import Cell
from benchmarks.display import expected_s
from tests.benchmarks.capacity.fakes import FakeTrials, Outcome, summary

CELL = Cell.parse({})
KEPT = (summary(kept_up=True), "")


@pytest.fixture(autouse=True)
def estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every climb says that it ends at about 40k lines/s."""
    found = Turn(35e3, 46e3, 40e3, "lines fell behind at 35,000 lines/s")
    monkeypatch.setattr(climbing, "analyse", lambda _path: None)
    monkeypatch.setattr(climbing, "turn", lambda _run, _within_ms: found)


def trials(outcome: Callable[[Cell], Outcome]) -> FakeTrials:
    return FakeTrials(Path("out"), outcome=outcome)


def limited(capacity: float) -> Callable[[Cell], Outcome]:
    return lambda cell: (summary(kept_up=cell.rate_per_s <= capacity), "")


@pytest.mark.parametrize("capacity", [15e3, 39e3, 40e3, 90e3])
def test_it_finds_what_is_known(capacity: float) -> None:
    made, said = trials(limited(capacity)), list[str]()
    result = find(CELL, made, say=said.append)
    assert result.low_per_s is not None
    assert result.high_per_s is not None
    assert result.low_per_s <= capacity < result.high_per_s <= result.low_per_s * 1.15
    assert result.stopped == ""
    assert len(said) == len(made.made) == len(result.tried) + 1
    assert made.names[:2] == ["structured-socket-default-climb", "structured-socket-default-37.2k"]
    assert len(set(made.names)) == len(made.names)
    assert result.climb_path == Path("out/structured-socket-default-climb")
    assert said[0] == (
        "structured-socket-default, growing rate: lines fell behind at 35,000 lines/s"
    )
    assert (result.tried[0].p50_ms, result.tried[0].p99_ms) == (200.0, 400.0)


def test_it_says_each_rate(capsys: pytest.CaptureFixture[str]) -> None:
    find(CELL, trials(limited(39e3)), say=print)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "structured-socket-default, 37.2k lines/s: kept up: latency didn't grow",
        "structured-socket-default, 41.7k lines/s: didn't keep up: it grows",
    ]


def test_an_objective_is_searched_for() -> None:
    def slower(cell: Cell) -> Outcome:
        return summary(kept_up=True, p99_ms=cell.rate_per_s / 20), ""

    result = find(CELL, trials(slower), Objective.parse("p99<1s"))
    assert result.low_per_s is not None
    assert result.high_per_s is not None
    assert result.low_per_s < 20_000 <= result.high_per_s
    assert result.objective == "p99<1s"
    assert result.tried[0].judged.why == "p99 is 1,860 ms, not p99<1s"


def test_an_engine_that_dies_under_its_load_is_an_answer() -> None:
    died = "the engine has ended: Spark's JVM is gone (status 137)"

    def dies(cell: Cell) -> Outcome:
        return KEPT if cell.rate_per_s < 20e3 else (summary(kept_up=True), died)

    made = trials(dies)
    result = find(CELL, made)
    assert result.low_per_s is not None
    assert result.low_per_s < 20e3
    assert result.high_per_s is not None
    assert result.high_per_s >= 20e3
    assert next(one.judged.why for one in result.tried if not one.judged.kept_up) == died


def test_a_run_that_cannot_be_made_ends_it() -> None:
    result = find(CELL, trials(lambda _cell: (None, "there is no Java")))
    assert not result.told
    assert result.tried == ()
    assert result.stopped == result.climbed == "there is no Java"


def test_a_later_run_that_cannot_be_made_ends_it_too() -> None:
    def breaks(cell: Cell) -> Outcome:
        return KEPT if cell.rate_per_s < 40e3 else (None, "the load generator ended")

    result = find(CELL, trials(breaks))
    assert result.sentence == (
        "structured-socket-default sustains at least 37.2k lines/s (the load generator ended)"
    )
    assert result.tried[-1].p99_ms is None


def test_what_was_found_before_ctrl_c_is_its_answer() -> None:
    def interrupted(cell: Cell) -> Outcome:
        if cell.rate_per_s < 40e3:
            return KEPT
        raise KeyboardInterrupt

    result = find(CELL, trials(interrupted))
    assert (result.low_per_s, result.high_per_s, result.stopped) == (37.2e3, None, INTERRUPTED)


def test_what_cannot_be_told_is_no_limit_of_the_engine() -> None:
    def unread(cell: Cell) -> Outcome:
        return KEPT if cell.rate_per_s < 40e3 else (None, "")

    result = find(CELL, trials(unread))
    assert (result.low_per_s, result.high_per_s) == (37.2e3, None)


def test_the_time_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 0.0

    class Slow(FakeTrials):
        def run(self, cell: Cell, name: str = "") -> object:  # type: ignore[override]
            nonlocal now_s
            now_s += 2 * expected_s(cell)
            return super().run(cell, name)

    monkeypatch.setattr("benchmarks.capacity.finding.time.monotonic", lambda: now_s)
    # A climb and a run take 2 * 67 s and 2 * 46 s here; a second run wouldn't be over in time.
    made = Slow(Path("out"), outcome=limited(1e9))
    result = find(CELL, made, budget_s=300)
    assert len(made.names) == 2
    assert result.stopped == "no time left for another run"
    assert result.took_s == 226
    assert result.low_per_s == 37.2e3
    assert find(CELL, Slow(Path("out"), outcome=limited(1e9)), budget_s=1).tried == ()
