import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.decide.worth import Worth, worth
from analysis.histogram import Histogram
from analysis.stats.sample import Basis, Sample
from loadgen.units import NS_PER_MS


def sample(*p50_ms: float, basis: Basis = Basis.RUNS, lost: int = 0) -> Sample:
    """Runs whose lines are spread evenly around their medians."""
    spread = np.linspace(0.5, 1.5, 2001)
    return Sample(
        [Histogram.of((ms * spread * NS_PER_MS).astype(np.int64), lost) for ms in p50_ms], basis
    )


def known(before: Sample, after: Sample, factor: float = 1.0) -> Worth:
    found = worth(before, after, 0.5, factor)
    assert found is not None
    return found


def test_it_is_what_the_quantile_sinks_by_with_its_interval() -> None:
    found = known(sample(398, 400, 402), sample(299, 300, 301))
    assert found.ms == pytest.approx(100, rel=0.01)
    assert found.bounds_ms is not None
    low, high = found.bounds_ms
    assert 85 < low < found.ms < high < 115
    assert found.told


def test_a_setting_that_makes_it_slower_is_worth_less_than_nothing() -> None:
    found = known(sample(299, 300, 301), sample(398, 400, 402))
    assert found.ms == pytest.approx(-100, rel=0.01)
    assert found.bounds_ms is not None
    assert max(found.bounds_ms) < 0
    assert found.told


def test_what_lies_within_the_runs_own_differences_is_not_told() -> None:
    found = known(sample(280, 300, 320), sample(275, 296, 316))
    assert found.bounds_ms is not None
    assert found.bounds_ms[0] < 0 < found.bounds_ms[1]
    assert not found.told


def test_noise_that_was_measured_counts() -> None:
    before, after = sample(398, 400, 402), sample(299, 300, 301)
    assert not known(before, after, factor=1.5).told


@pytest.mark.parametrize(
    "single",
    [sample(400), sample(399, 401, basis=Basis.BLOCKS)],
    ids=["a run", "stretches of one"],
)
def test_a_single_run_has_no_interval(single: Sample) -> None:
    for found in (known(single, sample(299, 300, 301)), known(sample(500, 501), single)):
        assert found.bounds_ms is None
        assert not found.told


def test_the_bounds_of_one_run_in_several_that_lost_lines_are_not_known() -> None:
    lossy = Sample([*sample(300, 301).parts, *sample(300, lost=2500).parts], Basis.RUNS)
    assert known(sample(398, 400), lossy).bounds_ms is None


def test_lost_lines_leave_nothing_to_tell() -> None:
    assert worth(sample(400, lost=5000), sample(300), 0.5) is None
    assert worth(sample(400), sample(300, lost=5000), 0.5) is None
    assert worth(Sample([], Basis.BLOCKS), sample(300), 0.5) is None


_MS = st.lists(st.floats(1, 50_000), min_size=2, max_size=4)


@given(before=_MS, after=_MS)
@settings(max_examples=25)
def test_the_other_way_round_it_is_worth_the_opposite(
    before: list[float], after: list[float]
) -> None:
    one, other = known(sample(*before), sample(*after)), known(sample(*after), sample(*before))
    assert one.ms == -other.ms
    assert one.told is other.told
    assert one.bounds_ms is not None
    assert other.bounds_ms is not None
    assert one.bounds_ms == pytest.approx((-other.bounds_ms[1], -other.bounds_ms[0]))
    assert one.bounds_ms[0] <= one.ms <= one.bounds_ms[1]
