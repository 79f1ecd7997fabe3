from pathlib import Path

import pytest

from analysis.tracked import archive, commits
from loadgen.errors import BadInput
from tests.analysis.made_asv import LATENCY, NEW, OLD, RENDER, Made, MadeResult

CELL = ("structured", "socket", "default")


def made(folder: Path, commit: str, spark: str | None, *samples: float) -> None:
    every: Made = {LATENCY.name: {CELL: samples}, RENDER.name: {(): samples}}
    MadeResult(spark, commit, samples=every).write(folder)


def test_each_environment_is_compared_with_itself(tmp_path: Path) -> None:
    for commit, level in ((OLD, 1.0), (NEW, 2.0)):
        made(tmp_path, commit, "4.3.0", 10 * level, 10.1 * level)
        made(tmp_path, commit, "3.5.9", 30 * level, 30.1 * level)
    made(tmp_path, NEW, "4.0.5", 1.0, 1.1)
    found = commits.compare(archive.read(tmp_path), "pyspark", NEW[:3], OLD)
    assert [column.label for column in found.columns] == [
        f"{spark} at {commit[:8]}" for spark in ("3.5.9", "4.3.0") for commit in (OLD, NEW)
    ]
    changes = [place.cell.change for place in found.comparable()]
    assert len(changes) == 4  # the figures of our own parts are compared too
    assert all(change is not None and 1.9 < change.ratio.estimate < 2.1 for change in changes)
    assert found.remarks == [
        "Left out, as one of the commits has no results there: locked-py3.11-pyspark4.0.5."
    ]


def test_what_can_not_be_compared_is_bad_input(tmp_path: Path) -> None:
    made(tmp_path, OLD, "4.3.0", 1.0)
    made(tmp_path, NEW, "3.5.9", 1.0)
    known = archive.read(tmp_path)
    with pytest.raises(BadInput, match=r"^--against: no environment has results of both"):
        commits.compare(known, "pyspark", None, OLD)
    with pytest.raises(BadInput, match=r"^--against: '0ld' is the commit that would be"):
        commits.compare(known, "pyspark", OLD, "0ld")
    with pytest.raises(BadInput, match=r"^--commit: 'f' has no results of vm"):
        commits.compare(known, "pyspark", "f", OLD)
