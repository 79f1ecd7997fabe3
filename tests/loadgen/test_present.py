from pathlib import Path

import pytest

from loadgen.errors import BadInput
from loadgen.sinks.files import sequence_of
from loadgen.sinks.present import MOST, check_present, present_name, put
from tests.loadgen.commands import names


def test_so_many_empty_files_are_there(tmp_path: Path) -> None:
    put(tmp_path, 300)
    assert names(tmp_path) == [f"present-{k:08d}.txt" for k in range(1, 301)]
    assert {path.stat().st_size for path in tmp_path.iterdir()} == {0}
    assert {path.stat().st_mode & 0o111 for path in tmp_path.iterdir()} == {0}


def test_none_are_none(tmp_path: Path) -> None:
    put(tmp_path, 0)
    assert names(tmp_path) == []


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    (tmp_path / present_name(2)).write_text("mine")
    put(tmp_path, 3)
    assert [(tmp_path / name).read_text() for name in names(tmp_path)] == ["", "mine", ""]


def test_their_names_are_not_a_load_s() -> None:
    with pytest.raises(ValueError, match="not the name of one"):
        sequence_of(present_name(1))


def test_there_is_a_most_of_them() -> None:
    check_present(0)
    check_present(MOST)
    with pytest.raises(BadInput) as error:
        check_present(MOST + 1)
    assert str(error.value) == (
        "--files-present: 1000001 is no number of files: it takes from 0 to 1M"
    )
