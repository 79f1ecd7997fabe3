import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import record, summary
from analysis.lines import LOST
from analysis.progress import STRUCTURED_STEPS
from analysis.record import UnreadableRunError
from analysis.stages import AFTER_VISIBLE, BETWEEN, STAGES, TO_VISIBLE
from analysis.summary import analyse
from analysis.window import Window
from tests.analysis.by_hand import results
from tests.analysis.synthetic import Made, write_campaign, write_run

DISTRIBUTION = ["min", "mean", "p50", "p90", "p99", "p999", "max"]
KEYS: dict[str, list[str] | None] = {
    "name": None,
    "repeat": None,
    "status": None,
    "cell": None,
    "verdict": None,
    "findings": None,
    "records": ["emitted", "tail", "visible", "lost", "duplicated", "measured"],
    "rate": ["target_per_s", "sent_per_s", "visible_per_s"],
    "latency_ms": DISTRIBUTION,
    "latency_from_send_ms": DISTRIBUTION,
    "lateness_ms": DISTRIBUTION,
    "progress_latency_ms": DISTRIBUTION,
    "stages_ms": list(STAGES),
    "engine_steps_ms": None,
    "model_ms": ["boundary_wait", "processing", "total", "residual"],
    "batches": None,
    "backlog": None,
    "recovery": None,
    "broker": None,
    "startup": None,
    "growth": None,
    "gave_up": None,
    "whole_run": ["latency_ms", "lateness_ms"],
    "observers": ["results", "progress", "sink_lines", "progress_lines", "max_difference_lines"],
    "resources": [
        "driver_cpu_s",
        "jvm_cpu_s",
        "python_worker_cpu_s",
        "generator_cpu_s",
        "broker_cpu_s",
        "gc_s",
        "peak_rss_mb",
        "peak_rss_mb_of",
        "gc_pauses",
        "cpu_s_per_million_lines",
    ],
    "settings": None,
    "environment": None,
}


def summary_of(path: Path, **changes: Any) -> dict[str, Any]:
    return dict(analyse(write_run(path / "run", Made(**changes))).summary)


def codes(summary: dict[str, Any]) -> dict[str, str]:
    return {finding["code"]: finding["level"] for finding in summary["findings"]}


def test_the_summary_has_its_keys_and_is_json(tmp_path: Path) -> None:
    summary = summary_of(tmp_path, api="dstreams", setting="1s")
    assert list(summary) == list(KEYS)
    for key, inner in KEYS.items():
        if inner is not None:
            assert list(summary[key]) == inner
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_every_run_of_a_campaign_is_valid(tmp_path: Path) -> None:
    write_campaign(tmp_path / "campaign", 1, Made(rate=500.0, warmup="1s", duration="11s"))
    folders = sorted((tmp_path / "campaign" / "runs").iterdir())
    assert len(folders) == 10
    for folder in folders:
        summary = analyse(folder).summary
        assert (summary["name"], summary["findings"]) == (folder.name[:-3], [])
        assert summary["records"]["measured"] == 5_000
        assert summary["records"]["lost"] == summary["records"]["duplicated"] == 0
        assert summary["rate"]["target_per_s"] == summary["rate"]["sent_per_s"] == 500.0
        assert summary["rate"]["visible_per_s"] == pytest.approx(500, rel=0.05)
        assert summary["batches"] >= 10
        assert (summary["model_ms"] is None) == (summary["cell"]["setting"] in {"default", "none"})


def test_structured_streaming_tells_of_its_steps(tmp_path: Path) -> None:
    summary = summary_of(tmp_path)
    steps = {*STRUCTURED_STEPS, BETWEEN, TO_VISIBLE, AFTER_VISIBLE} - {"addBatch"}
    assert set(summary["engine_steps_ms"]) == steps
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_figures_are_of_the_measured_lines(tmp_path: Path) -> None:
    run = analyse(write_run(tmp_path / "run"))
    window = run.record.info["window"]
    due_ns, _, visible_ns = run.lines.each()
    mask = (due_ns >= window["warm_ns"]) & (due_ns < window["end_ns"])
    np.testing.assert_array_equal(run.measured.each()[0], due_ns[mask])
    assert run.summary["records"]["measured"] == np.count_nonzero(mask)
    took_ms = (visible_ns - due_ns)[mask] / 1e6
    assert run.summary["latency_ms"]["p99"] == np.quantile(took_ms, 0.99, method="inverted_cdf")
    all_ms = (visible_ns - due_ns) / 1e6
    whole = run.summary["whole_run"]["latency_ms"]
    assert whole["p999"] == np.quantile(all_ms, 0.999, method="inverted_cdf")


def test_both_observers_give_the_same_latency_but_for_the_bookkeeping(tmp_path: Path) -> None:
    summary = summary_of(tmp_path)
    apart = summary["progress_latency_ms"]["p50"] - summary["latency_ms"]["p50"]
    assert apart == pytest.approx(10.5, abs=1.5)  # commitOffsets


def test_a_stall_shows_in_the_percentiles(tmp_path: Path) -> None:
    summary = summary_of(tmp_path, stall_ms=5_000.0)
    assert 5_000 < summary["latency_ms"]["max"] < 5_600
    assert summary["latency_ms"]["p90"] > 4_000  # half of the window's lines waited
    assert summary["lateness_ms"]["max"] < 5
    assert codes(summary) == {}


def test_lost_lines_are_counted_and_take_their_percentiles_with_them(tmp_path: Path) -> None:
    summary = summary_of(tmp_path, lose=150)
    assert summary["records"]["lost"] == 150
    assert summary["records"]["visible"] == summary["records"]["emitted"] - 150
    assert summary["latency_ms"]["p90"] is not None  # 1.5% of the window's lines are lost
    for figure in ("mean", "p99", "p999", "max"):
        assert summary["latency_ms"][figure] is None
    assert summary["stages_ms"] is None
    assert summary["engine_steps_ms"] is None
    assert summary["lateness_ms"]["mean"] == pytest.approx(1.1, abs=0.1)  # they had all left
    assert codes(summary)["LINES_LOST"] == codes(summary)["OBSERVERS_DISAGREE"] == "invalid"
    assert "COUNTS_DIFFER" not in codes(summary)


def test_duplicated_lines_are_counted(tmp_path: Path) -> None:
    summary = summary_of(tmp_path, duplicate=300)
    assert summary["records"]["duplicated"] == 300
    assert codes(summary)["LINES_DUPLICATED"] == "invalid"
    # Each result from there on shows lines that weren't sent when it came; nothing is clamped.
    assert codes(summary)["NEGATIVE_LATENCY"] == "invalid"
    assert summary["latency_ms"]["min"] < 0


def test_wrong_counts_with_a_right_total(tmp_path: Path) -> None:
    assert codes(summary_of(tmp_path, swap=1)) == {"COUNTS_DIFFER": "invalid"}


@pytest.mark.parametrize("api", ["structured", "dstreams"])
def test_an_overloaded_engine(tmp_path: Path, api: str) -> None:
    setting = "default" if api == "structured" else "500ms"
    for overload in (1.1, 1.3, 1.6):
        summary = summary_of(tmp_path / f"{overload}", api=api, setting=setting, overload=overload)
        assert codes(summary)["BACKLOG_GROWING"] == "invalid"


def test_a_generator_that_is_late(tmp_path: Path) -> None:
    summary = summary_of(tmp_path, late_ms=40.0)
    assert summary["lateness_ms"]["p50"] == pytest.approx(41, abs=0.5)
    assert summary["stages_ms"]["lateness"] == pytest.approx(41, abs=0.5)
    apart = summary["latency_ms"]["mean"] - summary["latency_from_send_ms"]["mean"]
    assert apart == pytest.approx(summary["lateness_ms"]["mean"])
    assert codes(summary) == {"GENERATOR_LATE": "suspect"}


def test_lines_that_never_left(tmp_path: Path) -> None:
    run = analyse(write_run(tmp_path / "run", Made(unsent=200)))
    assert run.summary["records"]["lost"] == 200
    assert run.lines.never_sent == 200
    assert np.count_nonzero(run.lines.each()[1] == LOST) == 200
    assert run.summary["lateness_ms"]["p99"] is None
    assert run.summary["latency_from_send_ms"]["max"] is None
    found = codes(dict(run.summary))
    assert found == {"LINES_LOST": "invalid", "GENERATOR_LATE": "invalid"} | {
        "RATE_SHORTFALL": "suspect"
    }


@pytest.mark.parametrize(
    "made",
    [
        {"progress_short": 30},
        {"progress_short": 30, "source": "files"},
        {"progress_short": 30, "api": "dstreams", "setting": "500ms"},
        {"progress_short": 30, "api": "dstreams", "setting": "500ms", "source": "files"},
    ],
    ids=str,
)
def test_an_engine_that_counts_fewer(tmp_path: Path, made: dict[str, Any]) -> None:
    summary = summary_of(tmp_path, **made)
    short = summary["observers"]["max_difference_lines"]
    of_a_file = made.get("source") == "files" and made.get("api") == "dstreams"
    assert short == (100 if of_a_file else 30)
    assert summary["observers"]["sink_lines"] - summary["observers"]["progress_lines"] == short
    assert codes(summary) == {"OBSERVERS_DISAGREE": "suspect"}
    assert summary["latency_ms"]["max"] is not None
    assert summary["progress_latency_ms"]["max"] is None
    assert summary["progress_latency_ms"]["p50"] is not None


def test_a_clock_that_was_set_leaves_latency_alone(tmp_path: Path) -> None:
    steady, stepped = summary_of(tmp_path / "a"), summary_of(tmp_path / "b", clock_step_ms=700)
    assert stepped["latency_ms"] == steady["latency_ms"]
    assert codes(stepped)["CLOCK_STEPPED"] == "invalid"


def test_another_version_of_spark(tmp_path: Path) -> None:
    assert codes(summary_of(tmp_path, spark="3.5.9")) == {"VERSION_MISMATCH": "invalid"}


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.95])
@pytest.mark.parametrize("source", ["socket", "files"])
def test_a_killed_run_says_that_it_is_incomplete(tmp_path: Path, share: float, source: str) -> None:
    summary = summary_of(tmp_path, killed_at=share, source=source)
    assert list(summary) == list(KEYS)
    assert summary["verdict"] == "invalid"
    assert summary["status"] == "running"
    assert codes(summary)["INCOMPLETE"] == "invalid"
    follows = {
        "NOTHING_MEASURED",
        "TOO_FEW_BATCHES",
    }  # from having been cut off: said once is enough
    unknown = {"LINES_LOST", "RATE_SHORTFALL", "OBSERVERS_DISAGREE"}
    assert not (follows | unknown) & set(codes(summary))
    json.dumps(summary, allow_nan=False)


def test_a_run_that_died_at_once_still_has_a_summary(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(killed_at=0.5))
    for file in path.iterdir():
        if file.name != record.RUN:
            file.unlink()
    info = json.loads((path / record.RUN).read_text())
    for status, window in (("failed", None), ("complete", info["window"])):
        (path / record.RUN).write_text(json.dumps(info | {"status": status, "window": window}))
        summary = analyse(path).summary
        assert list(summary) == list(KEYS)
        assert summary["verdict"] == "invalid"
        assert summary["rate"]["target_per_s"] is None
        assert summary["latency_ms"] == dict.fromkeys(DISTRIBUTION)


def test_a_folder_that_holds_no_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRunError):
        analyse(tmp_path)


@pytest.mark.parametrize(
    ("at_s", "per_s"),
    [
        (
            [0.5, 1.4, 2.4, 3.4, 4.2],
            100.0,
        ),  # of those inside; the last one in there is no part batch
        ([0.5, 1.5, 9.0], None),
        ([0.5, 9.0], None),
        ([], None),
    ],
)
def test_what_became_visible_is_timed_from_result_to_result(
    at_s: list[float], per_s: float | None
) -> None:
    """Lines of a batch that ends just outside of the window are neither missing nor too slow."""
    at_ns = np.array([round(s * 1e9) for s in at_s], dtype=np.int64)
    seen = results(100 * np.arange(1, len(at_s) + 1), at_ns)
    within = Window(1_000_000_000, 4_000_000_000)
    assert summary._visible_per_s(seen, within) == per_s


def test_a_window_of_no_length_has_no_rates(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made())
    info = json.loads((path / record.RUN).read_text())
    info["window"]["warm_ns"] = info["window"]["end_ns"]
    (path / record.RUN).write_text(json.dumps(info))
    found = analyse(path).summary
    assert found["rate"] == dict.fromkeys(("target_per_s", "sent_per_s", "visible_per_s"))
    assert "NOTHING_MEASURED" in codes(dict(found))
