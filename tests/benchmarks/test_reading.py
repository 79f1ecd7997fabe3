import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.reading import choice, file_every_ns, read, table, whole
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S, parse_rate


def refuse(text: str) -> int:
    raise BadInput(text)


def test_a_choice_is_the_first_one_unless_another_is_asked_for() -> None:
    assert choice({}, "sink", ("a", "b")) == "a"
    assert choice({}, "sink", ("a", "b"), "b") == "b"
    assert choice({"sink": "b"}, "sink", ("a", "b")) == "b"
    with pytest.raises(BadInput, match=re.escape("--sink: 'c' is not known: it takes a | b")):
        choice({"sink": "c"}, "sink", ("a", "b"))


def test_what_is_refused_is_refused_by_the_options_name() -> None:
    assert read({}, "rate", refuse, 7) == 7
    assert read({"rate": 5000}, "rate", parse_rate, 0.0) == 5000
    with pytest.raises(BadInput, match=r"^--rate: too fast$"):
        read({"rate": "too fast"}, "rate", refuse, 7)
    with pytest.raises(BadInput, match=r"^--speed: too fast$"):
        read({"rate": "--speed: too fast"}, "rate", refuse, 7)


def test_a_table_is_sorted_words_as_spark_writes_them() -> None:
    assert table({}, "conf") == ()
    given_ = {"conf": {"b": True, "a": 1, "c": "x", "d": False}}
    assert table(given_, "conf") == (("a", "1"), ("b", "true"), ("c", "x"), ("d", "false"))


@pytest.mark.parametrize("value", ["a=b", ["a"], 1])
def test_a_table_is_nothing_else(value: Any) -> None:
    with pytest.raises(BadInput, match=r"^--conf: .* is not known: it takes key=value, or a table"):
        table({"conf": value}, "conf")


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), (" 0 ", 0), ("500", 500), ("10k", 10_000), ("1.5M", 1_500_000)]
)
def test_a_whole_number_may_be_0(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "-1", "0.5", "many", "1s"])
def test_a_whole_number_is_nothing_else(text: str) -> None:
    with pytest.raises(BadInput, match=f"^'{text}' is not known: it takes a whole number"):
        whole(text)


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        ("100ms", 100_000_000),
        ("10/s", 100_000_000),
        ("3/s", 333_333_333),
        ("1k/s", 1_000_000),
        ("500lines", 250_000_000),
        ("500 lines", 250_000_000),
        ("1klines", 500_000_000),
    ],
)
def test_a_file_gathers_lines_for_a_time(text: str, ns: int) -> None:
    assert file_every_ns(text, rate_per_s=2000) == ns


@given(st.integers(1, 10_000), st.integers(1, 1_000_000))
def test_as_many_lines_come_within_it_as_are_asked_for(lines: int, rate_per_s: int) -> None:
    ns = file_every_ns(f"{lines}lines", rate_per_s)
    assert ns * rate_per_s / NS_PER_S == pytest.approx(lines, rel=1e-3)


@pytest.mark.parametrize(
    "text",
    ["", "100", "0s", "0ms", "0/s", "/s", "x/s", "0lines", "lines", "xlines", "10/m", "4G/s"],
)
def test_a_file_is_never_of_no_time(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        file_every_ns(text, 2000)
    assert str(caught.value) == f"{text!r} is not known: it takes a time, 10/s or 500lines"
