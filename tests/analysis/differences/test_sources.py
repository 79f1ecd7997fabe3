import json
from pathlib import Path

from analysis import record
from analysis.report.differences.sources import Sources
from tests.analysis.differences.written import D_1S, S_1S, both, campaign, summary


def test_runs_are_numbered_as_they_are_cited_and_only_once(tmp_path: Path) -> None:
    read = both(tmp_path)
    sources = Sources(tmp_path)
    first, second, third, _ = read.cells
    assert [run.number for run in sources.of(second)] == [1]
    assert [run.number for run in sources.of(first, second)] == [2, 1]
    assert [run.number for run in sources.shown(third)] == [3]
    assert [run.name for run in sources.cited] == [
        "structured-socket-1s, run 1",
        "structured-socket-default, run 1",
        "dstreams-socket-500ms, run 1",
    ]


def test_a_citation_links_to_the_summary_and_tells_what_it_holds(tmp_path: Path) -> None:
    read = campaign(tmp_path, summary(S_1S, 1000.0))
    (cited,) = Sources(tmp_path).of(*read.cells)
    assert cited.link == f"runs/{S_1S}-r1/summary.json"
    assert cited.told == "valid: p50 500 ms, p99 1.00 s"


def test_every_run_that_counts_is_cited_or_all_if_none_does(tmp_path: Path) -> None:
    several = [summary(S_1S, repeat=1), summary(S_1S, repeat=2, verdict="invalid")]
    read = campaign(tmp_path, *several, summary(D_1S, verdict="invalid"))
    sources = Sources(tmp_path)
    assert [run.name for run in sources.of(*read.cells)] == [f"{S_1S}, run 1", f"{D_1S}, run 1"]


def test_a_run_elsewhere_is_linked_to_by_what_it_has(tmp_path: Path) -> None:
    sources = Sources(tmp_path / "campaign")
    bare, empty, damaged = (tmp_path / name for name in ("of 20k", "empty", "damaged"))
    for folder in (bare, empty, damaged):
        folder.mkdir()
    (bare / record.RUN).write_text("{}")
    (damaged / record.SUMMARY).write_text(json.dumps([]))
    assert [(run.name, run.link, run.told) for run in sources.at(bare, empty, damaged)] == [
        ("of 20k", "../of%2020k/run.json", "not analysed"),
        ("damaged", "../damaged/summary.json", "not analysed"),
    ]


def test_what_is_no_json_is_not_analysed(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "one"
    folder.mkdir(parents=True)
    (folder / record.SUMMARY).write_text("{")
    assert [run.told for run in Sources(tmp_path).at(folder)] == ["not analysed"]


def test_a_run_that_is_nowhere_on_disk_is_not_cited(tmp_path: Path) -> None:
    read = both(tmp_path / "one")
    assert Sources(tmp_path / "other").of(*read.cells) == []
