from dataclasses import replace

import pytest

from analysis.stats.difference import Difference
from analysis.stats.interval import Interval
from analysis.stats.noise import Noise
from analysis.stats.sample import Basis
from analysis.stats.sentence import format_share, format_times, of_difference, of_noise


def ratio(low: float, high: float, estimate: float = 1.5, basis: Basis = Basis.RUNS) -> Interval:
    return Interval(low, estimate, high, basis, 5)


def compared(low: float, high: float, basis: Basis = Basis.RUNS) -> Difference:
    return Difference(0.99, True, ratio(low, high, basis=basis), 0.9, 1.1)  # noqa: FBT003


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1.68, 1.91, "1.7–1.9 times"),
        (1.07, 1.123, "1.07–1.12 times"),
        (0.953, 1.08, "0.95–1.08 times"),
        (0.953, 0.998, "0.953–0.998 times"),
        (1.004, 1.2, "1.004–1.200 times"),
        (2.08, 2.12, "2.08–2.12 times"),
        (2.1, 2.1002, "2.100 times"),
        (1.00001, 1.3, "1.000–1.300 times"),
        (10.2, 20.4, "10–20 times"),
        (9.97, 20.4, "10.0–20.4 times"),
        (0.0123, 45.6, "0.012 to 46 times"),
        (0.5, 5.01, "0.50 to 5.0 times"),
        (1e-9, 1e9, "under 0.001 to over 1,000 times"),
        (2e3, 3e5, "over 1,000 times"),
    ],
)
def test_bounds_have_the_digits_that_tell_them_apart(low: float, high: float, words: str) -> None:
    assert format_times(ratio(low, high)) == words


def test_what_is_claimed_names_the_faster_one() -> None:
    found = compared(1.7, 1.9)
    words = of_difference(found, "structured 1s", "dstreams 1s")
    assert words == "structured 1s is 1.7–1.9 times faster at p99"
    back = replace(found, first_faster=False)
    assert of_difference(back, "structured 1s", "dstreams 1s").startswith("dstreams 1s is 1.7–1.9")


@pytest.mark.parametrize("found", [compared(0.95, 1.08), replace(compared(1.2, 2), noise_factor=2)])
def test_what_is_not_claimed_is_not_said(found: Difference) -> None:
    words = of_difference(found, "one", "other")
    assert words.startswith("one and other can't be told apart at p99 (")
    assert "faster" not in words


def test_single_runs_are_called_that() -> None:
    claimed = of_difference(compared(1.7, 1.9, Basis.BLOCKS), "one", "other")
    assert claimed == "one is 1.7–1.9 times faster at p99, within single runs"
    near = of_difference(compared(0.95, 1.08, Basis.BLOCKS), "one", "other")
    assert near == "one and other can't be told apart at p99 (0.95–1.08 times, within single runs)"


def test_noise_is_told_with_what_follows_from_it() -> None:
    found = Noise(0.5, 3, 1.0412, 1.13, 0, Basis.RUNS)
    assert of_noise(found) == (
        "the same cell against itself differed by up to 1.05 times at p50 (3 pairs); "
        "differences below 1.13 times aren't claimed"
    )
    one = replace(found, pairs=1, basis=Basis.BLOCKS)
    assert "(1 pair of single runs)" in of_noise(one)
    apart = replace(found, told_apart=2)
    assert of_noise(apart).endswith("; 2 of 3 pairs would have been, where none should be")


@pytest.mark.parametrize(
    ("share", "name"), [(0.5, "p50"), (0.99, "p99"), (0.999, "p99.9"), (0.9999, "p99.99")]
)
def test_quantiles_have_their_usual_names(share: float, name: str) -> None:
    assert format_share(share) == name
