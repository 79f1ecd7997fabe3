"""What a load tells while it goes on: to a person, or to the runner that started it."""

import json
import os
import sys
import time
from collections.abc import Mapping
from typing import Any, Protocol

from loadgen.load import Load
from loadgen.summary import in_words
from loadgen.units import NS_PER_S, format_rate


class Teller(Protocol):
    """Told of a load's stages."""

    def ready(self, place: Mapping[str, Any]) -> None:
        """Lines can be fetched at a place: `host` and `port`, `dir`, or `kafka` and `topic`."""

    def connected(self, lane: int) -> None:
        """A lane has its consumer."""

    def beat(self, sent: int) -> None:
        """About a second has gone by; so many lines have left."""

    def sent(self, summary: Mapping[str, Any]) -> None:
        """Sending is over (see `loadgen.summary`)."""


class ToRunner:
    """Each stage a line of JSON on standard output."""

    def ready(self, place: Mapping[str, Any]) -> None:
        """Lines can be fetched at a place."""
        _emit({"event": "ready", **place})

    def connected(self, lane: int) -> None:
        """A lane has its consumer."""
        _emit({"event": "connected", "lane": lane})

    def beat(self, sent: int) -> None:
        """Nothing: a runner isn't disturbed while it measures."""

    def sent(self, summary: Mapping[str, Any]) -> None:
        """Sending is over."""
        _emit({"event": "sent", **summary})


class ToPerson:
    """Progress on standard error, live if that is a terminal; the summary on standard output.

    Args:
        load: what is being sent.
        as_json: whether the summary is JSON.
    """

    def __init__(self, load: Load, *, as_json: bool) -> None:
        self._load = load
        self._as_json = as_json
        self._live = sys.stderr.isatty()
        self._colour = self._live and not os.environ.get("NO_COLOR")
        self._last = (time.monotonic_ns(), 0)

    def ready(self, place: Mapping[str, Any]) -> None:
        """Lines can be fetched at a place."""
        where = _where(place, self._load.lanes)
        for text in (where, self._load.ring.note):
            if text:
                print(f"loadgen: {text}", file=sys.stderr)

    def connected(self, lane: int) -> None:
        """A lane has its consumer."""
        if self._live:
            print(f"loadgen: consumer {lane} has come", file=sys.stderr)

    def beat(self, sent: int) -> None:
        """Show how far it has come, on a terminal."""
        now_ns = time.monotonic_ns()
        (then_ns, before), self._last = self._last, (now_ns, sent)
        if not self._live:
            return
        per_s = round((sent - before) * NS_PER_S / max(now_ns - then_ns, 1))
        share = sent / self._load.schedule.count
        line = f"{share:4.0%}  {sent:,} lines  {format_rate(float(f'{per_s:.3g}'))}/s"
        start, end = ("\033[2m", "\033[0m") if self._colour else ("", "")
        sys.stderr.write(f"\r{start}{line:<60}{end}")
        sys.stderr.flush()

    def sent(self, summary: Mapping[str, Any]) -> None:
        """Print the summary."""
        if self._live:
            sys.stderr.write(f"\r{'':<60}\r")
            sys.stderr.flush()
        if self._as_json:
            _emit(summary)
        else:
            print(in_words(summary), flush=True)


def _where(place: Mapping[str, Any], lanes: int) -> str:
    if "dir" in place:
        return f"into {place['dir']}"
    if "topic" in place:
        return (
            f"to {lanes} partition{'s' * (lanes > 1)} of {place['topic']} at {place['kafka']}; "
            "Ctrl-C ends"
        )
    return (
        f"listening on {place['host']}:{place['port']} for {lanes} "
        f"consumer{'s' * (lanes > 1)}; Ctrl-C ends"
    )


def _emit(value: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")
    sys.stdout.flush()
