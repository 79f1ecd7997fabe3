from typing import Any

import pytest

from analysis.plots.cells import P99, Cell
from analysis.report import compared
from analysis.report.compared import Compared
from tests.analysis.drawn import cells_of, summary_of

ONE, TWO = "structured-socket-1s", "dstreams-socket-1s"


def cell(name: str, *cpu_us: float | None, p99_ms: float | None = 300.0, **made: Any) -> Cell:
    runs = [
        summary_of(name, repeat=n, p99_ms=p99_ms, **made)
        | {"resources": {"cpu_s_per_million_lines": {"total": us}}}
        for n, us in enumerate(cpu_us, 1)
    ]
    return cells_of(*runs)[0]


def test_cpu_time_is_compared_from_run_to_run() -> None:
    found = compared.cpu(cell(ONE, 100, 102, 101), cell(TWO, 200, 205, 203))
    assert found is not None
    assert found.claimed
    assert found.first == pytest.approx(101)
    assert found.second == pytest.approx(202.7, abs=0.1)
    assert found.ratio is not None
    assert found.ratio.low < 2.007 < found.ratio.high
    assert found.told("more", "less").endswith("times more")
    back = compared.cpu(cell(TWO, 200, 205, 203), cell(ONE, 100, 102, 101))
    assert back is not None
    assert back.ratio == found.ratio
    assert back.told("more", "less").endswith("times less")


def test_what_moves_more_than_it_differs_is_not_told_apart() -> None:
    found = compared.cpu(cell(ONE, 100, 150), cell(TWO, 120, 170))
    assert found is not None
    assert not found.claimed
    assert found.told("more", "less").startswith("not told apart (")


def test_a_single_run_has_no_interval_of_its_cpu_time() -> None:
    found = compared.cpu(cell(ONE, 100), cell(TWO, 200, 201))
    assert found == Compared(100, 200.5, None, claimed=False)
    assert found.told("more", "less") == "no interval"


@pytest.mark.parametrize("us", [(None,), (100.0, None), (0.0,)])
def test_cpu_time_that_was_not_measured_is_none(us: tuple[float | None, ...]) -> None:
    assert compared.cpu(cell(ONE, *us), cell(TWO, 200)) is None
    assert compared.cpu(cell(TWO, 200), cell(ONE, *us)) is None


def test_latency_is_in_ms_and_noise_is_not_claimed() -> None:
    first, second = cell(ONE, 1, p99_ms=300.0), cell(TWO, 1, p99_ms=450.0)
    found = compared.latency(first, second, P99, 1.0)
    assert found is not None
    assert found.claimed
    assert (found.first, found.second) == (300, 450)
    assert found.told("slower", "faster").endswith("times slower")
    noisy = compared.latency(first, second, P99, 1.6)
    assert noisy is not None
    assert not noisy.claimed


def test_latency_that_lost_lines_reach_is_none() -> None:
    lost = cell(TWO, 1, p99_ms=None, lost=4000)
    assert compared.latency(cell(ONE, 1), lost, P99, 1.0) is None
