from pathlib import Path

import pytest

from analysis.tracked import archive, verdict, versions
from tests.analysis.made_asv import CPU, LATENCY, P50_MS, MadeResult, Samples, five_versions

CELL, OTHER = ("structured", "socket", "default"), ("dstreams", "socket", "1s")
SURE = (0.999, 1.0, 1.001)


def said(folder: Path, *, after: dict[str, float], before: dict[str, float]) -> list[str]:
    """What is said of 4.3.0 against 3.5.9; levels of CELL and OTHER by benchmark."""
    for spark, levels in (("3.5.9", before), ("4.3.0", after)):
        samples: dict[str, dict[tuple[str, ...], Samples]] = {}
        for key, level in levels.items():
            name, cell = key.split()
            of = {"p99": LATENCY, "cpu": CPU}[name]
            at = CELL if cell == "cell" else OTHER
            samples.setdefault(of.name, {})[at] = [level * one for one in SURE]
        MadeResult(spark, samples=samples).write(folder)
    found = versions.compare(archive.read(folder), "pyspark", "api", None, None)
    assert verdict.sentences(found, found.columns[0]) == []
    return verdict.sentences(found, found.columns[1])


def test_what_is_better_and_what_is_worse_is_named_with_its_bounds(tmp_path: Path) -> None:
    before = {"p99 cell": 100.0, "p99 other": 100.0, "cpu cell": 100.0}
    assert said(tmp_path, before=before, after=before | {"p99 cell": 80, "cpu cell": 150}) == [
        (
            "4.3.0 is better than 3.5.9 in 1 of 3 comparisons: p99 of structured socket default is"
            " 20% faster."
        ),
        "It is worse in 1 of 3 comparisons: CPU of structured socket default is 50% higher.",
        "Nothing else shows a difference that can be told.",
    ]


def test_where_all_is_worse_there_is_nothing_else(tmp_path: Path) -> None:
    assert said(tmp_path, before={"p99 cell": 100.0}, after={"p99 cell": 200.0}) == [
        (
            "4.3.0 is worse than 3.5.9 in 1 of 1 comparison: p99 of structured socket default"
            " is 100% slower."
        ),
        "There is no other figure to compare.",
    ]


def test_where_nothing_differs_it_says_so(tmp_path: Path) -> None:
    same = {"p99 cell": 100.0, "cpu other": 3.0}
    assert said(tmp_path, before=same, after=same) == [
        "4.3.0 can't be told from 3.5.9: none of 2 comparisons shows a difference."
    ]


def test_where_there_is_nothing_to_compare_it_says_why(tmp_path: Path) -> None:
    (told,) = said(tmp_path, before={"p99 cell": 1.0}, after={"p99 other": 1.0})
    assert told == "No figure of 4.3.0 can be compared with 3.5.9: none is there of both."


def test_without_samples_it_says_what_it_takes(tmp_path: Path) -> None:
    five_versions(tmp_path, recorded=False)
    found = versions.compare(archive.read(tmp_path), "pyspark", "api", None, None)
    (told,) = verdict.sentences(found, found.columns[-1])
    assert told.endswith("can be compared with 3.5.9: it takes two samples or more of each.")
    assert verdict.remark(found) == ""


def test_of_many_changes_the_surest_are_named_and_the_others_counted(tmp_path: Path) -> None:
    for spark, factor in (("3.5.9", 1.0), ("4.3.0", 0.5)):
        cells = {
            params: [factor ** (place + 1) * ms * one for one in SURE]
            for place, (params, ms) in enumerate(P50_MS.items())
        }
        MadeResult(spark, samples={LATENCY.name: cells}).write(tmp_path)
    found = versions.compare(archive.read(tmp_path), "pyspark", "api", None, None)
    told, _ = verdict.sentences(found, found.columns[1])
    assert told.startswith(
        "4.3.0 is better than 3.5.9 in 6 of 6 comparisons: p99 of dstreams files"
    )
    assert told.endswith(" and 3 more.")
    assert told.count("faster") == 3


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, ("1 comparison was made in all, each with an interval of 95%: of figures that don't"
         " differ, 1 in 20 would look different by chance.")),
        (87, ("87 comparisons were made in all, each with an interval of 95%: of figures that don't"
         " differ, 1 in 20 would look different by chance, so about 4 of these if none differ.")),
    ],
)  # fmt: skip
def test_the_remark_counts_comparisons_and_chance(tmp_path: Path, count: int, told: str) -> None:
    if count == 1:
        said(tmp_path, before={"p99 cell": 100.0}, after={"p99 cell": 200.0})
    else:
        five_versions(tmp_path)
    found = versions.compare(archive.read(tmp_path), "pyspark", "api", None, None)
    assert found.made == count
    assert verdict.remark(found) == told
