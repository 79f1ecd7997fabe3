from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis import latency, progress, record, stages
from analysis.latency import LOST, Lines
from analysis.progress import Batches
from analysis.record import Columns, Int64
from analysis.summary import analyse
from tests.analysis.synthetic import MS, Made, write_run

START_NS = 1_800_000_000_000_000_000


def batches_at(numbers: Int64, start: Int64, job: Int64, commit: Int64) -> Batches:
    nothing = np.zeros_like(numbers)
    return Batches(numbers, start, start, job, job, nothing, {"walCommit": commit})


@st.composite
def runs(draw: st.DrawFn) -> tuple[Lines, slice, Columns, Batches]:
    """Lines that a few batches took, with times that may be as odd as they like."""
    sizes = np.array(draw(st.lists(st.integers(0, 9), min_size=1, max_size=8)), np.int64)
    total = int(sizes.sum())
    times = st.integers(0, 10**12)

    def some(n: int) -> Int64:
        return draw(hnp.arrays(np.int64, n, elements=times)) + START_NS

    seen_ns = np.sort(some(len(sizes)))
    numbers = np.arange(len(sizes)) * 1_000
    visible = {"batch": numbers, "lines": np.cumsum(sizes), "visible_ns": seen_ns}
    commit = draw(hnp.arrays(np.int64, len(sizes), elements=st.integers(0, 10**9)))
    batches = batches_at(numbers, some(len(sizes)), some(len(sizes)), commit)
    visible_ns = latency.first_included(visible["lines"], seen_ns, total)
    first = draw(st.integers(0, total))
    last = draw(st.integers(first, total))
    return (
        Lines(np.sort(some(total)), some(total), visible_ns),
        slice(first, last),
        visible,
        batches,
    )


@given(run=runs(), engine=st.booleans())
def test_stage_means_sum_to_the_latency_mean(
    *, run: tuple[Lines, slice, Columns, Batches], engine: bool
) -> None:
    lines, measured, visible, batches = run
    means = stages.stage_means(lines, measured, visible, batches, engine=engine)
    part = lines[measured]
    if not len(part):
        assert means is None
        return
    assert means is not None
    mean_ms = latency.distribution(part.visible_ns - part.due_ns)["mean"]
    assert sum(means.values()) == pytest.approx(mean_ms, abs=1e-6)
    assert means["lateness"] == pytest.approx(float((part.sent_ns - part.due_ns).mean()) / MS)


@given(runs())
def test_each_stage_is_its_mean_line_by_line(run: tuple[Lines, slice, Columns, Batches]) -> None:
    lines, measured, visible, batches = run
    means = stages.stage_means(lines, measured, visible, batches, engine=True)
    if means is None:
        return
    took = np.repeat(np.arange(len(batches)), np.diff(visible["lines"], prepend=0))[measured]
    start, job = batches.start_ns[took], batches.process_ns[took]
    commit = batches.durations_ns["walCommit"][took]
    part = lines[measured]
    line_by_line = {
        "lateness": part.sent_ns - part.due_ns,
        "boundary_wait": start - part.sent_ns,
        "scheduling": job - start - commit,
        "processing": part.visible_ns - job,
        "commit": commit,
    }
    for stage, values in line_by_line.items():
        assert means[stage] == pytest.approx(float(values.mean()) / MS, abs=1e-6)


@pytest.mark.parametrize("source", ["socket", "files"])
@pytest.mark.parametrize(
    ("api", "setting"),
    [("structured", "default"), ("structured", "1s"), ("dstreams", "500ms"), ("floor", "none")],
)
def test_every_kind_of_run_comes_apart_and_sums_up(
    tmp_path: Path, api: str, source: str, setting: str
) -> None:
    made = Made(api=api, source=source, setting=setting)
    summary = analyse(write_run(tmp_path / "run", made)).summary
    means = summary["stages_ms"]
    assert tuple(means) == stages.STAGES
    assert sum(means.values()) == pytest.approx(summary["latency_ms"]["mean"], abs=1e-6)
    assert means["lateness"] == pytest.approx(50.6 if source == "files" else 1.1, abs=0.5)
    if api == "floor":
        assert means["boundary_wait"] == means["scheduling"] == means["commit"] == 0
        assert means["processing"] == pytest.approx(0.19, abs=0.02)
        return
    if made.interval_ns and source == "socket":
        assert means["boundary_wait"] == pytest.approx(made.interval_ns / 2 / MS, rel=0.05)
    assert means["scheduling"] == pytest.approx(12 if api == "structured" else 6, abs=2)
    assert means["commit"] == pytest.approx(11 if api == "structured" else 0, abs=1)


def test_no_sum_no_stages(tmp_path: Path) -> None:
    run = analyse(write_run(tmp_path / "run"))
    lines, visible = run.lines, run.record.visible

    def means_of(lines: Lines, batches: Batches) -> dict[str, float] | None:
        return stages.stage_means(lines, run.measured, visible, batches, engine=True)

    assert means_of(lines, run.batches) is not None
    middle = (run.measured.start + run.measured.stop) // 2
    for column in ("sent_ns", "visible_ns"):
        broken = getattr(lines, column).copy()
        broken[middle] = LOST
        assert means_of(replace(lines, **{column: broken}), run.batches) is None
    forgotten = replace(run.batches, batch=run.batches.batch + (run.batches.batch == 40))
    assert means_of(lines, forgotten) is None
    assert means_of(lines, progress.batches(replace(run.record, progress=[]))) is None
    nothing = stages.stage_means(lines, slice(5, 5), visible, run.batches, engine=True)
    assert nothing is None


def test_the_model_is_half_an_interval_and_a_batch(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run", Made(api="dstreams", setting="1s")))
    found = progress.batches(run)
    assert stages.model(found, 1_000 * MS) == {
        "boundary_wait": 500.0,
        "processing": float((found.end_ns - found.start_ns).mean()) / MS,
    }
    assert stages.model(found, None) is None
    assert stages.model(progress.batches(replace(run, progress=[])), 1_000 * MS) is None


def test_fresh_lines_are_counted_once_and_only_in_the_window() -> None:
    visible = {"lines": np.array([3, 2, 5, 5, 12])}
    assert stages.fresh_lines(visible, slice(1, 9), 10).tolist() == [2, 0, 2, 0, 4]
    assert stages.fresh_lines(visible, slice(0, 10), 10).tolist() == [3, 0, 2, 0, 5]
    assert stages.fresh_lines({"lines": np.empty(0, np.int64)}, slice(0, 3), 3).tolist() == []
