import importlib.metadata
import json
import os
from pathlib import Path
from typing import Any

import pytest

from analysis import record
from benchmarks import held
from benchmarks.cell import Cell
from benchmarks.held import Held
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S
from tests.analysis.synthetic import EPOCH_NS
from tests.benchmarks.choose.pretend import HERE, SPEC, write

CELL = Cell.parse(SPEC)
DAY_NS = 24 * 3600 * NS_PER_S


def holding(*folders: Path, now_ns: int = EPOCH_NS + DAY_NS, **here: Any) -> Held:
    return Held(folders, HERE | here, now_ns)


def change(path: Path, file: str, **changes: Any) -> None:
    told = json.loads((path / file).read_text())
    (path / file).write_text(json.dumps(told | changes))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run in a campaign's folder."""
    return write(CELL, tmp_path / "results" / "mine" / "runs" / "one-r1")


def test_a_run_of_the_same_cell_is_found_wherever_it_is(run: Path) -> None:
    for folder in (run, run.parent.parent, run.parents[2]):
        assert holding(folder).find(CELL) == run
    assert holding(run.parents[3] / "nowhere").find(CELL) is None


def test_what_is_used_already_is_not_found_again(run: Path) -> None:
    assert holding(run).find(CELL, frozenset({run})) is None


def test_the_newest_is_found_first_and_each_once(tmp_path: Path) -> None:
    # The phase at which a schedule starts is by its repeat.
    runs = [write(CELL, tmp_path / f"r{repeat}", repeat=repeat) for repeat in (1, 2, 3)]
    started = {
        run: json.loads((run / record.RUN).read_text())["window"]["start_ns"] for run in runs
    }
    newest_first = sorted(runs, key=lambda run: -started[run])
    found: list[Path] = []
    here = holding(tmp_path, tmp_path)
    while (one := here.find(CELL, frozenset(found))) is not None:
        found.append(one)
    assert found == newest_first


@pytest.mark.parametrize(
    "spec",
    [
        {"rate": "300"},
        {"setting": "1s"},
        {"source": "files"},
        {"preset": "spark"},
        {"conf": {"a.b": "c"}},
        {"warmup": "2s"},
        {"duration": "10s"},
    ],
)
def test_another_cell_is_another(run: Path, spec: dict[str, Any]) -> None:
    assert holding(run).find(Cell.parse(SPEC | spec)) is None


def test_one_that_was_looked_at_for_longer_will_do(run: Path) -> None:
    shorter = SPEC | {"warmup": "500ms", "duration": "5s", "drain": "5s", "give-up": "9s"}
    assert holding(run).find(Cell.parse(shorter)) == run


def test_one_whose_load_changes_with_its_duration_will_not(tmp_path: Path) -> None:
    spec = SPEC | {"schedule": "ramp:400"}
    run = write(Cell.parse(spec), tmp_path / "ramp")
    assert holding(run).find(Cell.parse(spec)) == run
    assert holding(run).find(Cell.parse(spec | {"duration": "5s"})) is None


@pytest.mark.parametrize(
    "here", [{"cpu": "another"}, {"cores": 4}, {"memory_mb": 1}, {"os": "another"}]
)
def test_another_machines_is_not_found(run: Path, here: dict[str, Any]) -> None:
    assert holding(run, **here).find(CELL) is None


@pytest.mark.parametrize("here", [{"spark": "4.4.0"}, {"spark": None}, {"java": "21"}])
def test_another_sparks_is_not_found(run: Path, here: dict[str, Any]) -> None:
    assert holding(run, **here).find(CELL) is None


def test_what_needs_no_spark_has_none_to_differ(tmp_path: Path) -> None:
    cell = Cell.parse(SPEC | {"api": "floor"})
    run = write(cell, tmp_path / "floor")
    assert holding(run, spark=None, java=None).find(cell) == run


def test_what_is_a_week_old_is_not_found(run: Path) -> None:
    assert holding(run, now_ns=EPOCH_NS + 7 * DAY_NS).find(CELL) == run
    assert holding(run, now_ns=EPOCH_NS + 7 * DAY_NS + NS_PER_S).find(CELL) is None


@pytest.mark.parametrize(("verdict", "counts"), [("suspect", True), ("invalid", False)])
def test_what_does_not_count_is_not_found(run: Path, verdict: str, *, counts: bool) -> None:
    change(run, record.SUMMARY, verdict=verdict)
    assert (holding(run).find(CELL) == run) is counts


def test_what_is_not_complete_or_damaged_is_not_found(run: Path) -> None:
    change(run, record.RUN, status="interrupted")
    assert holding(run).find(CELL) is None
    change(run, record.RUN, status="complete", cell={"api": "nobody's"})
    assert holding(run).find(CELL) is None
    (run / record.RUN).write_text("[]")
    assert holding(run).find(CELL) is None
    (run / record.RUN).write_text("{")
    assert holding(run).find(CELL) is None


@pytest.mark.parametrize("key", ["lines", "job"])
def test_files_that_were_changed_since_make_another_run(tmp_path: Path, key: str) -> None:
    file = tmp_path / "file"
    file.write_text("a line\n")
    cell = Cell.parse(SPEC | {key: f"file:{file}" if key == "lines" else str(file)})
    run = write(cell, tmp_path / "run")
    changed_s = EPOCH_NS // NS_PER_S
    for when_s, found in ((changed_s - 9, run), (changed_s + 9, None)):
        os.utime(file, (when_s, when_s))
        assert holding(run).find(cell) == found
    file.unlink()
    assert holding(run).find(cell) is None


def test_this_machine_is_described_with_what_would_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {*HERE} <= {*held.here()}

    def none(*_: object) -> None:
        raise BadInput("no Java")

    def not_installed(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(held, "find_java", none)
    monkeypatch.setattr(importlib.metadata, "version", not_installed)
    assert held.here() | {"spark": None, "java": None} == held.here()
