from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sweep import MOST, is_sweep, values
from loadgen.errors import BadInput
from loadgen.units import format_duration, format_rate, parse_count, parse_duration_ns


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("1k..64k*2", ["1k", "2k", "4k", "8k", "16k", "32k", "64k"]),
        ("200ms..1s+200ms", ["200ms", "400ms", "600ms", "800ms", "1s"]),
        ("250ms..2s*2", ["250ms", "500ms", "1s", "2s"]),
        ("500..2k+500", ["500", "1k", "1.5k", "2k"]),
        ("0..20k+10k", ["0", "10k", "20k"]),
        ("0s..2s+1s", ["0s", "1s", "2s"]),
        (".5..2*2", ["0.5", "1", "2"]),
        ("1k..60k*8", ["1k", "8k"]),  # up to its end, which need not be one of them
        ("1/s..9/s*3", ["1/s", "3/s", "9/s"]),
        ("100lines..250lines+75lines", ["100lines", "175lines", "250lines"]),
        (" 1k .. 4k * 2 ", ["1k", "2k", "4k"]),
    ],
)
def test_reads_what_people_write(text: str, means: list[str]) -> None:
    assert is_sweep(text)
    assert values(text) == means


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("0.2..0.6+0.2", ["0.2", "0.4", "0.6"]),
        ("512k..2048k*2", ["512k", "1024k", "2048k"]),  # of 1024 bytes, so none is 1M
        ("1g..4g*2", ["1g", "2g", "4g"]),
        ("10..40*2", ["10", "20", "40"]),
    ],
)
def test_a_unit_of_somebody_elses_stays_as_it_is(text: str, means: list[str]) -> None:
    assert values(text, same_unit=True) == means


@pytest.mark.parametrize(
    "text", ["1s", "default", "continuous:1s", "../a..b", "a..b", "10s/5s", ""]
)
def test_other_words_are_none(text: str) -> None:
    assert not is_sweep(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1k..2k", "is no sweep: it takes START..END*FACTOR or START..END+STEP"),
        ("1k..2k/2", "is no sweep"),
        ("1k..*2", "is no sweep"),
        ("1k..2s*2", "mixes units: start and end take one kind, the factor is a plain number"),
        ("1s..9s+1", "mixes units: start, end and step take one kind"),
        ("1s..9s*2s", "mixes units"),
        ("1k..9k*2k", "mixes units"),
        ("1/s..9lines*2", "mixes units"),
        ("9k..1k*2", "never reaches its end"),
        ("1k..9k*1", "never reaches its end"),
        ("1k..9k*0.5", "never reaches its end"),
        ("0..9k*2", "never reaches its end"),
        ("1k..9k+0", "never reaches its end"),
        ("1k..1k*2", "has one value"),
        ("1k..2k+5k", "has one value"),
        ("1..101+1", "has more than 100 values"),
        ("1..2*1.0000001", "has more than 100 values"),
    ],
)
def test_bad_input_is_one_line(text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        values(text)
    assert str(caught.value).startswith(repr(text))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["1k..2M*2", "250ms..2s*2", "1k..3k+500"])
def test_somebody_elses_units_are_not_converted(text: str) -> None:
    with pytest.raises(BadInput, match=r"mixes units: .* take one unit"):
        values(text, same_unit=True)


def test_as_many_as_are_taken_can_be_had() -> None:
    assert values(f"1..{MOST}+1") == [str(number) for number in range(1, MOST + 1)]


counts = st.integers(1, 10**9)


@given(start=counts, factor=st.integers(2, 10), steps=st.integers(1, 8))
def test_a_geometric_one_is_exact(start: int, factor: int, steps: int) -> None:
    end = start * factor**steps
    if end >= 10**15:  # beyond what a float holds to the last digit
        return
    made = values(f"{format_rate(start)}..{format_rate(end)}*{factor}")
    assert [parse_count(one) for one in made] == [start * factor**k for k in range(steps + 1)]


@given(start=counts, step=counts, steps=st.integers(1, MOST - 1), short=st.fractions(0, 1))
def test_an_arithmetic_one_stops_at_its_end(
    start: int, step: int, steps: int, short: Fraction
) -> None:
    beyond = int(short * (step - 1))
    end = start + steps * step + beyond
    words = [format_duration(ns) for ns in (start, end, step)]
    made = values(f"{words[0]}..{words[1]}+{words[2]}")
    assert [parse_duration_ns(one) for one in made] == [start + k * step for k in range(steps + 1)]


@given(st.from_regex(r"[0-9k.]{0,6}\.\.[0-9ks.]{0,6}[*+][0-9s.]{0,4}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = values(text)
    except BadInput:
        return
    assert 2 <= len(found) <= MOST
