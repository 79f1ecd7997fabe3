"""Runs that kept up, and runs that were given up."""

from pathlib import Path

import pytest

from analysis import keeping_up, record
from analysis.keeping_up import GivenUp
from analysis.run import Run
from analysis.summary import analyse
from tests.analysis.remade import note, shown
from tests.analysis.synthetic import MS, Made, write_run

OVERLOADED = Made(overload=1.5, duration="12s")


def cut(path: Path, after_s: float, made: Made = OVERLOADED, behind_ms: int = 1500) -> Run:
    """A run that was given up so long after its schedule's start."""
    write_run(path, made)
    window = dict(record.read(path).info["window"])
    at_ns = window["start_ns"] + round(after_s * 1000) * MS
    window |= {"stop_ns": at_ns, "end_ns": min(at_ns, window["end_ns"])}
    note(path, window=window, gave_up={"at_ns": at_ns, "behind_ns": behind_ms * MS})
    cell = dict(record.read(path).info["cell"]) | {"give-up": "1s"}
    note(path, cell=cell)
    shown(path, lambda rows: [row for row in rows if row[2] <= at_ns])
    return analyse(path)


def test_growth_has_its_interval(tmp_path: Path) -> None:
    growth = analyse(write_run(tmp_path / "run")).summary["growth"]
    assert growth["first_ms"] == pytest.approx(growth["last_ms"], rel=0.5)
    assert growth["low_ms_per_s"] < growth["median_ms_per_s"] < growth["high_ms_per_s"]


def test_growth_of_few_batches_has_no_bounds(tmp_path: Path) -> None:
    made = Made(setting="1s", duration="5500ms")
    growth = analyse(write_run(tmp_path / "run", made)).summary["growth"]
    assert growth["low_ms_per_s"] is None
    assert growth["high_ms_per_s"] is None
    assert growth["median_ms_per_s"] is not None


def test_two_batches_have_no_growth(tmp_path: Path) -> None:
    made = Made(setting="1s", warmup="1s", duration="2500ms")
    assert analyse(write_run(tmp_path / "run", made)).summary["growth"] is None


def test_a_run_that_was_seen_through_was_not_given_up(tmp_path: Path) -> None:
    run = analyse(write_run(tmp_path / "run"))
    assert keeping_up.given_up(run) is None
    assert run.summary["gave_up"] is None


def test_a_run_that_was_given_up_says_when_and_how_far_behind(tmp_path: Path) -> None:
    end = cut(tmp_path / "run", 8).summary["gave_up"]
    assert (end["after_s"], end["behind_ms"]) == (8, 1500)
    assert end["unsent_ms"] < 5  # the lines had left; the engine had them


def test_a_late_generator_has_its_share(tmp_path: Path) -> None:
    run = cut(tmp_path / "run", 8, Made(late_ms=1200.0))
    end = keeping_up.given_up(run)
    assert end is not None
    assert end.unsent_ms > 1000
    assert end.by_generator


def test_a_line_that_never_left_waits_for_the_generator(tmp_path: Path) -> None:
    # The last 3,000 of its lines never leave: at 12 s the oldest of them has waited for 3 s.
    run = cut(tmp_path / "run", 12, Made(unsent=3000), behind_ms=3000)
    end = keeping_up.given_up(run)
    assert end is not None
    assert end.unsent_ms == pytest.approx(3000, abs=2)


def test_nobody_waits_who_was_shown(tmp_path: Path) -> None:
    assert keeping_up.given_up(cut(tmp_path / "run", 20.0, Made())) == GivenUp(20.0, 1500.0, 0.0)


@pytest.mark.parametrize(("unsent_ms", "its"), [(900.0, False), (1000.0, False), (1001.0, True)])
def test_most_of_the_wait_says_whose_doing_it_is(unsent_ms: float, its: bool) -> None:  # noqa: FBT001
    assert GivenUp(8.0, 2000.0, unsent_ms).by_generator is its
