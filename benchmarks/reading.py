"""Reading a cell's keys from words; what is refused is refused by the option's name."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from benchmarks.choices import NONE, OWN, WORKLOADS
from loadgen.errors import BadInput
from loadgen.schedule import parse_shape
from loadgen.units import NS_PER_S, parse_count, parse_duration_ns

T = TypeVar("T")

_PER_S = re.compile(r"(\S+)/s")
_LINES = re.compile(r"(\S+?)\s*lines")


def choice(
    spec: Mapping[str, Any], key: str, known: tuple[str, ...], default: str | None = None
) -> str:
    """A word that is among those known; by default the first of them."""
    value = str(spec.get(key, known[0] if default is None else default))
    if value not in known:
        raise BadInput(f"--{key}: {value!r} is not known: it takes {' | '.join(known)}")
    return value


def job_of(spec: Mapping[str, Any]) -> tuple[str, str]:
    """The file of the user's own job, "" for none, and the workload that goes with it.

    Raises:
        BadInput: if both are asked for, or the workload is none.
    """
    job = str(spec.get("job", ""))
    if job and str(spec.get("workload", OWN)) != OWN:
        raise BadInput("--workload: it is one of our jobs, and --job is yours: take one of them")
    return job, choice(spec, "workload", (OWN,) if job else WORKLOADS)


def read(spec: Mapping[str, Any], key: str, parse: Callable[[str], T], default: T) -> T:
    """A value that `parse` makes of the key's text; the default where the key isn't there."""
    if key not in spec:
        return default
    try:
        return parse(str(spec[key]))
    except BadInput as error:
        named = str(error).startswith("--")
        raise error if named else BadInput(f"--{key}: {error}") from None


def table(spec: Mapping[str, Any], key: str) -> tuple[tuple[str, str], ...]:
    """A key's own keys and values, sorted; truth values as Spark writes them."""
    value = spec.get(key, {})
    if not isinstance(value, Mapping):
        raise BadInput(f"--{key}: {value!r} is not known: it takes key=value, or a table in TOML")
    return tuple(sorted((str(name), _word(setting)) for name, setting in value.items()))


def whole(text: str) -> int:
    """A whole number from 0 up, from `0`, `500` or `10k`.

    Raises:
        BadInput: if it is anything else.
    """
    try:
        return 0 if text.strip() == "0" else parse_count(text)
    except BadInput:
        raise BadInput(
            f"{text!r} is not known: it takes a whole number, as in 0, 500 or 10k"
        ) from None


def file_every_ns(text: str, rate_per_s: float) -> int:
    """How long lines are gathered for a file, from `100ms`, `10/s` or `500lines`, ns.

    Args:
        text: the time, files a second, or lines a file.
        rate_per_s: lines per second.

    Raises:
        BadInput: if it is none of them, or no time at all.
    """
    try:
        if found := _PER_S.fullmatch(text):
            ns = round(NS_PER_S / parse_count(found[1]))
        elif found := _LINES.fullmatch(text):
            ns = round(parse_count(found[1]) / rate_per_s * NS_PER_S)
        else:
            ns = parse_duration_ns(text)
    except BadInput:
        ns = 0
    if ns < 1:
        raise BadInput(f"{text!r} is not known: it takes a time, 10/s or 500lines")
    return ns


def give_up_ns(text: str) -> int | None:
    """How far behind a run may fall, from `5s`, ns; None from `none`: without end.

    Raises:
        BadInput: if it is neither.
    """
    return None if text == NONE else parse_duration_ns(text)


def shape(text: str) -> str:
    """The text of a load shape, if it is one.

    Raises:
        BadInput: if it isn't.
    """
    parse_shape(text)
    return text


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
