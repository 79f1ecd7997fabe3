from pathlib import Path
from typing import Any

import pytest

from benchmarks.calibration import generator
from benchmarks.calibration.plan import quick
from benchmarks.cell import Cell
from benchmarks.load import Load, LoadError
from benchmarks.runner import RunFailedError

PLAN = quick(1000)


def tried(*kept_up: bool) -> list[dict[str, Any]]:
    return [{"rate_per_s": 100_000.0 * 2**k, "kept_up": kept} for k, kept in enumerate(kept_up)]


@pytest.mark.parametrize(
    ("kept_up", "most", "late_from", "within"),
    [
        ([True, True], 200e3, None, True),
        ([True, False], 100e3, 200e3, True),
        ([False, True], None, 100e3, False),
    ],
)
def test_it_keeps_up_with_rates_below_the_first_that_it_does_not(
    kept_up: list[bool],
    most: float | None,
    late_from: float | None,
    within: bool,  # noqa: FBT001
) -> None:
    found = generator.judged(5e6, tried(*kept_up))
    assert found["kept_up_per_s"] == most
    assert found["late_from_per_s"] == late_from
    assert found["within"] is within


def test_rates_are_doubled_to_beyond_flat_out() -> None:
    assert list(generator.rates_to_try(PLAN, 350e3)) == [1e3, 100e3, 200e3, 400e3]
    assert list(generator.rates_to_try(PLAN, 50e3)) == [1e3, 100e3]


def test_a_rate_for_real(tmp_path: Path) -> None:
    found = generator.paced(PLAN, 1000.0, tmp_path)
    assert found["rate_per_s"] == 1000
    assert 0 <= found["lateness_ms"]["p50"] <= found["lateness_ms"]["p99"]
    assert found["lateness_ms"]["p99"] <= found["lateness_ms"]["max"]
    late = found["lateness_ms"]["p99"] > 10 or found["shortfall"] > 0.01
    assert found["kept_up"] is not late
    assert found["tries"] in ({2} if late else {1, 2})


@pytest.mark.parametrize(
    ("late_ms", "kept_up", "tries"),
    [([1], True, 1), ([11, 1], True, 2), ([11, 12], False, 2)],
)
def test_a_rate_is_late_if_it_is_late_twice(
    late_ms: list[float],
    kept_up: bool,  # noqa: FBT001
    tries: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    to_come = iter(late_ms)

    def sent(_cell: Cell, _folder: Path) -> dict[str, Any]:
        lateness = dict.fromkeys(("p50", "p99", "max"), next(to_come))
        return {"lateness_ms": lateness, "rate": {"sent_per_s": 995, "target_per_s": 1000}}

    monkeypatch.setattr(generator, "_sent", sent)
    found = generator.paced(PLAN, 1000.0, tmp_path)
    assert (found["kept_up"], found["tries"]) == (kept_up, tries)
    assert found["lateness_ms"]["p99"] == late_ms[-1]
    assert found["shortfall"] == pytest.approx(0.005)


def test_a_rate_that_is_short_by_more_than_a_hundredth_is_not_kept_up_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {
        "lateness_ms": {"p50": 0.1, "p99": 0.2, "max": 0.3},
        "rate": {"sent_per_s": 989, "target_per_s": 1000},
    }
    monkeypatch.setattr(generator, "_sent", lambda _cell, _folder: sent)
    assert generator.paced(PLAN, 1000.0, tmp_path)["kept_up"] is False


def test_flat_out_for_real(tmp_path: Path) -> None:
    assert generator.flat_out(PLAN, tmp_path) > 1000


def test_lines_that_do_not_arrive_are_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Load.expect

    def boast(self: Load, event: str, timeout_s: float) -> dict[str, Any]:
        got = honest(self, event, timeout_s)
        return got | {"emitted": got["emitted"] + 1} if event == "sent" else got

    monkeypatch.setattr(Load, "expect", boast)
    with pytest.raises(RunFailedError, match="500 of 501 lines arrived at 1k lines/s"):
        generator.paced(PLAN, 1000.0, tmp_path)


def test_a_generator_that_fails_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Load, event: str, timeout_s: float) -> dict[str, Any]:
        raise LoadError(f"no {event} within {timeout_s:.0f} s of {self.pid > 0}")

    monkeypatch.setattr(Load, "expect", fail)
    with pytest.raises(RunFailedError, match="no ready within 30 s"):
        generator.paced(PLAN, 1000.0, tmp_path)
