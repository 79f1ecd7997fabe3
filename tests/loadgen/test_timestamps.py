import pytest

from loadgen.timestamps import reader_for
from loadgen.units import NS_PER_S

NOON_NS = 1_795_348_800 * NS_PER_S  # 2026-11-22 12:00:00 UTC


@pytest.mark.parametrize(
    ("line", "ns"),
    [
        ("2026-11-22T12:00:00Z said", NOON_NS),
        ("2026-11-22 12:00:00 said", NOON_NS),
        ("[2026-11-22 12:00:00,250] said", NOON_NS + 250_000_000),
        ("a 2026-11-22T12:00:00.000000001+00:00", NOON_NS + 1),
        ("2026-11-22T12:00:00.1234567899 b", NOON_NS + 123_456_789),
        ("2026-11-22T13:30:00+01:30", NOON_NS),
        ("2026-11-22T07:00:00-0500", NOON_NS),
        ("2026-11-22T11:59:60Z", NOON_NS),
        ("2026-11-22T12:00:00Z 2027-01-01T00:00:00Z", NOON_NS),
        ('::1 - - [22/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200', NOON_NS),
        ("10.0.0.1 - - [22/Nov/2026:07:00:00 -0500] x", NOON_NS),
        ("1795348800 x", NOON_NS),
        ("1795348800", NOON_NS),
        ("1795348800.5\tx", NOON_NS + 500_000_000),
        ("1795348800123,x", NOON_NS + 123_000_000),
        ("1795348800123456", NOON_NS + 123_456_000),
        ("1795348800123456789|x", NOON_NS + 123_456_789),
        ("1795348800123.5 x", NOON_NS + 123_500_000),
        ("  12.25 x", 12_250_000_000),
        ("[   12.250000] usb 1-1: new device", 12_250_000_000),
    ],
)
def test_reads_what_logs_write(line: str, ns: int) -> None:
    reader = reader_for(line.encode())
    assert reader is not None
    assert reader(line.encode()) == ns


@pytest.mark.parametrize(
    "line",
    [
        "",
        "\n",
        "said",
        "127.0.0.1 said",
        "12:00:00 said",
        "2026-11-22",
        "2026-13-22 12:00:00",
        "2026-11-22 25:00:00",
        "1500-11-22 12:00:00",
        "[22/Nox/2026:12:00:00 +0000]",
        "[31/Feb/2026:12:00:00 +0000]",
        "Nov 32 12:00:00",
        "9999999999999999999 too late",
        "12ab",
        "99999999999999999999",
    ],
)
def test_says_that_there_is_none(line: str) -> None:
    assert reader_for(line.encode()) is None


def test_syslog_has_no_year() -> None:
    lines = [
        b"Dec 31 23:59:59 host",
        b"Jan  1 00:00:01 host",
        b"Jan 01 00:00:00 host",
        b"Jan  1 00:00:01.500 host",
        b"no time",
        b"Mar  1 00:00:00",
        b"Nov 22 11:07:23 host",
    ]
    reader = reader_for(lines[0])
    assert reader is not None
    first, *others = (reader(line) for line in lines)
    assert first is not None
    seconds = [None if ns is None else (ns - first) / NS_PER_S for ns in others]
    day = 86_400
    assert seconds == [2, 1, 2.5, None, 59 * day + 1, 325 * day + 11 * 3600 + 7 * 60 + 24]


def test_keeps_to_the_format_and_the_unit_of_the_line_it_was_made_for() -> None:
    iso, milliseconds = reader_for(b"2026-11-22 12:00:00"), reader_for(b"1795348800123")
    assert iso is not None
    assert milliseconds is not None
    assert iso(b"1795348800 Nov 22 11:07:23") is None
    assert milliseconds(b"5") == 5_000_000
    assert milliseconds(b"x") is None
    common = reader_for(b"[22/Nov/2026:12:00:00 +0000]")
    assert common is not None
    assert common(b"2026-11-22 12:00:00") is None
    assert iso(b"2026-02-30 12:00:00") is None
    assert common(b"[30/Feb/2026:12:00:00 +0000]") is None
