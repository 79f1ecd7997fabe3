"""Summaries of what other sinks, triggers and workloads leave."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import batch_table, record
from analysis.run import Run
from analysis.stages import STAGES
from analysis.summary import analyse
from tests.analysis import remade
from tests.analysis.synthetic import MS, Made, write_run

S = 1_000 * MS
LATENCIES = ("latency_ms", "latency_from_send_ms", "lateness_ms", "stages_ms")
CELLS = [Made(), Made(setting="1s", source="files"), Made(api="dstreams", setting="500ms")]


def codes(run: Run) -> dict[str, str]:
    return {finding["code"]: finding["level"] for finding in run.summary["findings"]}


def adds_up(summary: Mapping[str, Any]) -> bool:
    total_ms = sum(summary["stages_ms"].values())
    return bool(total_ms == pytest.approx(summary["latency_ms"]["mean"], abs=1e-6))


@pytest.mark.parametrize("made", CELLS, ids=lambda made: made.name)
def test_where_results_dont_say_progress_does(tmp_path: Path, made: Made) -> None:
    path = write_run(tmp_path / "run", made)
    said = analyse(path)
    unsaid = analyse(remade.untold(path))
    for part in (*LATENCIES, "records", "rate", "batches", "engine_steps_ms"):
        assert unsaid.summary[part] == said.summary[part]
    assert unsaid.summary["findings"] == []
    lines = unsaid.summary["records"]["emitted"]
    assert unsaid.summary["observers"] == {
        "results": False,
        "progress": True,
        "sink_lines": None,
        "progress_lines": lines,
        "max_difference_lines": None,
    }
    assert said.summary["observers"] == {
        "results": True,
        "progress": True,
        "sink_lines": lines,
        "progress_lines": lines,
        "max_difference_lines": 0,
    }


def test_a_sink_that_shows_nothing_is_as_late_as_the_engine(tmp_path: Path) -> None:
    path = remade.untold(write_run(tmp_path / "run"))
    summary = analyse(remade.shown(path, lambda _: [])).summary
    assert summary["findings"] == []
    assert summary["latency_ms"] == summary["progress_latency_ms"]
    assert adds_up(summary)


def test_an_engine_without_an_account_is_one_stage(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(setting="1s"))
    told = analyse(path).summary
    summary = analyse(remade.continuous(path)).summary
    assert summary["findings"] == []
    assert summary["latency_ms"] == told["latency_ms"]
    assert summary["batches"] == told["batches"]
    stages_ms = summary["stages_ms"]
    assert [name for name in STAGES if stages_ms[name]] == ["lateness", "processing"]
    assert adds_up(summary)
    assert summary["engine_steps_ms"] is summary["model_ms"] is None
    assert set(summary["progress_latency_ms"].values()) == {None}
    assert (summary["observers"]["results"], summary["observers"]["progress"]) == (True, False)


def test_too_few_epochs_are_found_without_an_account(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(setting="2s", duration="12s"))
    assert codes(analyse(remade.continuous(path))) == {"TOO_FEW_BATCHES": "suspect"}


@pytest.mark.parametrize("made", CELLS, ids=lambda made: made.name)
def test_rows_of_a_batch_are_one_batch(tmp_path: Path, made: Made) -> None:
    path = write_run(tmp_path / "run", made)
    whole = analyse(path)
    apart = analyse(remade.row_by_row(path))
    assert apart.summary["findings"] == []
    for part in ("records", "batches", "observers", "progress_latency_ms", "lateness_ms"):
        assert apart.summary[part] == whole.summary[part]
    # The rows of a batch come 3, 2, 1 and 0 ms before it was whole.
    sooner_ms = whole.summary["latency_ms"]["mean"] - apart.summary["latency_ms"]["mean"]
    assert sooner_ms == pytest.approx(1.5, abs=0.1)
    assert adds_up(apart.summary)
    table = batch_table.of(apart)
    assert len(table) > 3 * apart.summary["batches"]
    assert len(np.unique(table["batch"].to_numpy())) == apart.summary["batches"]
    for model in (apart.summary["model_ms"], whole.summary["model_ms"]):
        assert (model is None) == (made.setting == "default")
    if made.setting != "default":
        model_ms = apart.summary["model_ms"]["processing"]
        assert model_ms == whole.summary["model_ms"]["processing"]


# Results that wait for their windows.


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Windows of 1 s that close 300 ms late, and a tail that closes the last of them."""
    path = tmp_path_factory.mktemp("windows") / "run"
    write_run(path, Made(duration="14s", tail="3s"))
    return analyse(remade.windowed(path, window_ms=1_000, delay_ms=300))


def test_a_wait_for_the_window_is_a_stage_of_its_own(waiting: Run) -> None:
    summary = waiting.summary
    assert summary["findings"] == []
    # 12 windows, and the one before: a line that is due at its end leaves in the next.
    assert summary["batches"] == 13
    stages_ms = summary["stages_ms"]
    assert adds_up(summary)
    # Half a window, what it closes late, about half a batch, and the batch that closes it.
    assert stages_ms["window_wait"] == pytest.approx(500 + 300 + 100, abs=100)
    assert stages_ms["processing"] == pytest.approx(19, abs=1)
    assert 0 < stages_ms["boundary_wait"] < 120
    assert (stages_ms["scheduling"], stages_ms["commit"]) == (5, 5)
    # The engine was done with the lines long before.
    assert summary["progress_latency_ms"]["p50"] < 300 < summary["latency_ms"]["p50"]


def test_each_result_s_wait_is_its_lines(waiting: Run) -> None:
    batches, stages = waiting.batches, waiting.stages
    assert stages is not None
    (lane,) = waiting.measured.lanes
    for place, result in enumerate(stages.result.tolist()):
        first, stop = (int(lane.visible.lines[k]) for k in (result - 1, result))
        index = np.arange(max(first, lane.first), min(stop, lane.stop))
        begun_ns = batches.start_ns[np.searchsorted(batches.lines, index, side="right")]
        wait_ns = batches.start_ns[stages.batch[place]] - begun_ns
        assert (wait_ns > 0).all()
        assert stages.stages_ms["window_wait"][place] == pytest.approx(wait_ns.mean() / MS)


def test_a_tail_is_sent_and_not_measured(waiting: Run) -> None:
    records, window = waiting.summary["records"], waiting.record.info["window"]
    assert (records["tail"], records["emitted"]) == (60, len(waiting.lines) + 60)
    assert records["lost"] == records["duplicated"] == 0
    assert records["measured"] == 12_000
    assert waiting.lines.last_due_ns < window["end_ns"]
    assert waiting.visible["lines"][-1] > len(waiting.lines)  # results may have some of it
    assert waiting.summary["rate"]["sent_per_s"] == waiting.summary["rate"]["target_per_s"] == 1000


def test_results_may_have_all_of_a_tail_but_no_more(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(tail="2s"))
    run = analyse(path)
    assert run.summary["findings"] == []
    assert run.summary["records"]["tail"] == 40
    remade.shown(path, lambda rows: [*rows[:-1], (rows[-1][0], rows[-1][1] + 7, rows[-1][2])])
    assert analyse(path).summary["records"]["duplicated"] == 7


def test_a_line_whose_taking_nobody_told_has_no_stages(waiting: Run, tmp_path: Path) -> None:
    path = tmp_path / "run"
    write_run(path, Made(duration="14s", tail="3s"))
    remade.windowed(path, window_ms=1_000, delay_ms=300)
    # What the engine told in the end is missing, but for the batches that showed the results.
    numbers = set(record.read(path).visible["batch"].tolist())
    told = [e for e in record.read(path).progress if e["batchId"] < 150 or e["batchId"] in numbers]
    for event in told:
        if event["batchId"] >= 150:
            event["sources"] = [{"endOffset": 9_000}]
    summary = analyse(remade.told(path, lambda _: told)).summary
    assert summary["stages_ms"] is None
    assert {f["code"] for f in summary["findings"]} == {"OBSERVERS_DISAGREE"}
    assert waiting.summary["stages_ms"] is not None


# A backlog that was there before the query was started.


def drained(path: Path, batches: int) -> Path:
    """The run, in which all lines were taken at its end, in a few batches 2 s long."""
    write_run(path, Made(duration="8s"))
    lines = int(record.read(path).emission["lines"][-1])
    start_ns = record.read(path).info["window"]["end_ns"] + S
    event = record.read(path).progress[0]
    rows, events = [], []
    for k in range(1, batches + 1):
        done = lines * k // batches
        rows.append((k, done, start_ns + (2 * k) * S - 50 * MS))
        at_ms = (start_ns + 2 * (k - 1) * S) // MS
        stamp = np.datetime64(at_ms, "ms").item().isoformat(timespec="milliseconds") + "Z"
        took = event["durationMs"] | {"triggerExecution": 1990, "addBatch": 1940}
        sources = [{"endOffset": done - 1}]
        events.append(
            event | {"batchId": k, "timestamp": stamp, "durationMs": took, "sources": sources}
        )
    remade.shown(path, lambda _: rows)
    remade.told(path, lambda _: events)
    end_ns = start_ns + 2 * batches * S
    window = record.read(path).info["window"] | {"stop_ns": end_ns}
    backlog = {"lines": lines, "start_ns": start_ns, "end_ns": end_ns}
    return remade.note(path, window=window, backlog=backlog, interval_ns=None)


def test_a_backlog_is_timed_and_not_found_wrong(tmp_path: Path) -> None:
    run = analyse(drained(tmp_path / "run", 2))
    assert codes(run) == {}
    lines = run.summary["records"]["emitted"]
    assert run.summary["backlog"] == {
        "lines": lines,
        "took_s": 4.0,
        "lines_per_s": lines / 4,
        "batches": 2,
        "first_visible_s": 1.95,
    }
    # Its lines are as old as they are.
    assert run.summary["latency_ms"]["max"] > 8_000
    assert run.summary["model_ms"] is None


def test_a_load_that_came_while_the_engine_ran_is_no_backlog(tmp_path: Path) -> None:
    path = drained(tmp_path / "run", 2)
    summary = analyse(remade.note(path, backlog=None)).summary
    assert summary["backlog"] is None
    assert {f["code"] for f in summary["findings"]} >= {"TOO_FEW_BATCHES"}


def test_a_backlog_that_wasnt_worked_off_has_no_figures(tmp_path: Path) -> None:
    path = drained(tmp_path / "run", 2)
    given = record.read(path).info["backlog"] | {"end_ns": None}
    run = analyse(remade.note(path, backlog=given, status="failed"))
    assert run.summary["backlog"] is None
    assert run.summary["resources"]["jvm_cpu_s"] is None
    assert codes(run) == {"INCOMPLETE": "invalid"}


def test_a_backlog_of_which_nothing_was_seen_says_when_it_ended(tmp_path: Path) -> None:
    path = drained(tmp_path / "run", 1)
    remade.shown(path, lambda _: [])
    found = analyse(path).summary["backlog"]
    assert (found["batches"], found["first_visible_s"]) == (0, None)


def test_a_topics_results_are_those_of_its_batches(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run")
    said = analyse(path).summary
    found = analyse(remade.of_a_topic(path, by_batch=True)).summary
    assert found["findings"] == []
    for part in (*LATENCIES, "records", "batches", "engine_steps_ms", "observers"):
        assert found[part] == said[part]


def test_where_lines_go_through_one_by_one_a_batch_tells_of_none(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(duration="6s", warmup="2s", setting="1s"))
    by_batch = analyse(path).summary
    assert "TOO_FEW_BATCHES" in {finding["code"] for finding in by_batch["findings"]}
    found = analyse(remade.of_a_topic(path, by_batch=False)).summary
    assert found["findings"] == []
    assert found["latency_ms"]["mean"] < by_batch["latency_ms"]["mean"]  # shown before the batch is
    assert set(found["progress_latency_ms"].values()) == {None}
    assert found["engine_steps_ms"] is None
    assert adds_up(found)
    assert {name for name, ms in found["stages_ms"].items() if ms} == {"lateness", "processing"}
    assert found["observers"]["max_difference_lines"] == 0
