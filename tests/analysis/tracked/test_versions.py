from dataclasses import replace
from pathlib import Path

import pytest

from analysis.tracked import archive, versions
from analysis.tracked.comparison import Comparison
from loadgen.errors import BadInput
from tests.analysis.made_asv import (
    LATENCY,
    NEW,
    OLD,
    RENDER,
    VERSIONS,
    MadeResult,
    Samples,
    five_versions,
)

CELL = ("structured", "socket", "default")
OTHER = ("dstreams", "socket", "1s")
Cells = dict[tuple[str, ...], Samples]


def compared(folder: Path, commit: str | None = None, base: str | None = None) -> Comparison:
    return versions.compare(archive.read(folder), "pyspark", "api", commit, base)


def latency(folder: Path, spark: str | None, cells: Cells, **settings: str) -> None:
    MadeResult(spark, samples={LATENCY.name: cells}, **settings).write(folder)  # type: ignore[arg-type]


def test_the_oldest_version_is_what_others_are_compared_with(tmp_path: Path) -> None:
    for spark in ("4.10.0", "4.9.1", "3.5.9"):
        latency(tmp_path, spark, {CELL: [1.0, 2.0]})
    found = compared(tmp_path)
    assert [column.label for column in found.columns] == ["3.5.9", "4.9.1", "4.10.0"]
    assert [one.against and one.against.label for one in found.columns] == [None, "3.5.9", "3.5.9"]
    assert found.made == 2


def test_another_one_can_be_named(tmp_path: Path) -> None:
    for spark in ("3.5.9", "4.0.5"):
        latency(tmp_path, spark, {CELL: [1.0, 2.0]})
    found = compared(tmp_path, base="4.0.5")
    assert [column.label for column in found.columns] == ["4.0.5", "3.5.9"]
    with pytest.raises(BadInput, match=r"^--base: .* of '4.0'; there are: 3.5.9, 4.0.5$"):
        compared(tmp_path, base="4.0")


def test_only_one_commit_is_looked_at(tmp_path: Path) -> None:
    latency(tmp_path, "3.5.9", {CELL: [1.0, 2.0]}, commit=OLD)
    MadeResult("4.0.5", NEW, date_ms=1, samples={LATENCY.name: {CELL: [3.0]}}).write(tmp_path)
    assert [column.label for column in compared(tmp_path).columns] == ["3.5.9"]
    assert [column.label for column in compared(tmp_path, commit=NEW[:5]).columns] == ["4.0.5"]


def test_combinations_without_a_figure_anywhere_are_named_not_shown(tmp_path: Path) -> None:
    latency(tmp_path, "3.5.9", {CELL: [1.0, 2.0], OTHER: None})
    latency(tmp_path, "4.0.5", {CELL: ()})
    (table,) = compared(tmp_path).tables
    assert [row.label for row in table.rows] == ["structured socket default"]
    assert "dstreams socket 1s" in table.empty
    assert len(table.empty) == 7
    (row,) = table.rows
    assert [cell.lost for cell in row.cells] == [False, True]


def test_without_samples_figures_stand_there_and_nothing_is_compared(tmp_path: Path) -> None:
    five_versions(tmp_path, recorded=False)
    found = compared(tmp_path)
    assert found.made == 0
    assert found.unsampled == 87
    assert all(place.cell.change is None for place in found.places())


def test_figures_without_the_parameter_only_stand_there(tmp_path: Path) -> None:
    five_versions(tmp_path)
    MadeResult(None, samples={RENDER.name: {(): [11.0]}}).write(tmp_path)
    found = compared(tmp_path)
    assert [column.label for column in found.columns] == list(VERSIONS)
    (plain,) = found.plain
    assert [column.label for column in plain.columns] == ["4.3.0", "existing-py_python3"]
    assert RENDER.name not in {table.benchmark.name for table in found.tables}


def test_without_any_version_all_environments_stand_there(tmp_path: Path) -> None:
    latency(tmp_path, None, {CELL: [1.0, 2.0]})
    found = compared(tmp_path)
    assert [column.label for column in found.columns] == ["existing-py_python3"]
    assert [row.label for row in found.tables[0].rows] == ["structured socket default"]
    assert found.made == found.unsampled == 0


def test_environments_of_the_same_version_have_their_own_names_besides(tmp_path: Path) -> None:
    latency(tmp_path, "3.5.9", {CELL: [1.0]})
    result = archive.read(tmp_path).results[0]
    every = [
        replace(result, environment=name, requirements={"pyspark": version} if version else {})
        for name, version in (("a", ""), ("b", "4.10"), ("c", "4.9"), ("d", "4.10"))
    ]
    assert versions.names(every, "pyspark") == {"c": "4.9", "b": "4.10 b", "d": "4.10 d", "a": "a"}


def test_figures_of_another_version_of_a_benchmark_are_left_out(tmp_path: Path) -> None:
    latency(tmp_path, "3.5.9", {CELL: [1.0, 2.0]})
    MadeResult(
        "4.0.5",
        samples={LATENCY.name: {CELL: [3.0, 3.1]}},
        versions={LATENCY.name: "before"},
    ).write(tmp_path)
    found = compared(tmp_path)
    assert found.made == 0
    assert found.remarks == [f"Left out, as the benchmark was another one then: {LATENCY.name}."]
    (row,) = found.tables[0].rows
    assert row.cells[1].figure is None
