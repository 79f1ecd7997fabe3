from pathlib import Path

from benchmarks.engines.account import Account


def test_lines_add_up() -> None:
    account = Account(None)
    assert account.has(0)
    assert not account.has(1)
    account.add(2)
    account.add(3)
    assert account.has(5)
    assert not account.has(6)


def test_files_are_done_with_when_each_that_is_there_is(tmp_path: Path) -> None:
    account = Account(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("line\n")
    account.add(1000)  # by files it says nothing
    assert not account.has(2)
    account.files([f"file://{tmp_path}/a.txt", "/elsewhere/c.txt"])
    assert not account.has(2)
    account.files([f"{tmp_path}/b.txt"])
    assert account.has(2)
    assert account.has(1000), "how many lines are in them isn't told"


def test_files_without_lines_and_hidden_ones_are_never_waited_for(tmp_path: Path) -> None:
    (tmp_path / "present-00000001.txt").touch()
    (tmp_path / ".loadgen-7").mkdir()
    (tmp_path / ".loadgen-7" / "lines-0-00000000.txt").write_text("line\n")
    account = Account(tmp_path)
    assert account.has(0)
    (tmp_path / "lines-0-00000000.txt").write_text("line\n")
    assert not account.has(1)
