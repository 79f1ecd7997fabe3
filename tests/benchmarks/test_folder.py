import re
from pathlib import Path

import pytest

from benchmarks.folder import (
    CHECKPOINT,
    RESULTS,
    check_writable,
    for_results,
    make_fresh,
    make_scratch,
    remove_scratch,
)
from loadgen.errors import BadInput


def test_a_checkpoint_of_its_own_is_in_the_folder_asked_for_and_goes_with_the_scratch(
    tmp_path: Path,
) -> None:
    inside, elsewhere = tmp_path / "inside", tmp_path / "elsewhere"
    inside.mkdir()
    elsewhere.mkdir()

    scratch = make_scratch(inside, str(elsewhere))
    (scratch / CHECKPOINT / "offsets").write_text("0")

    assert scratch.parent == inside
    assert [path.read_text() for path in elsewhere.glob("*/offsets")] == ["0"]
    remove_scratch(scratch)
    assert not list(inside.iterdir())
    assert not list(elsewhere.iterdir())


def test_without_one_the_checkpoint_is_the_scratch_folders_own(tmp_path: Path) -> None:
    scratch = make_scratch(tmp_path, "")

    assert not (scratch / CHECKPOINT).exists()
    (scratch / CHECKPOINT).mkdir()
    remove_scratch(scratch)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_refused_by_its_option(tmp_path: Path) -> None:
    check_writable(str(tmp_path), "--checkpoint")
    with pytest.raises(BadInput, match=r"^--checkpoint: .*gone can't be used: No such file"):
        check_writable(str(tmp_path / "gone"), "--checkpoint")
    assert not list(tmp_path.iterdir())


def test_removing_what_is_gone_already_is_no_error(tmp_path: Path) -> None:
    remove_scratch(tmp_path / "never")


def test_a_folder_that_holds_something_is_nobodys_to_fill(tmp_path: Path) -> None:
    (tmp_path / "kept").touch()

    with pytest.raises(BadInput, match=r"^--out: .* isn't empty"):
        make_fresh(tmp_path, "--out")
    with pytest.raises(BadInput, match=r"^--out: .* can't be written"):
        make_fresh(tmp_path / "kept" / "below", "--out")


def test_results_without_a_folder_are_named_after_what_they_are_of_and_when() -> None:
    found = for_results("ladder")

    assert found.parent == RESULTS
    assert re.fullmatch(r"ladder-\d{8}-\d{6}", found.name)
