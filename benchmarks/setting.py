"""A setting: how often the engine looks, as each API names it."""

from dataclasses import dataclass
from typing import Literal, Self

from loadgen.errors import BadInput
from loadgen.units import NS_PER_MS, parse_duration_ns

Kind = Literal["default", "interval", "available-now", "continuous", "real-time", "none"]

_NAMED: dict[str, Kind] = {"default": "default", "available-now": "available-now", "none": "none"}
_TIMED: dict[str, Kind] = {"continuous": "continuous", "real-time": "real-time"}
_TAKES = (
    "default, an interval such as 500ms or 1s, available-now, continuous:1s, real-time:5s or none"
)


@dataclass(frozen=True)
class Setting:
    """A DStreams batch interval, a Structured Streaming trigger, or none (the floor).

    Args:
        kind: which sort of trigger.
        interval_ns: its interval, ns; None where it has none.
        text: as it was written.
    """

    kind: Kind
    interval_ns: int | None
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `default`, `1s`, `available-now`, `continuous:1s`, `real-time:5s` or `none`.

        Raises:
            BadInput: if it is anything else, or an interval that isn't whole milliseconds.
        """
        if text in _NAMED:
            return cls(_NAMED[text], None, text)
        name, colon, interval = text.partition(":")
        if colon and name not in _TIMED:
            raise BadInput(f"--setting: {text!r} is not known: it takes {_TAKES}")
        try:
            interval_ns = parse_duration_ns(interval if colon else text)
        except BadInput:
            raise BadInput(f"--setting: {text!r} is not known: it takes {_TAKES}") from None
        if interval_ns < NS_PER_MS or interval_ns % NS_PER_MS:
            raise BadInput(
                f"--setting: {text!r} is no interval that Spark takes: "
                "it takes whole milliseconds, 1ms or more"
            )
        return cls(_TIMED[name] if colon else "interval", interval_ns, text)

    @property
    def interval_ms(self) -> int:
        """The interval, ms.

        Raises:
            ValueError: if the setting has none.
        """
        if self.interval_ns is None:
            raise ValueError(f"{self.text} has no interval")
        return self.interval_ns // NS_PER_MS
