from pathlib import Path

from analysis.report import files


def test_files_are_written_whole_and_replace_what_was_there(tmp_path: Path) -> None:
    old, new = tmp_path / "page.html", tmp_path / "plots" / "one.svg"
    old.write_text("before")
    assert files.save({old: b"after", new: b"<svg/>"}) == [old, new]
    assert (old.read_bytes(), new.read_bytes()) == (b"after", b"<svg/>")
    assert sorted(file.name for file in tmp_path.rglob("*") if file.is_file()) == [
        "one.svg",
        "page.html",
    ]
