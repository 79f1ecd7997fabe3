"""docs/own-query.md: its example runs, and is the one that is there."""

import re
import runpy
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis import by_progress
from tests.spark.feeder import Feeder

if TYPE_CHECKING:
    from pyspark.sql.streaming.query import StreamingQuery

DOCS = Path(__file__).parent.parent.parent / "docs"
EXAMPLE = DOCS / "examples" / "own_query.py"
PAGE = (DOCS / "own-query.md").read_text(encoding="utf-8")
KEY = re.compile(r"`(\w+)`")
BATCHES = 3
DEADLINE_S = 90


def await_batches(query: "StreamingQuery", _timeout: int) -> bool:
    """In place of a time: until some more batches are told of."""

    def last() -> int:
        return int((query.lastProgress or {"batchId": -1})["batchId"])

    enough, deadline = last() + BATCHES, time.monotonic() + DEADLINE_S
    while last() < enough:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return False


@pytest.mark.spark
@pytest.mark.usefixtures("spark")
def test_the_example_runs(
    feeder: Feeder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [EXAMPLE.name, str(feeder.port)])
    monkeypatch.setattr("pyspark.sql.streaming.StreamingQuery.awaitTermination", await_batches)
    runpy.run_path(str(EXAMPLE), run_name="__main__")
    printed = capsys.readouterr().out
    assert printed.startswith("per second, 1s: ")
    shown = re.findall(r"^```\n(per second, .*?)^```", PAGE, re.DOTALL | re.MULTILINE)[0]
    # Figures differ from run to run; what they are figures of doesn't.
    assert without_figures(printed) == without_figures(shown)


def without_figures(report: str) -> list[str]:
    return re.sub(r"[\d,.]+k?( ms\b| s\b| min\b)?", "0", report).split()


def test_the_example_is_printed_as_it_is() -> None:
    script = EXAMPLE.read_text(encoding="utf-8").partition('"""\n\n')[2]
    (printed,) = re.findall(r"^```python\n(import sys.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert re.sub(r"  # noqa.*", "", script) == printed


def test_every_key_of_the_summary_is_listed_and_no_other() -> None:
    table = PAGE.partition("| key | meaning |\n")[2].partition("\n\n")[0]
    listed = [name for row in table.splitlines() for name in KEY.findall(row.split("|")[1])]
    assert listed == ["name", "run_id", *by_progress.figures([], 0.0, None), "notes"]
