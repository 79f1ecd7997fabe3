"""A window of length-count-window: how long it is, and how often one begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from benchmarks.choices import NONE, WINDOWS
from benchmarks.reading import read
from loadgen.errors import BadInput
from loadgen.units import NS_PER_MS, NS_PER_S, format_duration, parse_duration_ns

_TAKES = "a length such as 5s, or a length and a slide such as 10s/5s"


@dataclass(frozen=True)
class Window:
    """Windows that follow each other, or overlap.

    Args:
        length_ns: how long each is, ns.
        slide_ns: how long after one the next begins, ns; the length if they don't overlap.
    """

    length_ns: int
    slide_ns: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `5s` or `10s/5s`.

        Raises:
            BadInput: if it is neither, or the length is no whole number of slides: each line is to
                be in as many windows as any other.
        """
        length, slash, slide = text.partition("/")
        try:
            length_ns = parse_duration_ns(length)
            slide_ns = parse_duration_ns(slide) if slash else length_ns
        except BadInput:
            raise BadInput(f"--window: {text!r} is not known: it takes {_TAKES}") from None
        if slide_ns < NS_PER_MS or slide_ns % NS_PER_MS or length_ns % slide_ns or not length_ns:
            raise BadInput(
                f"--window: {text!r} can't be: the slide takes whole milliseconds, the length a "
                "whole number of slides"
            )
        return cls(length_ns, slide_ns)

    @property
    def text(self) -> str:
        """As `parse` reads it."""
        length = format_duration(self.length_ns)
        return length if self.tumbling else f"{length}/{format_duration(self.slide_ns)}"

    @property
    def tumbling(self) -> bool:
        """Whether each line is in one window only."""
        return self.length_ns == self.slide_ns

    @property
    def of_a_line(self) -> int:
        """How many windows each line is in."""
        return self.length_ns // self.slide_ns

    @property
    def length_ms(self) -> int:
        """How long each is, ms."""
        return self.length_ns // NS_PER_MS

    @property
    def slide_ms(self) -> int:
        """How long after one the next begins, ms."""
        return self.slide_ns // NS_PER_MS


def window_of(spec: Mapping[str, Any], workload: str) -> Window | None:
    """The window that a cell's words ask for; None for workloads that have none.

    Raises:
        BadInput: if it can't be read, or the workload has none.
    """
    text = str(spec.get("window", "5s" if workload == WINDOWS else NONE))
    if workload == WINDOWS:
        return Window.parse(text)
    if text != NONE:
        raise BadInput(f"--window: {workload} has none: it takes --workload {WINDOWS}")
    return None


def watermark_ns_of(spec: Mapping[str, Any], api: str, workload: str) -> int | None:
    """How late lines of a cell's windows may come, ns; None where there is no watermark.

    Raises:
        BadInput: if it can't be read, or there is none.
    """
    has = api == "structured" and workload == WINDOWS
    if has:
        return read(spec, "watermark", parse_duration_ns, NS_PER_S)
    if str(spec.get("watermark", NONE)) != NONE:
        raise BadInput(f"--watermark: only Structured Streaming's {WINDOWS} has one")
    return None
