import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.choices import WORKLOADS
from benchmarks.cli import main
from benchmarks.support import matrix

PAGE = Path(__file__).parent.parent.parent / "docs" / "support.md"
BEGIN, END = "<!-- streamgauge support --markdown -->\n", "<!-- end -->\n"


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["support", *words]) == 0
    return capsys.readouterr().out


def cells(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(printed(capsys, "--json", *words))["cells"]
    return found


def test_every_cell_is_told_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    told = cells(capsys)
    assert len(told) == len(matrix())
    append = next(
        one
        for one in told
        if (one["sink"], one["mode"], one["workload"]) == ("noop", "append", "length-count")
    )
    assert append == {
        "api": "structured",
        "source": "socket",
        "setting": "default",
        "sink": "noop",
        "mode": "append",
        "workload": "length-count",
        "runs": False,
        "refused_by": "spark",
        "reason": "running counts are never final, and append mode shows only what is: it takes "
        "a watermark",
        "error_class": "AnalysisException [STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION]",
    }
    assert {one["refused_by"] for one in told} == {None, "spark", "streamgauge"}
    assert all(one["reason"] is None for one in told if one["runs"])
    assert all(one["error_class"] is None for one in told if one["refused_by"] != "spark")


@pytest.mark.parametrize(
    ("key", "word"), [("api", "dstreams"), ("source", "files"), ("workload", "lengths")]
)
def test_filters_leave_the_cells_that_are_asked_for(
    capsys: pytest.CaptureFixture[str], key: str, word: str
) -> None:
    told = cells(capsys, f"--{key}", word)
    assert told == [one for one in cells(capsys) if one[key] == word]
    assert told


@pytest.mark.parametrize("width", [100, 160])
def test_a_terminal_gets_tables_that_fit_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr("benchmarks.commands.console._UNKNOWN_WIDTH", width)
    out = printed(capsys)
    assert max(map(len, out.splitlines())) <= width
    assert "structured, socket: default, 1s; files, kafka: default, 1s, available-now" in out
    assert re.search(r"length-count-window +u c a +u c a +u c a +u c a +a +a +u c a +u c a", out)
    assert "dstreams, kafka: 1s: nothing runs" in out
    words = " ".join(out.split())
    assert "[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION]" in words
    assert "with other keys" in words


def test_what_is_asked_for_is_told_without_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "--api", "floor", "--source", "socket", "--workload", "lengths")
    assert "reader" in out
    assert "structured" not in out
    assert "why not" not in out
    assert "why" not in printed(
        capsys, "--markdown", "--api", "floor", "--source", "socket", "--workload", "lengths"
    )


def test_the_docs_print_it_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.partition(BEGIN)[2].partition(END)[0].strip() == (
        printed(capsys, "--markdown").strip()
    )


def test_the_docs_explain_every_workload() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{workload}`" in page for workload in WORKLOADS)


def test_one_form_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["support", "--json", "--markdown"])
    assert "--markdown" in capsys.readouterr().err
