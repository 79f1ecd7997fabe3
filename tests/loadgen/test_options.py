import argparse
from collections.abc import Callable, Sequence

import pytest

from loadgen import options


def given(type_: Callable[[str], object], *arguments: str) -> object:
    parser = options.Parser(prog="tool")
    parser.add_argument("--option", type=type_)
    return parser.parse_args(arguments).option


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (options.rate, "10k", 10_000),
        (options.rate, "1G", 1e9),
        (options.count, "1.5k", 1500),
        (options.count_or_none, "0", 0),
        (options.count_or_none, "20k", 20_000),
        (options.duration_ns, "0s", 0),
        (options.positive_duration_ns, "1ms", 1_000_000),
        (options.whole(0, 65535), "65535", 65535),
        (options.whole(-5, 5), "-5", -5),
    ],
)
def test_takes_what_people_write(type_: Callable[[str], object], text: str, value: object) -> None:
    assert given(type_, f"--option={text}") == value


@pytest.mark.parametrize(
    ("type_", "text", "says"),
    [
        (options.rate, "fast", "'fast' is not a rate: it takes lines per second above 0"),
        (options.rate, "2G", "'2G' is too high a rate: it takes up to 1G"),
        (options.count, "0", "'0' is not a count: it takes a whole number above 0"),
        (options.count_or_none, "0.5", "'0.5' is not a count: it takes a whole number from 0"),
        (options.count_or_none, "-1", "'-1' is not a count: it takes a whole number from 0"),
        (options.duration_ns, "5", "'5' is not a time: it takes a number and a unit"),
        (options.positive_duration_ns, "0s", "'0s' is no time: it takes one above 0"),
        (options.whole(0, 9), "10", "'10': it takes a whole number from 0 to 9"),
        (options.whole(0, 9), "-1", "'-1': it takes a whole number from 0 to 9"),
        (options.whole(0, 9), "x", "'x': it takes a whole number from 0 to 9"),
        (options.whole(0, 9), "٣", "it takes a whole number from 0 to 9"),
        (options.whole(0, 9), "9" * 5000, "it takes a whole number from 0 to 9"),
    ],
)
def test_says_in_one_line_what_it_takes(
    type_: Callable[[str], object], text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        given(type_, f"--option={text}")
    assert end.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("tool: --option: ")
    assert says in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--opt", "1s"], ["--option"], ["stray"]])
def test_other_errors_are_one_line_too(
    arguments: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        given(options.duration_ns, *arguments)
    assert end.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_sub_commands_are_such_parsers_too(capsys: pytest.CaptureFixture[str]) -> None:
    parser = options.Parser(prog="tool")
    sub = parser.add_subparsers(required=True, metavar="COMMAND").add_parser("go")
    assert isinstance(sub, options.Parser)
    assert isinstance(sub, argparse.ArgumentParser)
    with pytest.raises(SystemExit):
        parser.parse_args([])
    assert capsys.readouterr().err == "tool: the following arguments are required: COMMAND\n"
