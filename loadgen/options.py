"""Command line options: what they take, said in one line when they were given something else."""

import argparse
from collections.abc import Callable
from typing import Never, TypeVar

from loadgen.errors import BadInput
from loadgen.schedule import MOST_PER_S
from loadgen.units import format_rate, parse_count, parse_duration_ns, parse_rate

T = TypeVar("T")


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line on standard error, and status 2.

    Options can't be abbreviated: a script that does so breaks when another option is added.
    """

    def __init__(self, **settings: object) -> None:
        super().__init__(
            **{  # type: ignore[arg-type] # ArgumentParser's own settings
                "formatter_class": argparse.RawDescriptionHelpFormatter,
                "allow_abbrev": False,
                **settings,
            }
        )

    def error(self, message: str) -> Never:
        """End with one line."""
        line = " ".join(message.removeprefix("argument ").split())
        self.exit(2, f"{self.prog}: {line}\n")


def takes(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Make a parser of text one for argparse, which would else hide what `BadInput` says.

    Args:
        parse: makes the value of the text; raises `BadInput`.
    """

    def parse_option(text: str) -> T:
        try:
            return parse(text)
        except BadInput as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parse_option


@takes
def rate(text: str) -> float:
    """Lines per second, as a schedule takes them."""
    per_s = parse_rate(text)
    if per_s > MOST_PER_S:
        raise BadInput(f"{text!r} is too high a rate: it takes up to {format_rate(MOST_PER_S)}")
    return per_s


count = takes(parse_count)
"""A whole number above 0."""


@takes
def count_or_none(text: str) -> int:
    """A whole number from 0 up."""
    try:
        return 0 if text == "0" else parse_count(text)
    except BadInput:
        raise BadInput(
            f"{text!r} is not a count: it takes a whole number from 0 up, as in 0, 500 or 10k"
        ) from None


duration_ns = takes(parse_duration_ns)
"""A time from 0 up, ns."""


@takes
def positive_duration_ns(text: str) -> int:
    """A time above 0, ns."""
    ns = parse_duration_ns(text)
    if ns == 0:
        raise BadInput(f"{text!r} is no time: it takes one above 0, as in 250ms, 2s or 1m")
    return ns


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number between bounds, both included."""

    def parse(text: str) -> int:
        digits = text.removeprefix("-")
        number = digits.isascii() and digits.isdecimal() and len(digits) <= len(str(most))
        if not number or not least <= int(text) <= most:
            raise BadInput(f"{text!r}: it takes a whole number from {least} to {most}")
        return int(text)

    return takes(parse)
