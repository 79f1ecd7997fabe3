import errno
import json
from pathlib import Path

import numpy as np
import pytest

from analysis import record
from loadgen.emission import EMISSION
from loadgen.journal import Journal
from tests.analysis.synthetic import Made, write_run


def test_reads_all_that_a_run_left(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run"))
    assert run.complete
    assert run.info["name"] == "structured-socket-default"
    assert run.load["lanes"] == 1
    assert tuple(run.emission) == EMISSION
    assert tuple(run.visible) == record.VISIBLE
    assert tuple(run.resources) == record.RESOURCES
    assert run.progress[0]["batchId"] == 0
    assert run.gc_log is not None
    assert run.gc_log[0].endswith("Using G1")


def test_a_killed_run_reads_up_to_its_last_whole_row(tmp_path: Path) -> None:
    whole = record.read(write_run(tmp_path / "whole"))
    killed = record.read(write_run(tmp_path / "killed", Made(killed_at=0.5)))
    assert not killed.complete
    for name in ("emission", "visible", "resources"):
        ended, cut = getattr(whole, name), getattr(killed, name)
        for column, values in cut.items():
            assert 0 < len(values) < len(ended[column])
            np.testing.assert_array_equal(values, ended[column][: len(values)])
    assert killed.progress == whole.progress[: len(killed.progress)]


def test_tables_that_were_never_written_are_empty(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run")
    for file in (record.EMISSION_FILE, record.VISIBLE_FILE, record.RESOURCES_FILE):
        (path / file).unlink()
    (path / record.PROGRESS_FILE).unlink()
    (path / record.GC_LOG).unlink()
    run = record.read(path)
    assert run.load == {}
    assert run.gc_log is None
    assert run.progress == []
    columns = [*run.emission.values(), *run.visible.values(), *run.resources.values()]
    names = (*EMISSION, *record.VISIBLE, *record.RESOURCES)
    assert [column.dtype for column in columns] == [np.int64] * len(names)
    assert not any(len(column) for column in columns)


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", '{"format": "x"}'])
def test_a_folder_without_a_run_says_so(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / record.RUN).write_text(text)
    with pytest.raises(record.UnreadableRunError, match="holds no run"):
        record.read(tmp_path)


def test_a_later_format_is_not_guessed_at(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run")
    info = json.loads((path / record.RUN).read_text())
    (path / record.RUN).write_text(json.dumps(info | {"format": record.FORMAT + 1}))
    with pytest.raises(record.UnreadableRunError, match="a later version"):
        record.read(path)


@pytest.mark.parametrize(
    ("file", "columns", "missing"),
    [
        (record.VISIBLE_FILE, ("batch", "visible_ns"), "lines"),
        (record.RESOURCES_FILE, record.RESOURCES[1:], "time_ns"),
    ],
)
def test_a_table_without_its_columns_is_named(
    tmp_path: Path, file: str, columns: tuple[str, ...], missing: str
) -> None:
    path = write_run(tmp_path / "run")
    with Journal(path / file, columns, {}) as table:
        table.append(*range(len(columns)))
    with pytest.raises(record.UnreadableRunError, match=f"no column '{missing}'"):
        record.read(path)


def test_columns_that_older_records_lack_are_zero(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run")
    since = record.RESOURCES_SINCE
    older = tuple(name for name in record.RESOURCES if name not in since)
    with Journal(path / record.RESOURCES_FILE, older, {}) as table:
        for _ in range(2):
            table.append(*range(1, len(older) + 1))
    read = record.read(path).resources
    assert set(read) == set(record.RESOURCES)
    for name, values in read.items():
        assert values.dtype == np.int64
        assert values.tolist() == ([0, 0] if name in since else [older.index(name) + 1] * 2)


def test_counts_are_kept_key_by_key(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run")
    record.write_counts(path / record.COUNTS_FILE, {7: 2, 0: 1, 12: 3}, {12: 3, 5: 1, 7: 1})
    counts = record.read(path).counts
    assert counts is not None
    assert {name: column.tolist() for name, column in counts.items()} == {
        "key": [0, 5, 7, 12],
        "expected": [1, 0, 2, 3],
        "seen": [0, 1, 1, 3],
    }
    assert {column.dtype for column in counts.values()} == {np.dtype(np.int64)}


def test_no_counts_are_none(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run")
    record.write_counts(path / record.COUNTS_FILE, {}, {})
    assert record.read(path).counts is None
    (path / record.COUNTS_FILE).unlink()
    assert record.read(path).counts is None


def test_events_end_where_the_kill_cut_them(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run")
    # Line separators of Unicode are no ends of lines; a cut may leave half a character.
    whole = '{"batchId": 1, "name": "a\u2028b"}\n\n7\n{"batchId": 2}\n'
    (path / record.PROGRESS_FILE).write_bytes(whole.encode() + '{"name": "ü'.encode()[:-1])
    assert [event["batchId"] for event in record.read(path).progress] == [1, 2]


def test_json_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / record.SUMMARY
    record.write_json(path, {"a": [1, None]})
    with pytest.raises(ValueError, match="JSON"):
        record.write_json(path, {"a": float("inf")})
    assert json.loads(path.read_text()) == {"a": [1, None]}


def test_json_that_finds_no_room_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.json"
    record.write_json(path, {"n": 1})

    def full(*_words: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        record.write_json(path, {"n": 2})
    assert [one.name for one in tmp_path.iterdir()] == ["run.json"]
    assert json.loads(path.read_text()) == {"n": 1}
