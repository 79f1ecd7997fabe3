from pathlib import Path

import pytest

from loadgen import logfile
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S


def read(tmp_path: Path, content: bytes) -> logfile.Log:
    path = tmp_path / "a.log"
    path.write_bytes(content)
    return logfile.read(path)


def test_lines_without_a_time_belong_to_the_entry_before(tmp_path: Path) -> None:
    log = read(tmp_path, b"# head\n\n0.5 a\n  at b\n  at c\n\n2.0 d\r\n\xff\xfe e\n3.25 f")
    assert log.times_ns.tolist() == [0, 1_500_000_000, 2_750_000_000]
    assert log.lines.tolist() == [4, 2, 1]
    assert log.length_ns == 2_750_000_001


def test_times_out_of_order_are_sorted(tmp_path: Path) -> None:
    log = read(tmp_path, b"3.5 c\n1.5 a\n  more\n2.5 b\n")
    assert log.times_ns.tolist() == [0, NS_PER_S, 2 * NS_PER_S]
    assert log.lines.tolist() == [2, 1, 1]


def test_whole_seconds_are_filled_evenly(tmp_path: Path) -> None:
    lines = [7, 5, 5, 5, 7, 5]
    log = read(tmp_path, "".join(f"{s} x\n" for s in lines).encode())
    assert (log.times_ns / NS_PER_S).tolist() == [0, 0.25, 0.5, 0.75, 2, 2.5]
    assert log.length_ns == 3 * NS_PER_S


def test_crlf_and_bytes_that_are_no_text_are_as_good_as_any(tmp_path: Path) -> None:
    unix = read(tmp_path, b"2026-11-22T12:00:00.5Z \xff\n2026-11-22T12:00:01Z \xfe\n")
    dos = read(tmp_path, b"2026-11-22T12:00:00.5Z \xff\r\n2026-11-22T12:00:01Z \xfe\r\n")
    assert unix.times_ns.tolist() == dos.times_ns.tolist() == [0, 500_000_000]


def test_a_log_is_a_second_long_at_least(tmp_path: Path) -> None:
    assert read(tmp_path, b"1.25 x\n").length_ns == NS_PER_S


def test_the_first_lines_show_the_format(tmp_path: Path) -> None:
    log = read(tmp_path, b"2026-11-22 12:00:00 a\n17 b\n[22/Nov/2026:12:00:00 +0000] c\n")
    assert log.lines.tolist() == [3]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "its first lines have no timestamp: it takes ISO 8601"),
        (b"no\ntime\n", "its first lines have no timestamp"),
        (b"no\n" * 1000 + b"1.5 x", "its first lines have no timestamp"),
    ],
)
def test_refuses_a_file_without_timestamps(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=f"a.log: {says}"):
        read(tmp_path, content)


def test_refuses_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="/no: No such file or directory"):
        logfile.read(tmp_path / "no")
    with pytest.raises(BadInput, match="is not a file"):
        logfile.read(tmp_path)
    with pytest.raises(BadInput, match="is not a path"):
        logfile.read(Path("a\0b"))


def test_a_log_may_be_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logfile, "MOST_LINES", 3)
    assert read(tmp_path, b"1 x\n" * 3).lines.sum() == 3
    with pytest.raises(BadInput, match="it has more than 3 lines"):
        read(tmp_path, b"1 x\n" * 4)
