import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.histogram import Histogram, merged
from analysis.stats import bootstrap
from analysis.stats.bootstrap import RESAMPLES, quantiles_ns

parts = st.lists(
    st.lists(st.integers(1, 10**10), min_size=1, max_size=30).map(
        lambda values: Histogram.of(np.array(values, np.int64))
    ),
    min_size=1,
    max_size=4,
)
shares = st.sampled_from([0.01, 0.5, 0.9, 0.99, 0.999, 1.0])


def own_ns(part: Histogram, share: float) -> float:
    quantile = part.quantile_ns(share)
    assert quantile is not None
    return quantile


@given(parts, shares)
def test_a_resample_lies_between_its_parts(given_parts: list[Histogram], share: float) -> None:
    found = quantiles_ns(given_parts, share)
    own = [own_ns(part, share) for part in given_parts]
    assert found.shape == (RESAMPLES,)
    assert min(own) <= found.min() <= found.max() <= max(own)


@given(parts, shares)
def test_each_resample_is_the_quantile_of_the_parts_that_were_drawn(
    given_parts: list[Histogram], share: float
) -> None:
    number = len(given_parts)
    rng = np.random.default_rng(bootstrap._SEED)
    drawn = rng.multinomial(number, np.full(number, 1 / number), RESAMPLES)[:5]
    expected = [
        own_ns(
            merged([p for p, c in zip(given_parts, counts, strict=True) for _ in range(c)]), share
        )
        for counts in drawn
    ]
    assert quantiles_ns(given_parts, share)[:5].tolist() == expected


def test_lost_samples_that_no_part_reaches_into_still_count() -> None:
    values = np.arange(1, 101, dtype=np.int64)
    found = quantiles_ns([Histogram.of(values, lost=100), Histogram.of(values)], 0.5)
    assert set(found.tolist()) == {50.0, 75.0, 100.0}


def test_the_same_parts_have_the_same_resamples() -> None:
    rng = np.random.default_rng(1)
    many = [Histogram.of(rng.integers(1, 10**9, 50)) for _ in range(4)]
    np.testing.assert_array_equal(quantiles_ns(many, 0.9), quantiles_ns(many, 0.9))


def test_for_a_median_of_alike_lines_the_spread_is_what_theory_has() -> None:
    # Parts of a single line each: the plain bootstrap of a median, sd 1 / (2 f(m) sqrt(n)).
    rng = np.random.default_rng(2)
    number = 401
    lines = [Histogram.of(np.array([ns])) for ns in rng.integers(10**6, 2 * 10**6, number)]
    expected_ns = 10**6 / (2 * np.sqrt(number))
    assert quantiles_ns(lines, 0.5).std() == pytest.approx(expected_ns, rel=0.3)
