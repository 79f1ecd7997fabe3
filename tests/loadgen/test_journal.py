import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen import journal
from loadgen.journal import Journal

COLUMNS = ("lane", "lines")
META = {"seed": 1, "note": "größer"}


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def rows_of(table: pa.Table) -> list[tuple[int, ...]]:
    return list(zip(*(table[name].to_pylist() for name in table.column_names), strict=True))


def test_closing_leaves_a_parquet_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with Journal(path, COLUMNS, META) as log:
        log.append(0, 5)
        log.append(1, -(2**63))
    table, meta = journal.read(path)
    assert rows_of(table) == [(0, 5), (1, -(2**63))]
    assert table.column_names == list(COLUMNS)
    assert meta == META
    assert names(tmp_path) == ["a.parquet"]
    log.close()  # again does no harm


def test_a_journal_without_rows_is_readable(tmp_path: Path) -> None:
    with Journal(tmp_path / "a.parquet", COLUMNS, META) as log:
        assert log.rows().shape == (0, 2)
    table, meta = journal.read(tmp_path / "a.parquet")
    assert (table.num_rows, meta) == (0, META)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-(2**63), 2**63 - 1)), max_size=20))
def test_rows_are_those_so_far(rows: list[tuple[int, int]]) -> None:
    with Journal(None, COLUMNS, META) as log:
        for row in rows:
            log.append(*row)
            assert log.rows()[-1].tolist() == list(row)
        assert [tuple(row) for row in log.rows().tolist()] == rows


def test_many_rows_are_flushed_without_being_asked(tmp_path: Path) -> None:
    with Journal(tmp_path / "a.parquet", COLUMNS, {}) as log:
        for n in range(5000):
            log.append(0, n)
        assert (tmp_path / "a.journal").stat().st_size > 4096 * 16
    assert journal.read(tmp_path / "a.parquet")[0].num_rows == 5000


def test_without_a_path_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Journal(None, COLUMNS, META) as log:
        log.append(0, 1)
        assert log.rows().tolist() == [[0, 1]]
    assert names(tmp_path) == []


def test_a_killed_process_leaves_what_it_flushed(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    program = (
        "import os, signal, sys; from pathlib import Path; from loadgen.journal import Journal\n"
        "log = Journal(Path(sys.argv[1]), ('lane', 'lines'), {'seed': 1})\n"
        "log.append(0, 5); log.append(0, 6); log.flush(); log.append(0, 7)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    with (tmp_path / "a.journal").open("ab") as torn:
        torn.write(b"12345")  # a row that was cut off
    table, meta = journal.read(path)
    assert (rows_of(table), meta) == ([(0, 5), (0, 6)], {"seed": 1})


def test_a_new_journal_takes_the_place_of_an_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with Journal(path, COLUMNS, {}) as log:
        log.append(0, 1)
    fresh = Journal(path, COLUMNS, {})
    assert journal.read(path)[0].num_rows == 0
    fresh.close()


def test_a_full_disk_is_named_and_leaves_no_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    (tmp_path / "a.journal").symlink_to("/dev/full")
    with pytest.raises(OSError, match=f"No space left on device: '{path}'"):
        Journal(path, COLUMNS, META)
    assert names(tmp_path) == ["a.journal"]


def test_a_disk_that_fills_up_is_named_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    log = Journal(path, COLUMNS, META)
    log.append(0, 1)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(log, "_write", full)
        with pytest.raises(OSError, match=f"No space left on device: '{path}'"):
            log.flush()
        log.append(0, 2)
        with pytest.raises(OSError, match="No space left on device"):
            log.close()
    log.close()
    assert journal.read(path)[0].num_rows == 0  # the journal's head


def test_an_error_is_not_hidden_by_one_in_closing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("no errno, as some of Arrow's")

    monkeypatch.setattr("pyarrow.parquet.write_table", broken)
    with pytest.raises(KeyError), Journal(tmp_path / "a.parquet", COLUMNS, META):
        raise KeyError
    with pytest.raises(OSError, match="no errno"), Journal(tmp_path / "b.parquet", COLUMNS, META):
        pass


def test_a_parquet_file_that_cannot_be_written_leaves_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    log = Journal(path, COLUMNS, META)
    log.append(0, 1)

    def full(_: pa.Table, where: Path) -> None:
        where.write_bytes(b"PAR1")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    with pytest.raises(OSError, match="No space left on device"):
        log.close()
    assert names(tmp_path) == ["a.journal"]
    assert rows_of(journal.read(path)[0]) == [(0, 1)]


def test_nothing_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        journal.read(tmp_path / "a.parquet")
    (tmp_path / "a.journal").write_bytes(b"")
    with pytest.raises(ValueError, match="Expecting value"):
        journal.read(tmp_path / "a.parquet")
