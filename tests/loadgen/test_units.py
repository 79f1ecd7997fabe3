import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen.errors import BadInput
from loadgen.units import format_duration, format_rate, parse_count, parse_duration_ns, parse_rate


@pytest.mark.parametrize(
    ("text", "per_s"),
    [
        ("500", 500),
        ("10k", 10_000),
        ("10K", 10_000),
        ("1.5M", 1_500_000),
        ("1G", 1e9),
        (".5", 0.5),
        (" 5 k ", 5000),
    ],
)
def test_reads_a_rate(text: str, per_s: float) -> None:
    assert parse_rate(text) == per_s


@pytest.mark.parametrize(
    "text", ["", "0", "-5", "10x", "10ks", "k", "1e3", "1,000", "nan", "9" * 400]
)
def test_says_what_a_rate_is(text: str) -> None:
    with pytest.raises(BadInput, match="is not a rate: it takes lines per second above 0"):
        parse_rate(text)


@pytest.mark.parametrize(("text", "count"), [("1", 1), ("10k", 10_000), ("1.5M", 1_500_000)])
def test_reads_a_count(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize("text", ["0", "0.5", "1.0001k", "10s", "-1", "", "9" * 400])
def test_says_what_a_count_is(text: str) -> None:
    with pytest.raises(BadInput, match="is not a count: it takes a whole number above 0"):
        parse_count(text)


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        ("250ms", 250_000_000),
        ("2s", 2_000_000_000),
        ("1m", 60_000_000_000),
        ("1.5h", 5_400_000_000_000),
        ("20us", 20_000),
        ("0s", 0),
    ],
)
def test_reads_a_time(text: str, ns: int) -> None:
    assert parse_duration_ns(text) == ns


@pytest.mark.parametrize("text", ["5", "", "s", "-1s", "5 minutes", "9" * 400 + "s"])
def test_says_what_a_time_is(text: str) -> None:
    with pytest.raises(BadInput, match="is not a time: it takes a number and a unit"):
        parse_duration_ns(text)


@pytest.mark.parametrize(
    ("per_s", "text"),
    [
        (500.0, "500"),
        (1000.0, "1k"),
        (12_500.0, "12.5k"),
        (1_500_000.0, "1.5M"),
        (1e9, "1G"),
        (0.1, "0.1"),
        (1234.5678, "1234.5678"),
    ],
)
def test_writes_a_rate(per_s: float, text: str) -> None:
    assert format_rate(per_s) == text


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0s"),
        (60_000_000_000, "1m"),
        (90_000_000_000, "90s"),
        (1_500_000_000, "1500ms"),
        (250_000, "250us"),
        (123_456_789, "123456.789us"),
        (1, "0.001us"),
    ],
)
def test_writes_a_time(ns: int, text: str) -> None:
    assert format_duration(ns) == text


@given(st.floats(1e-9, 1e12))
def test_reads_the_rates_that_it_writes(per_s: float) -> None:
    assert parse_rate(format_rate(per_s)) == per_s


@given(st.integers(0, 10**15))
def test_reads_the_times_that_it_writes(ns: int) -> None:
    assert parse_duration_ns(format_duration(ns)) == ns
