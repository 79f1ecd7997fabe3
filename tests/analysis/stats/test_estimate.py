import math

import numpy as np
import pytest

from analysis.histogram import RELATIVE_ERROR
from analysis.stats.estimate import estimate
from analysis.stats.sample import Basis, Sample
from tests.analysis.stats.simulated import Cell, of_ms


def test_the_quantile_is_that_of_all_lines_not_the_mean_of_the_runs() -> None:
    quiet, stalled = [100.0] * 1_000, [100.0] * 900 + [10_000.0] * 100
    found = estimate(of_ms(*[quiet] * 4, stalled), 0.99)
    assert found is not None
    # 2% of all lines took 10 s, so their p99 is 10 s. Four runs of five have 0.1 s, which makes
    # 2 s on average, and 0.25 s by logarithms.
    assert math.exp(found.merged) == pytest.approx(10e9, rel=RELATIVE_ERROR)
    assert math.exp(found.own) == pytest.approx(1e8 ** (4 / 5) * 1e10 ** (1 / 5), rel=0.01)


def test_few_runs_have_the_standard_error_of_a_mean_of_few() -> None:
    # One line a run: the median of three is as sure as their middle, the mean is known exactly.
    found = estimate(of_ms([90.0], [100.0], [110.0]), 0.5)
    assert found is not None
    logs = np.log([90.0, 100.0, 110.0])
    assert found.own_error == pytest.approx(logs.std(ddof=1) / math.sqrt(3), rel=1e-3)
    assert (found.units, found.degrees, found.basis) == (3, 2, Basis.RUNS)
    # Of the 27 draws, 7 have the lowest as their median, 7 the highest and 13 the middle.
    spread = math.sqrt(
        (7 * logs[0] ** 2 + 7 * logs[2] ** 2 + 13 * logs[1] ** 2) / 27
        - ((7 * logs[0] + 7 * logs[2] + 13 * logs[1]) / 27) ** 2
    )
    assert found.error == pytest.approx(spread * math.sqrt(3 / 2), rel=0.1)


def test_where_the_worst_runs_make_the_quantile_the_runs_own_spread_counts() -> None:
    # Every draw of 20 runs has one of the slow ten, so the bootstrap sees no spread.
    found = estimate(of_ms(*[[100.0] * 50, [900.0] * 50] * 10), 0.99)
    assert found is not None
    assert found.error == found.own_error > 0.1


def test_parts_that_agree_are_as_sure_as_a_bucket_is_narrow() -> None:
    found = estimate(of_ms([100.0, 200.0], [100.0, 200.0]), 0.5)
    assert found is not None
    assert found.error == found.own_error == RELATIVE_ERROR


@pytest.mark.parametrize(
    "sample",
    [
        Sample([], Basis.RUNS),
        of_ms([1.0, 2.0]),
        of_ms([1.0], []),
        of_ms([1.0], [0.0]),
        of_ms([1.0], [-1.0]),
        of_ms([1.0], [2.0], lost=2),
    ],
    ids=["nothing", "one part", "empty part", "zero", "negative", "lost"],
)
def test_there_is_none_where_a_part_has_none(sample: Sample) -> None:
    assert estimate(sample, 0.5) is None


def test_lost_lines_beyond_the_quantile_only_push_it_up() -> None:
    known, pushed = (
        estimate(of_ms([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], lost=lost), 0.5) for lost in (0, 2)
    )
    assert known is not None
    assert pushed is not None
    assert pushed.merged >= known.merged
    assert pushed.own > known.own


def test_blocks_stay_what_they_are() -> None:
    found = estimate(Cell().blocks(np.random.default_rng(4), 8), 0.99)
    assert found is not None
    assert (found.basis, found.units) == (Basis.BLOCKS, 8)
