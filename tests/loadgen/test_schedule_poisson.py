"""What makes a Poisson process, tested with fixed seeds, so that chance can't fail a test."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from loadgen.errors import BadInput
from loadgen.schedule import Poisson
from loadgen.schedule.poisson import _poisson
from loadgen.schedule.schedule import LONGEST_NS
from loadgen.units import NS_PER_MS, NS_PER_S

LINES = 200_000
RATE_PER_S = 5000.0


def times_s(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    schedule = Poisson(RATE_PER_S, round(LINES / RATE_PER_S * NS_PER_S), seed)
    return schedule.due_ns(np.arange(schedule.count)) / NS_PER_S


def test_gaps_are_exponential() -> None:
    # By Kolmogorov and Smirnov's test at 5%, of which chance alone fails 5 seeds in 100.
    failed = 0
    for seed in range(100):
        schedule = Poisson(RATE_PER_S, 2 * NS_PER_S, seed)
        gaps_s = np.diff(schedule.due_ns(np.arange(schedule.count)), prepend=0) / NS_PER_S
        share = -np.expm1(-RATE_PER_S * np.sort(gaps_s))
        ranks = np.arange(schedule.count + 1) / schedule.count
        distance = max(np.abs(share - ranks[:-1]).max(), np.abs(share - ranks[1:]).max())
        failed += distance > 1.36 / math.sqrt(schedule.count)
    assert failed <= 5 + 3 * math.sqrt(5 * 0.95)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_gaps_do_not_depend_on_those_before(seed: int) -> None:
    gaps_s = np.diff(times_s(seed))
    for lag in (1, 2, 512):
        correlation = np.corrcoef(gaps_s[:-lag], gaps_s[lag:])[0, 1]
        assert abs(correlation) < 3 / math.sqrt(len(gaps_s))


@pytest.mark.parametrize("window_ms", [0.5, 10, 51.2, 102.4, 300])  # a block is 102.4 ms
def test_counts_of_windows_vary_as_much_as_their_mean(window_ms: float) -> None:
    schedule = Poisson(RATE_PER_S, 200 * NS_PER_S, 7)
    window_ns = round(window_ms * NS_PER_MS)
    edges_ns = np.arange(0, schedule.duration_ns + 1, window_ns) - 1
    counts = np.diff(schedule.counts_due(edges_ns))
    assert counts.var() / counts.mean() == pytest.approx(1, abs=3 * math.sqrt(2 / len(counts)))


def test_the_rate_is_kept_in_the_mean() -> None:
    counts = [Poisson(RATE_PER_S, 10 * NS_PER_S, seed).count for seed in range(100)]
    assert np.mean(counts) == pytest.approx(50_000, abs=3 * math.sqrt(50_000 / 100))
    assert len(set(counts)) > 50


def test_seeds_differ_and_a_seed_stays_the_same() -> None:
    one, other = (Poisson(1000.0, NS_PER_S, seed) for seed in (1, 2))
    first = np.arange(100)
    assert (one.due_ns(first) != other.due_ns(first)).all()
    assert one.due_ns(first).tolist() == Poisson(1000.0, NS_PER_S, 1).due_ns(first).tolist()


def test_a_seed_s_times_are_what_they_were() -> None:
    # Records keep the seed, not the times: these must never change.
    assert [Poisson(1000.0, NS_PER_S, 1).due_at(i) for i in range(4)] == [
        430656,
        539489,
        939561,
        1495607,
    ]
    assert [Poisson(0.1, 100 * NS_PER_S, 1).due_at(i) for i in range(4)] == [
        9762041034,
        10604598186,
        12459555273,
        16225792622,
    ]
    assert Poisson(1000.0, 100 * NS_PER_S, 1).count == 99703


def test_a_longer_run_begins_with_the_same_lines() -> None:
    short, long = (Poisson(3333.0, seconds * NS_PER_S, 5) for seconds in (2, 9))
    index = np.arange(short.count)
    np.testing.assert_array_equal(short.due_ns(index), long.due_ns(index))
    assert long.due_at(short.count) >= short.duration_ns


def test_lines_are_the_same_however_they_are_asked_for() -> None:
    schedule = Poisson(50_000.0, 4 * NS_PER_S, 5)
    index = np.arange(schedule.count)
    due_ns = schedule.due_ns(index)
    assert schedule.due_ns(index[::7001]).tolist() == due_ns[::7001].tolist()
    assert schedule.due_ns(index[70_000:70_001]).tolist() == due_ns[70_000:70_001].tolist()
    assert [schedule.due_at(i) for i in index[::-997].tolist()] == due_ns[::-997].tolist()
    assert [schedule.count_due(ns) for ns in due_ns[::997].tolist()] == np.searchsorted(
        due_ns, due_ns[::997], side="right"
    ).tolist()


@pytest.mark.parametrize("mean", [Fraction(1, 1000), Fraction(7, 2), Fraction(512)])
def test_the_distribution_is_poisson_s(mean: Fraction) -> None:
    upto = _poisson(mean) / 2.0**64
    chances = [
        math.exp(n * math.log(mean) - float(mean) - math.lgamma(n + 1)) for n in range(len(upto))
    ]
    np.testing.assert_allclose(upto, np.cumsum(chances), atol=1e-12)
    assert upto[-1] == pytest.approx(1, abs=1e-15)


def test_the_longest_run_is_quick_to_make() -> None:
    schedule = Poisson(1e-3, LONGEST_NS, 1)
    assert schedule.count == pytest.approx(10_000, abs=300)
    assert schedule.count_due(schedule.due_at(schedule.count - 1)) == schedule.count


def test_two_billion_lines_are_the_most() -> None:
    with pytest.raises(BadInput, match="poisson takes up to 2G lines"):
        Poisson(1e9, 10 * NS_PER_S, 1)


def test_chance_may_have_no_line_at_all() -> None:
    with pytest.raises(BadInput, match="by chance no line is due"):
        Poisson(1.0, NS_PER_MS, 1)


@pytest.mark.parametrize("seed", [-1, 1.5, "1", None, True])
def test_refuses_what_is_no_seed(seed: Any) -> None:
    with pytest.raises(BadInput, match="is not a seed: it takes"):
        Poisson(1.0, NS_PER_S, seed)
