import json
from pathlib import Path

from benchmarks.engines.file_log import FileLog


def write(folder: Path, name: str, *entries: tuple[str, int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"path": p, "timestamp": 1, "batchId": b}) for p, b in entries]
    (folder / name).write_text("\n".join(["v1", *lines]))


def test_each_batch_is_told_once_with_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "0"
    log = FileLog(tmp_path)
    assert list(log.fresh()) == []
    write(folder, "0", ("file:///in/b", 0), ("file:///in/a", 0))
    write(folder, ".1.tmp", ("file:///in/c", 1))
    write(folder, "metadata")
    assert list(log.fresh()) == [{"batchId": 0, "files": ["file:///in/a", "file:///in/b"]}]
    assert list(log.fresh()) == []
    write(folder, "1", ("file:///in/c", 1))
    write(folder, "2.compact", ("file:///in/a", 0), ("file:///in/c", 1), ("file:///in/d", 2))
    assert [event["batchId"] for event in log.fresh()] == [1, 2]


def test_files_that_are_still_empty_are_looked_at_again(tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "0"
    folder.mkdir(parents=True)
    (folder / "0").write_text("")
    log = FileLog(tmp_path)
    assert list(log.fresh()) == []
    write(folder, "0", ("file:///in/a", 0))
    assert list(log.fresh()) == [{"batchId": 0, "files": ["file:///in/a"]}]
