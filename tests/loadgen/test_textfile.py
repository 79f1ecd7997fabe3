from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen import textfile
from loadgen.errors import BadInput


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        (b"a\nb\n", ["a", "b"]),
        (b"a\nb", ["a", "b"]),
        (b"a\r\nb\rc\n\rd", ["a", "b", "c", "", "d"]),
        (b"\n\n", ["", ""]),
        (b"a\x00b\n\x00", ["a\x00b", "\x00"]),
        (b"a\x0bb\x0cc\x1cd\xc2\x85e", ["a\x0bb\x0cc\x1cd\x85e"]),
        ("a\u2028b\u2029c\n".encode(), ["a\u2028b\u2029c"]),
        (b"\xff\n\xe2\x82\n", ["\ufffd", "\ufffd"]),
        ("\ufeffa\n\ufeff\n\ufeff\ufeffb\ufeff".encode(), ["a", "", "b\ufeff"]),
        ("\U0001f600é\n".encode(), ["\U0001f600é"]),
    ],
)
def test_splits_as_readers_do(tmp_path: Path, raw: bytes, lines: list[str]) -> None:
    path = tmp_path / "text"
    path.write_bytes(raw)
    text = textfile.read(path)
    assert text.block.decode() == "".join(line + "\n" for line in lines)
    assert text.lengths.tolist() == [len(line) for line in lines]
    assert text.note == ""


@given(raw=st.binary(min_size=1, max_size=200))
def test_offsets_and_lengths_fit_the_block(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(raw)
    text = textfile.read(path)
    ends = text.offsets[1:].tolist()
    cut = [text.block[a:b].decode() for a, b in zip(text.offsets.tolist(), ends, strict=False)]
    assert "".join(cut).encode() == text.block
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in cut)
    assert [len(line) - 1 for line in cut] == text.lengths.tolist()


def test_takes_the_beginning_of_a_huge_file_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(textfile, "MOST_BYTES", 10)
    path = tmp_path / "huge"
    path.write_bytes(b"four\nfive\n")
    assert textfile.read(path).note == ""
    path.write_bytes(b"four\nfive\nsix")
    assert textfile.read(path).block == b"four\nfive\n"
    path.write_bytes(b"four\rsevens\n")
    text = textfile.read(path)
    assert text.block == b"four\n"
    assert f"only the first 5 bytes of {path}" in text.note


def test_refuses_a_line_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "wide"
    path.write_bytes(b"eleven char\nshort\n")
    monkeypatch.setattr(textfile, "LONGEST", 10)
    with pytest.raises(BadInput, match="it has a line longer than 10 characters"):
        textfile.read(path)
    monkeypatch.setattr(textfile, "MOST_BYTES", 10)
    with pytest.raises(BadInput, match="its first line is longer than 10 characters"):
        textfile.read(path)


def test_refuses_what_is_no_text_with_lines(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(BadInput, match="it has no lines"):
        textfile.read(tmp_path / "empty")
    with pytest.raises(BadInput, match="No such file or directory"):
        textfile.read(tmp_path / "missing")
    with pytest.raises(BadInput, match="Is a directory"):
        textfile.read(tmp_path)
    with pytest.raises(BadInput, match="is not a path"):
        textfile.read(Path("a\x00b"))
