import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import analysis
from analysis import record
from analysis.frames import Frames, _line_by_line
from analysis.lines import LOST
from analysis.report import table
from analysis.summary import analyse
from analysis.window import Window
from loadgen.errors import BadInput
from tests.analysis.by_hand import START_NS, Given, loads
from tests.analysis.synthetic import Made, write_campaign, write_run

BASE = Made(rate=200.0, warmup="1s", duration="6s")
KEYS = ["name", "repeat"]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_campaign(tmp_path_factory.mktemp("frames") / "campaign", repeats=2, base=BASE)


@pytest.fixture(scope="module")
def frames(campaign: Path) -> Frames:
    return analysis.load(campaign)


def one(frame: pd.DataFrame, name: str, repeat: int = 1) -> pd.DataFrame:
    return frame[(frame["name"] == name) & (frame["repeat"] == repeat)]


def load_one(path: Path, made: Made) -> Frames:
    return analysis.load(write_run(path / "run", made))


def test_importing_analysis_loads_nothing_heavy() -> None:
    told = "import sys, analysis; print({'numpy', 'pandas', 'pyarrow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_runs_are_the_rows_of_the_results_in_the_order_of_cells(
    campaign: Path, frames: Frames
) -> None:
    cells = ["structured-socket-default", "structured-socket-1s", "dstreams-socket-500ms"]
    names = list(dict.fromkeys(frames.runs["name"]))
    assert names[:3] == cells
    assert len(names) == 10
    assert list(frames.runs["repeat"][:2]) == [1, 2]
    summary = analyse(campaign / "runs" / "dstreams-files-1s-r2").summary
    (row,) = one(frames.runs, "dstreams-files-1s", 2).to_dict("records")
    assert list(row) == list(table.rows([summary])[0])
    assert row["latency_p99_ms"] == summary["latency_ms"]["p99"]
    assert row["measured_lines"] == summary["records"]["measured"]


def test_every_frame_has_every_run(frames: Frames) -> None:
    runs = set(zip(frames.runs["name"], frames.runs["repeat"], strict=True))
    assert len(runs) == 20
    for frame in (frames.batches, frames.latency, frames.resources):
        assert set(zip(frame["name"], frame["repeat"], strict=True)) == runs
    assert frames.unread == {}


def test_batches_and_sizes_add_up_to_the_measured_lines(frames: Frames) -> None:
    expected = frames.runs.set_index(KEYS)["measured_lines"].astype("int64")
    for frame in (frames.batches, frames.latency):
        sums = frame.groupby(KEYS)["lines"].sum()
        assert (sums.loc[expected.index] == expected).all()


def test_the_share_leads_to_the_percentiles(frames: Frames) -> None:
    for run in frames.runs.itertuples():
        sizes = one(frames.latency, str(run.name), int(str(run.repeat)))
        p99 = sizes[sizes["share"] >= 0.99 - 1e-12].iloc[0]
        assert p99["low_ms"] <= run.latency_p99_ms <= p99["high_ms"]
        assert sizes["share"].iloc[-1] == 1
        assert (sizes["low_ms"].to_numpy()[1:] > sizes["high_ms"].to_numpy()[:-1]).all()


def test_resources_are_by_time(campaign: Path, frames: Frames) -> None:
    samples = one(frames.resources, "structured-socket-1s", 2)
    read = record.read(campaign / "runs" / "structured-socket-1s-r2").resources
    index = samples.index
    assert isinstance(index, pd.DatetimeIndex)
    assert str(index.tz) == "UTC"
    assert (index == pd.to_datetime(read["time_ns"], utc=True)).all()
    assert list(samples.columns) == [*KEYS, *record.RESOURCES[1:]]
    assert (samples["jvm_rss_kb"] == read["jvm_rss_kb"]).all()


def test_lines_are_those_of_the_run(campaign: Path, frames: Frames) -> None:
    each = frames.lines("dstreams-files-1s", repeat=2)
    run = analyse(campaign / "runs" / "dstreams-files-1s-r2")
    due_ns, sent_ns, visible_ns = run.lines.each()
    assert (each["due_ns"] == due_ns).all()
    assert (each["sent_ns"] == sent_ns).all()
    assert (each["visible_ns"] == visible_ns).all()
    assert each["measured"].sum() == len(run.measured)
    latency_ms = each.loc[each["measured"], "latency_ms"]
    p99_ms = np.quantile(latency_ms, 0.99, method="inverted_cdf")
    assert p99_ms == run.summary["latency_ms"]["p99"]
    assert isinstance(each.index, pd.DatetimeIndex)
    assert each.index.is_monotonic_increasing
    assert each.index[0] == pd.Timestamp(int(due_ns[0]), tz="UTC")


def test_lines_tell_which_result_they_are_in(frames: Frames) -> None:
    each = frames.lines("structured-socket-1s")
    batches = one(frames.batches, "structured-socket-1s").set_index("result")
    measured = each[each["measured"]]
    by_result = measured.groupby(measured["result"].astype("int64"))["latency_ms"]
    assert (by_result.size() == batches["lines"]).all()
    assert by_result.mean().to_numpy() == pytest.approx(batches["latency_mean_ms"].to_numpy())


@given(loads())
def test_lines_of_several_lanes_are_in_the_order_in_which_they_were_due(load: Given) -> None:
    within = Window(START_NS + 10, START_NS + 30)
    found = _line_by_line(load.lines(), within).reset_index(drop=True)
    expected = sorted(load.one_by_one(), key=lambda line: line.due_ns)
    assert found["lane"].to_list() == [line.lane for line in expected]
    for name in ("due_ns", "sent_ns", "visible_ns", "result"):
        values = [getattr(line, name) for line in expected]
        assert found[name].fillna(LOST).to_list() == values
    assert found["latency_ms"].to_list() == [
        np.inf if line.visible_ns == LOST else (line.visible_ns - line.due_ns) / 1e6
        for line in expected
    ]
    assert found["measured"].to_list() == [
        within.since_ns <= line.due_ns < within.until_ns for line in expected
    ]


def test_lost_lines_are_infinitely_late(tmp_path: Path) -> None:
    frames = load_one(tmp_path, Made(rate=100.0, lose=7))
    each = frames.lines("structured-socket-default")
    lost = each[np.isinf(each["latency_ms"])]
    assert len(lost) == 7
    assert lost["visible_ns"].isna().all()
    assert lost["result"].isna().all()
    assert lost["sent_ns"].notna().all()
    last = frames.latency.iloc[-1]
    assert (last["low_ms"], last["high_ms"], last["lines"]) == (np.inf, np.inf, 7)
    assert last["share"] == 1
    assert frames.runs["lost_lines"].to_list() == [7]


def test_lines_that_never_left_were_never_sent(tmp_path: Path) -> None:
    frames = load_one(tmp_path, Made(rate=100.0, unsent=5))
    assert frames.lines("structured-socket-default")["sent_ns"].isna().sum() == 5


def test_a_killed_run_has_what_it_came_to(tmp_path: Path) -> None:
    frames = load_one(tmp_path, Made(rate=100.0, killed_at=0.1))
    assert frames.runs["status"].to_list() == ["running"]
    assert frames.batches.empty
    assert frames.latency.empty
    assert not frames.lines("structured-socket-default")["measured"].any()


def test_a_run_that_never_sent_has_no_lines(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(rate=100.0))
    for name in (record.EMISSION_FILE, record.VISIBLE_FILE):
        (path / name).unlink()
    assert analysis.load(path).lines("structured-socket-default").empty


def test_a_run_that_knows_no_window_has_no_measured_lines(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(rate=100.0))
    (path / record.EMISSION_FILE).unlink()
    text = (path / record.RUN).read_text()
    (path / record.RUN).write_text(text.replace('"warm_ns":', '"unknown_ns":'))
    assert analysis.load(path).lines("structured-socket-default").empty


def test_more_lines_than_the_limit_are_refused(frames: Frames) -> None:
    with pytest.raises(BadInput, match=r"has 1,.* lines, and limit takes 100: ") as why:
        frames.lines("floor-socket", limit=100)
    assert "\n" not in str(why.value)
    needed = int(str(why.value).rpartition("limit=")[2])
    assert len(frames.lines("floor-socket", limit=needed)) == needed


@pytest.mark.parametrize(("name", "repeat"), [("floor-socket", 3), ("flor-socket", 1)])
def test_a_run_that_isn_t_there_is_named_with_those_that_are(
    frames: Frames, name: str, repeat: int
) -> None:
    with pytest.raises(BadInput, match=f"has no {name}, run {repeat}: .*floor-socket, run 1"):
        frames.lines(name, repeat)


def test_loading_writes_nothing(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(rate=100.0))
    before = {file.name: file.stat().st_mtime_ns for file in path.iterdir()}
    analysis.load(str(path)).lines("structured-socket-default")
    assert {file.name: file.stat().st_mtime_ns for file in path.iterdir()} == before


def test_a_damaged_run_is_left_out_and_told(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "whole", Made(rate=100.0))
    (tmp_path / "runs" / "empty").mkdir()
    with pytest.warns(UserWarning, match="can't be read are in `unread`: 1; empty: ") as told:
        frames = analysis.load(tmp_path)
    assert told[0].filename == __file__
    assert list(frames.unread) == ["empty"]
    assert len(frames.runs) == 1


def test_nothing_to_load_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no run that can be read; load takes a directory"):
        analysis.load(tmp_path)
    (tmp_path / "runs" / "empty").mkdir(parents=True)
    with pytest.raises(BadInput, match="no run that can be read; empty: ") as why:
        analysis.load(tmp_path)
    assert "\n" not in str(why.value)
