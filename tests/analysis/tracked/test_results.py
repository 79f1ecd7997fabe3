import json
from pathlib import Path
from typing import Any

import pytest

from analysis.tracked import results
from analysis.tracked.figure import FAILED, INVALID
from loadgen.errors import BadInput
from tests.analysis.made_asv import LATENCY, NEW, RENDER, Made, MadeResult

DAMAGED = """{"version": 2, "results": {"a": [[1, 2], [["1"]]]},
    "result_columns": ["result", "params"]}"""
CELL = ("structured", "socket", "default")


def made(folder: Path, **settings: Any) -> Path:
    samples: Made = {
        LATENCY.name: {
            CELL: [100.0, 110.0, 105.0],
            ("structured", "files", "default"): None,
        },
        RENDER.name: {(): [12.5]},
    }
    return MadeResult(samples=samples, **settings).write(folder)


def test_figures_have_their_samples_or_why_they_are_none(tmp_path: Path) -> None:
    result = results.read(made(tmp_path))
    assert (result.machine, result.commit, result.short) == ("vm", NEW, NEW[:8])
    assert result.requirements == {"pyspark": "4.3.0"}
    figures = result.figures[LATENCY.name]
    assert len(figures) == 8
    assert (figures[CELL].value, figures[CELL].samples) == (105.0, (100.0, 110.0, 105.0))
    assert figures[CELL].spread == (100.0, 110.0)
    assert figures[("structured", "files", "default")].why == FAILED
    assert figures[("dstreams", "socket", "default")].why == INVALID
    assert result.figures[RENDER.name][()].spread is None


def test_without_samples_the_spread_is_between_quartiles(tmp_path: Path) -> None:
    figure = results.read(made(tmp_path, recorded=False)).figures[LATENCY.name][CELL]
    assert figure.samples == ()
    assert figure.spread == (102.5, 107.5)


def test_a_benchmark_that_failed_as_a_whole_has_a_figure_for_each_combination(
    tmp_path: Path,
) -> None:
    path = made(tmp_path)
    held = json.loads(path.read_text())
    held["results"][LATENCY.name] = [None, held["results"][LATENCY.name][1]]
    path.write_text(json.dumps(held))
    figures = results.read(path).figures[LATENCY.name]
    assert len(figures) == 8
    assert {figure.why for figure in figures.values()} == {FAILED}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is damaged: Expecting"),
        ("\udcff", "is damaged"),
        ("[]", "is no file of asv's: it has no version"),
        ("{}", "is no file of asv's: it has no version"),
        ('{"version": 1}', "is of version 1 of asv's format: it takes 2, which asv update"),
        ('{"version": 3}', "is of version 3 of asv's format"),
        ('{"version": 2}', "or no result of asv's: it has no 'results'"),
        ('{"version": 2, "results": 3}', "or no result of asv's"),
        (DAMAGED, "or no result of asv's"),
    ],
)
def test_what_is_damaged_or_foreign_is_one_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(BadInput) as raised:
        results.read(path)
    assert str(raised.value).startswith(f"--asv: {path} is")
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_parameters_that_are_no_text_stay_as_asv_keeps_them() -> None:
    assert [results._plain(text) for text in ("'a b'", '"it\'s"', "5000", "<f x>")] == [
        "a b", "it's", "5000", "<f x>",
    ]  # fmt: skip
