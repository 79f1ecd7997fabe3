import numpy as np
import pytest

from loadgen.errors import BadInput
from loadgen.lengths import LONGEST, parse_lengths

QUANTILE = (np.arange(100_000) + 0.5) / 100_000


def test_uniform_takes_every_length_alike() -> None:
    lengths = parse_lengths("uniform:10:13").at(QUANTILE)
    assert np.unique(lengths, return_counts=True)[0].tolist() == [10, 11, 12, 13]
    assert set(np.unique(lengths, return_counts=True)[1].tolist()) == {25_000}


def test_uniform_keeps_to_its_bounds() -> None:
    lengths = parse_lengths("uniform:0:10000000").at(np.array([0.0, 1 - 2**-53]))
    assert lengths.tolist() == [0, LONGEST]


def test_fixed_takes_one_length() -> None:
    assert set(parse_lengths("fixed:0").at(QUANTILE).tolist()) == {0}


def test_normal_has_its_mean_and_deviation() -> None:
    lengths = parse_lengths("normal:500:20.5").at(QUANTILE)
    assert lengths.mean() == pytest.approx(500, abs=0.1)
    assert lengths.std() == pytest.approx(20.5, rel=0.01)


def test_normal_is_held_to_what_a_line_can_be() -> None:
    lengths = parse_lengths("normal:5:1000").at(np.append(QUANTILE, 0.0))
    assert lengths.min() == 0
    assert parse_lengths("normal:10000000:10000000").at(QUANTILE).max() == LONGEST


def test_lognormal_has_its_median_and_a_tail() -> None:
    lengths = parse_lengths("lognormal:100:1").at(QUANTILE)
    assert np.median(lengths) == pytest.approx(100, abs=1)
    assert lengths.mean() == pytest.approx(100 * np.exp(0.5), rel=0.01)
    assert parse_lengths("lognormal:10000000:10").at(QUANTILE).max() == LONGEST
    assert set(parse_lengths("lognormal:0:1").at(QUANTILE).tolist()) == {0}


def test_zipf_halves_as_lengths_double() -> None:
    lengths = parse_lengths("zipf:1:1000").at(QUANTILE)
    counts = np.bincount(lengths)
    assert (lengths.min(), lengths.max()) == (1, 1000)
    assert counts[1] / counts[2] == pytest.approx(2, rel=0.01)
    assert parse_lengths("zipf:0:4").at(np.array([0.0, 1 - 2**-53])).tolist() == [1, 4]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'' is not known: it takes uniform:MIN:MAX, fixed:N, normal:MEAN:SD, lognormal:"),
        ("unifrm:1:2", "'unifrm:1:2' is not known: it takes"),
        ("uniform", "'uniform': it takes uniform:MIN:MAX"),
        ("uniform:1", "'uniform:1': it takes uniform:MIN:MAX"),
        ("uniform:1:2:3", "it takes uniform:MIN:MAX"),
        ("uniform:3:2", "the least is above the most: it takes uniform:MIN:MAX"),
        ("fixed:-1", "'-1' is not a length from 0 to 10,000,000 characters: it takes fixed:N"),
        ("fixed:1.5", "'1.5' is not a length"),
        ("fixed:", "'' is not a length"),
        ("fixed:٣", "is not a length"),
        ("fixed:10000001", "is not a length"),
        ("fixed:" + "9" * 5000, "is not a length"),
        ("zipf:1:0", "'0' is not a length from 1 to"),
        ("zipf:-1:5", "'-1' is not a number from 0 to 10"),
        ("normal:x:5", "'x' is not a number from 0 to 10,000,000: it takes normal:MEAN:SD"),
        ("normal:nan:5", "'nan' is not a number"),
        ("normal:1:inf", "'inf' is not a number"),
        ("lognormal:5:11", "'11' is not a number from 0 to 10"),
    ],
)
def test_says_what_it_takes(text: str, says: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_lengths(text)
    assert says in str(error.value)
