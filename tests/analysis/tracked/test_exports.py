import json
from pathlib import Path

import pytest

from analysis.tracked import archive, commits, exports, versions
from analysis.tracked.comparison import Comparison
from tests.analysis.made_asv import (
    NEW,
    OLD,
    Made,
    MadeBenchmark,
    MadeResult,
    five_versions,
)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("asv")
    five_versions(folder)
    return versions.compare(archive.read(folder), "pyspark", "api", None, None)


def test_rows_have_the_same_columns_and_a_figure_each(compared: Comparison) -> None:
    rows = exports.rows(compared)
    assert len(rows) == 5 * (3 * 6 + 4) + 1
    assert len({tuple(row) for row in rows}) == 1
    reference, other = rows[0], rows[4]
    assert (reference["environment"], reference["against"]) == ("3.5.9", None)
    assert (other["environment"], other["against"]) == ("4.3.0", "3.5.9")
    assert reference["worse_percent"] is None
    assert other["told_apart"] is True
    assert other["worse_percent_low"] < other["worse_percent"] < other["worse_percent_high"] < 0
    assert rows[-1]["api"] is None
    (invalid,) = [row for row in rows if row["why"]]
    assert (invalid["environment"], invalid["value"], invalid["why"]) == (
        "4.1.4",
        None,
        "not valid",
    )


def test_as_json_every_comparison_is_there_and_all_is_strict_json(compared: Comparison) -> None:
    told = exports.as_json(compared)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["comparisons"] == len(told["changes"]) == 87
    assert [one["of"] for one in told["verdicts"]] == ["4.0.5", "4.1.4", "4.2.1", "4.3.0"]
    first = told["changes"][0]
    assert first["params"] == {"api": "structured", "source": "socket", "setting": "default"}
    assert first["words"].endswith("slower") == (first["told_apart"] and first["worse_percent"] > 0)


def test_names_for_the_chart_are_unique_and_say_what_it_is(compared: Comparison) -> None:
    entries = exports.smaller_is_better(compared, "Spark")
    names = [entry["name"] for entry in entries]
    assert len(names) == len(set(names)) == 5 * (3 * 6 + 4) + 1 - 1
    assert "Spark 4.3.0 / Latency / p99 / structured socket default" in names
    assert "Spark 4.3.0 / Rendering / ns per line" in names
    for entry in entries:
        assert [type(entry[key]) for key in ("name", "unit", "value")] == [str, str, float]
        assert [type(entry[key]) for key in ("range", "extra")] == [str, str]
    json.dumps(entries, allow_nan=False)


def test_of_two_commits_only_the_new_one_is_charted(tmp_path: Path) -> None:
    cell, rate = ("structured",), MadeBenchmark("a.B.track_rate", "lines/s")
    cost = MadeBenchmark("a.B.track_cost_ms", "ms", ("api",), (cell,))
    for commit in (OLD, NEW):
        samples: Made = {cost.name: {cell: [3.0]}, rate.name: {(): [9.0]}}
        made = MadeResult(commit=commit, samples=samples, recorded=False)
        made.write(tmp_path, [cost, rate])
    found = commits.compare(archive.read(tmp_path), "pyspark", NEW, OLD)
    assert exports.smaller_is_better(found, "Spark") == [
        {"name": "Spark 4.3.0 / B / cost / structured", "unit": "ms", "value": 3.0}
    ]
    assert exports.as_json(found)["without_samples"] == 2
