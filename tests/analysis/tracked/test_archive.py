import json
from pathlib import Path

import pytest

from analysis.tracked import archive
from loadgen.errors import BadInput
from tests.analysis.made_asv import LATENCY, NEW, OLD, MadeResult

ONE = {LATENCY.name: {("structured", "socket", "default"): [1.0, 2.0]}}


def test_the_newest_commit_is_by_its_date_not_by_its_name(tmp_path: Path) -> None:
    MadeResult(commit=OLD, date_ms=2, samples=ONE).write(tmp_path)
    MadeResult(commit=NEW, date_ms=1, samples=ONE).write(tmp_path)
    known = archive.read(tmp_path)
    assert known.newest() == OLD
    assert known.benchmarks[LATENCY.name].unit == "ms"
    assert [result.commit for result in known.of(NEW)] == [NEW]


def test_a_commit_is_known_by_the_beginning_of_its_name(tmp_path: Path) -> None:
    MadeResult(commit=OLD, samples=ONE).write(tmp_path)
    MadeResult(commit="0le" + "3" * 37, samples=ONE).write(tmp_path)
    known = archive.read(tmp_path)
    assert known.commit("0ld", "--commit") == OLD
    assert known.commit(OLD, "--commit") == OLD
    with pytest.raises(BadInput, match=r"^--commit: '0l' may be 0ld11111, 0le33333$"):
        known.commit("0l", "--commit")
    for prefix in ("f", ""):
        with pytest.raises(BadInput, match=rf"^--against: '{prefix}' has no results of vm; there"):
            known.commit(prefix, "--against")


def test_many_commits_are_not_all_listed(tmp_path: Path) -> None:
    for digit in range(7):
        MadeResult(commit=str(digit) * 40, samples=ONE).write(tmp_path)
    with pytest.raises(BadInput, match=r"44444444 and 2 more$"):
        archive.read(tmp_path).commit("x", "--commit")


def test_of_several_machines_one_has_to_be_named(tmp_path: Path) -> None:
    for machine in ("a", "b"):
        MadeResult(machine=machine, samples=ONE).write(tmp_path)
    assert archive.read(tmp_path, "b").machine == "b"
    with pytest.raises(BadInput, match=r"^--machine: say which: .* has results of a, b$"):
        archive.read(tmp_path)
    with pytest.raises(BadInput, match=r"has no results of 'c'; there are: a, b$"):
        archive.read(tmp_path, "c")


def test_a_folder_that_is_not_asvs_or_holds_no_results_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is not asv's: it takes the results folder"):
        archive.read(tmp_path)
    path = MadeResult(samples=ONE).write(tmp_path)
    path.unlink()
    with pytest.raises(BadInput, match="has no results: it takes"):
        archive.read(tmp_path)
    (path.parent / "machine.json").unlink()
    with pytest.raises(BadInput, match="has no results: it takes"):
        archive.read(tmp_path)


def test_results_of_another_machine_and_damaged_benchmarks_are_bad_input(tmp_path: Path) -> None:
    path = MadeResult(samples=ONE).write(tmp_path)
    held = json.loads(path.read_text())
    path.write_text(json.dumps(held | {"params": {"machine": "other"}}))
    with pytest.raises(BadInput, match="is of another machine, 'other'"):
        archive.read(tmp_path)
    path.write_text(json.dumps(held))
    (tmp_path / "benchmarks.json").write_text('{"version": 2, "a.b": {}}')
    with pytest.raises(BadInput, match=r"benchmarks\.json is damaged: 'unit'"):
        archive.read(tmp_path)
