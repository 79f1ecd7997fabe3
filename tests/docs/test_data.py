"""docs/data.md: its examples run, and its columns are those that there are."""

import re
from pathlib import Path

import pytest

from analysis import frames
from analysis.batch_table import SCHEMA
from tests.analysis.synthetic import Made, write_campaign

PAGE = (Path(__file__).parent.parent.parent / "docs" / "data.md").read_text(encoding="utf-8")
COLUMN = re.compile(r"`(\w+)`")


def test_the_examples_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    base = Made(rate=200.0, warmup="1s", duration="6s")
    write_campaign(tmp_path / "results" / "mine", repeats=1, base=base)
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert examples
    for example in examples:
        exec(compile(example, "docs/data.md", "exec"), {})  # noqa: S102 - it is ours
    assert "structured-socket-default" in capsys.readouterr().out


def test_every_column_of_batches_is_listed_and_no_other() -> None:
    listed = PAGE.partition("## The columns of batches")[2].partition("\n\n`visible_at`")[0]
    rows = [line.split("|")[1] for line in listed.splitlines() if line.startswith("| `")]
    assert sorted(COLUMN.findall("".join(rows))) == sorted(SCHEMA.names)


def test_the_columns_that_sql_asks_for_are_there() -> None:
    (query,) = re.findall(r"^```sql\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    asked = re.findall(r"\w+", query.partition("SELECT")[2].partition("FROM")[0])
    assert set(asked) <= set(SCHEMA.names)


def test_every_frame_and_every_column_of_a_line_is_listed(tmp_path: Path) -> None:
    path = write_campaign(tmp_path / "c", repeats=1, base=Made(rate=50.0, duration="4s"))
    campaign = frames.load(path)
    page = PAGE.partition("## The columns of batches")[0]
    table = dict(re.findall(r"^\| `(\w+)[^|]*\| (.*) \|$", page, re.MULTILINE))
    lines = campaign.lines("floor-socket")
    assert COLUMN.findall(table["lines"]) == [lines.index.name, *lines.columns]
    assert set(COLUMN.findall(table["latency"])) | {"name", "repeat"} == set(campaign.latency)
    assert {"runs", "batches", "resources"} <= set(table)


def test_the_limit_is_the_one_in_force() -> None:
    assert f"past\n{frames.MOST_LINES:,}," in PAGE
