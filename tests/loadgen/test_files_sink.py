import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen.clock import RunClock
from loadgen.errors import BadInput
from loadgen.lines import parse_lines
from loadgen.sinks import files
from loadgen.sinks.files import FilesSink, file_name, sequence_of
from loadgen.sinks.present import present_name
from loadgen.units import NS_PER_S
from loadgen.waiting import Wait
from tests.loadgen.fakes import FakeClock

RING = parse_lines("uniform:0:30", 1)


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


@given(st.integers(0, 10**4), st.integers(0, 10**10))
def test_a_name_tells_lane_and_number(lane: int, sequence: int) -> None:
    assert sequence_of(file_name(lane, sequence)) == (lane, sequence)


def test_names_look_like_this() -> None:
    assert file_name(2, 31) == "lines-2-00000031.txt"


@pytest.mark.parametrize("name", ["", "lines-0-1.txt", "lines-0-00000001.txt.part", "x"])
def test_other_names_are_not_ours(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of one"):
        sequence_of(name)


def test_each_hand_over_is_a_file_of_its_lines(tmp_path: Path) -> None:
    directory = tmp_path / "made" / "here"
    with FilesSink(directory, RING, 2, FakeClock()) as sink:
        assert sink.place() == {"dir": str(directory)}
        assert sink.connect(Wait(RunClock.start()), print)
        assert sink.hand_over(0, 10) == 10
        assert sink.hand_over(1, 3) == 3
        assert sink.hand_over(0, 25) == 25
        assert not sink.ended(0)
        assert sink.blocked(0) is None
        assert sink.took() == []
    assert names(directory) == [
        "lines-0-00000000.txt",
        "lines-0-00000001.txt",
        "lines-1-00000000.txt",
    ]
    first, second = (directory / file_name(0, k) for k in (0, 1))
    assert first.read_bytes() == b"".join(RING.slice(0, 10))
    assert second.read_bytes() == b"".join(RING.slice(10, 25))


def test_a_file_is_hidden_until_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[str], int]] = []
    rename = Path.rename

    def watched(self: Path, target: Path) -> Path:
        seen.append((names(tmp_path), self.stat().st_size))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", watched)
    with FilesSink(tmp_path, RING, 1, FakeClock()) as sink:
        sink.hand_over(0, 100)
    assert seen == [([f".loadgen-{os.getpid()}"], RING.bytes_before(100))]


def test_what_is_due_after_a_stall_is_cut_into_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MOST_BYTES_A_FILE", len(RING.block))
    with FilesSink(tmp_path, RING, 1, FakeClock()) as sink:
        assert sink.hand_over(0, 3 * len(RING)) == len(RING)
        assert sink.hand_over(0, 3 * len(RING)) == 2 * len(RING)


def test_a_file_of_a_block_that_is_longer_than_one_may_be_is_cut_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MOST_BYTES_A_FILE", len(RING.block) // 4)
    with FilesSink(tmp_path, RING, 1, FakeClock()) as sink:
        assert sink.hand_over(0, len(RING)) == len(RING) // 4
    monkeypatch.setattr(files, "_MOST_BYTES_A_FILE", 1)
    with FilesSink(tmp_path / "other", RING, 1, FakeClock()) as sink:
        assert sink.hand_over(0, len(RING)) == 1


def test_files_that_are_to_be_present_are_there_before_ours_and_stay(tmp_path: Path) -> None:
    before = [present_name(k) for k in range(1, 21)]
    with FilesSink(tmp_path, RING, 1, FakeClock(), keep_ns=0, present=20) as sink:
        assert names(tmp_path) == [f".loadgen-{os.getpid()}", *before]
        assert sink.hand_over(0, 5) == 5
    assert names(tmp_path) == [file_name(0, 0), *before]


def test_files_that_were_present_for_another_load_are_no_reason_to_refuse(tmp_path: Path) -> None:
    with FilesSink(tmp_path, RING, 1, FakeClock(), present=2):
        pass
    with FilesSink(tmp_path, RING, 1, FakeClock(), present=3) as sink:
        sink.hand_over(0, 5)
    with pytest.raises(BadInput, match=f"--dir: {tmp_path} holds what another load left"):
        FilesSink(tmp_path, RING, 1, FakeClock(), present=9)
    assert names(tmp_path) == [file_name(0, 0), *(present_name(k) for k in (1, 2, 3))]


def test_too_many_present_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^--files-present: 1000001 "):
        FilesSink(tmp_path / "in", RING, 1, FakeClock(), present=1_000_001)
    assert names(tmp_path) == []


def test_says_why_they_cannot_be_present(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "put", full)
    with pytest.raises(BadInput, match=f"^--dir: {tmp_path}: No space left on device$"):
        FilesSink(tmp_path, RING, 1, FakeClock(), present=1)
    assert names(tmp_path) == []


def test_old_files_are_removed_and_only_ours(tmp_path: Path) -> None:
    (tmp_path / "other.txt").touch()
    clock = FakeClock()
    with FilesSink(tmp_path, RING, 1, clock, keep_ns=2 * NS_PER_S) as sink:
        for lines in range(1, 7):
            sink.hand_over(0, lines)
            clock.time_ns += NS_PER_S
            if lines == 3:
                (tmp_path / file_name(0, 1)).unlink()  # somebody else has removed it
    assert names(tmp_path) == [*(file_name(0, k) for k in (3, 4, 5)), "other.txt"]


def test_none_is_kept_longer_than_asked(tmp_path: Path) -> None:
    clock = FakeClock()
    with FilesSink(tmp_path, RING, 1, clock, keep_ns=0) as sink:
        for lines in (1, 2, 3):
            sink.hand_over(0, lines)
            clock.time_ns += 1
    assert names(tmp_path) == [file_name(0, 2)]


@pytest.mark.parametrize("left", [file_name(3, 0), ".loadgen-12"])
def test_refuses_a_directory_of_another_load(tmp_path: Path, left: str) -> None:
    (tmp_path / left).touch()
    with pytest.raises(BadInput, match=f"--dir: {tmp_path} holds what another load left"):
        FilesSink(tmp_path, RING, 1, FakeClock())
    assert names(tmp_path) == [left]


def test_says_why_a_directory_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match=r"^--dir: .*/file: File exists"):
        FilesSink(tmp_path / "file", RING, 1, FakeClock())
    with pytest.raises(BadInput, match=r"^--dir: .*/file/in: Not a directory"):
        FilesSink(tmp_path / "file" / "in", RING, 1, FakeClock())
    with pytest.raises(BadInput, match=r"^--dir: /proc/no: No such file"):
        FilesSink(Path("/proc/no"), RING, 1, FakeClock())


@contextmanager
def no_room() -> Iterator[None]:
    """No file may be longer than 1,000 bytes: as a full disk, an error in mid-write.

    No fixture: it would hold while pytest writes its own dots, which may go to a longer file.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_that_finds_no_room_is_never_seen(tmp_path: Path) -> None:
    with FilesSink(tmp_path, RING, 1, FakeClock()) as sink:
        assert sink.hand_over(0, 5) == 5
        too_large = pytest.raises(BadInput, match=f"^--dir: {tmp_path}: File too large$")
        with too_large, no_room():
            sink.hand_over(0, 10_000)
    assert names(tmp_path) == [file_name(0, 0)]


def test_leaves_no_staging_folder_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), FilesSink(tmp_path, RING, 1, FakeClock()):
        raise KeyError
    assert names(tmp_path) == []
