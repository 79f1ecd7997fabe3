"""Timestamps as logs write them."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from loadgen.units import NS_PER_S

Reader = Callable[[bytes], int | None]
"""Takes a line; gives its first timestamp, ns since some moment that is the same for all lines of a
log, or None if it has none."""

_MONTHS = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MONTH = b"(" + b"|".join(_MONTHS) + b")"
_TIME = rb"((?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60))"  # 60: a leap second
_OFFSET = rb"[+-]\d\d:?\d\d"

_ISO = re.compile(
    rb"(?<!\d)(\d{4})-(\d\d)-(\d\d)[T ]" + _TIME + rb"(?:[.,](\d+))?(Z|" + _OFFSET + rb")?(?!\d)"
)
_COMMON_LOG = re.compile(
    rb"\[(\d\d)/" + _MONTH + rb"/(\d{4}):" + _TIME + rb" (" + _OFFSET + rb")\]"
)
_SYSLOG = re.compile(
    rb"\b" + _MONTH + rb" ([ 0][1-9]|[12]\d|3[01]) " + _TIME + rb"(?:\.(\d+))?(?!\d)"
)
_NUMBER = re.compile(rb"[\s\[]*(\d{1,19})(?:\.(\d+))?(?![\w.:/-])")

_LEAST_OF_UNIT = ((10**17, 1), (10**14, 1_000), (10**11, 1_000_000))  # what is less is in s
_LATEST_NS = 2**62
_DAY_S = 86_400
_YEAR_NS = 365 * _DAY_S * NS_PER_S
_FIRST_DAY = date(1970, 1, 1).toordinal()
_MOST_DAYS = 100 * 365
_DAYS_BEFORE = {m: date(1970, n, 1).toordinal() - _FIRST_DAY for n, m in enumerate(_MONTHS, 1)}


def reader_for(line: bytes) -> Reader | None:
    """What reads the timestamps of a log, by one of its lines; None if that has no timestamp.

    Args:
        line: as it is in the file.
    """
    for reader in (_iso, _common_log):
        if reader(line) is not None:
            return reader
    for make in (_syslog, _number):
        if make(line)(line) is not None:
            return make(line)
    return None


def _iso(line: bytes) -> int | None:
    found = _ISO.search(line)
    if found is None:
        return None
    year, month, day, time, fraction, offset = found.groups()
    days = _days(year, month, day)
    return None if days is None else _ns(days, time, fraction) - _offset_ns(offset)


def _common_log(line: bytes) -> int | None:
    found = _COMMON_LOG.search(line)
    if found is None:
        return None
    day, month, year, time, offset = found.groups()
    days = _days(year, month, day)
    return None if days is None else _ns(days, time) - _offset_ns(offset)


def _syslog(_: bytes) -> Reader:
    # It doesn't say the year: where the time falls by more than half of one, another has begun.
    # 29 February is the day after the 28th, in any year.
    year_ns, before_ns = 0, 0

    def read(line: bytes) -> int | None:
        nonlocal year_ns, before_ns
        found = _SYSLOG.search(line)
        if found is None:
            return None
        month, day, time, fraction = found.groups()
        ns = _ns(_DAYS_BEFORE[month] + int(day), time, fraction)
        if ns + year_ns < before_ns - _YEAR_NS // 2:
            year_ns += _YEAR_NS
        before_ns = ns + year_ns
        return before_ns

    return read


def _number(first: bytes) -> Reader:
    found = _NUMBER.match(first)
    number = int(found[1]) if found else 0
    unit_ns = next((ns for least, ns in _LEAST_OF_UNIT if number >= least), NS_PER_S)

    def read(line: bytes) -> int | None:
        found = _NUMBER.match(line)
        if found is None:
            return None
        ns = int(found[1]) * unit_ns + _billionths(found[2]) * unit_ns // NS_PER_S
        return ns if ns < _LATEST_NS else None

    return read


def _ns(days: int, time: bytes, fraction: bytes | None = None) -> int:
    return (days * _DAY_S + _second_of_day(time)) * NS_PER_S + _billionths(fraction)


def _billionths(fraction: bytes | None) -> int:
    return int(fraction[:9].ljust(9, b"0")) if fraction else 0


@lru_cache(maxsize=1024)
def _days(year: bytes, month: bytes, day: bytes) -> int | None:
    """Days since 1970; None if there is no such day, or it is too far away to count the ns."""
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
    try:
        days = date(int(year), number, int(day)).toordinal() - _FIRST_DAY
    except ValueError:
        return None
    return days if abs(days) < _MOST_DAYS else None


@lru_cache(maxsize=1024)
def _second_of_day(time: bytes) -> int:
    hour, minute, second = map(int, time.split(b":"))
    return (hour * 60 + minute) * 60 + second


@lru_cache(maxsize=64)
def _offset_ns(offset: bytes | None) -> int:
    if offset is None or offset == b"Z":
        return 0
    ns = (int(offset[1:3]) * 60 + int(offset[-2:])) * 60 * NS_PER_S
    return -ns if offset.startswith(b"-") else ns
