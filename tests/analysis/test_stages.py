import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis import stages
from analysis.batches import Batches
from analysis.lines import Lines
from analysis.progress import JOB_STEPS, STRUCTURED_STEPS
from analysis.record import PROGRESS_FILE, Int64
from analysis.run import Run
from analysis.stages import AFTER_VISIBLE, BETWEEN, STAGES, TO_VISIBLE, Stages
from analysis.summary import analyse
from tests.analysis import by_hand
from tests.analysis.by_hand import START_NS, Given, Line, ints, loads, moments, of_times, results
from tests.analysis.synthetic import MS, Made, write_run

CELLS = [("structured", "default"), ("structured", "1s"), ("dstreams", "500ms"), ("floor", "none")]


@st.composite
def runs(draw: st.DrawFn) -> tuple[Given, Batches]:
    """Lines that a few batches took, with times that may be as odd as they like."""
    load = draw(loads(whole=True))
    count = len(load.seen_ns)

    def some(least: int) -> Int64:
        return draw(hnp.arrays(np.int64, count, elements=st.integers(least, 10**12)))

    begun_ns, job_ns = some(0) + START_NS, some(0) + START_NS
    told = by_hand.batches(
        np.arange(count), start_ns=begun_ns, process_ns=job_ns, walCommit=some(0)
    )
    return load, told


def line_by_line(lines: list[Line], told: Batches) -> dict[str, list[int]]:
    """The stages of each line, ns."""
    wal = told.durations_ns["walCommit"].tolist()
    begun, job = told.start_ns.tolist(), told.process_ns.tolist()
    return {
        "lateness": [line.sent_ns - line.due_ns for line in lines],
        "boundary_wait": [begun[line.result] - line.sent_ns for line in lines],
        "window_wait": [0 for _ in lines],
        "scheduling": [job[line.result] - begun[line.result] - wal[line.result] for line in lines],
        "processing": [line.visible_ns - job[line.result] for line in lines],
        "commit": [wal[line.result] for line in lines],
    }


def mean_ms(values_ns: list[int]) -> float:
    return sum(values_ns) / len(values_ns) / MS


@given(runs(), moments(1_000), moments(1_000))
def test_each_stage_is_its_mean_line_by_line(
    run: tuple[Given, Batches], since_ns: int, until_ns: int
) -> None:
    load, told = run
    since_ns, until_ns = sorted((since_ns, until_ns))
    measured = load.lines().within(since_ns, until_ns)
    found = stages.by_result(measured, results(load.seen[0], load.seen_ns), told, engine=True)
    right = [line for line in load.one_by_one() if since_ns <= line.due_ns < until_ns]
    if not right:
        assert found is None
        return
    assert found is not None
    means = found.means()
    assert tuple(means) == STAGES
    for stage, values in line_by_line(right, told).items():
        assert means[stage] == pytest.approx(mean_ms(values), abs=1e-6)
    latency_ms = mean_ms([line.visible_ns - line.due_ns for line in right])
    assert sum(means.values()) == pytest.approx(latency_ms, abs=1e-6)
    assert found.mean_ms(found.latency_ms) == pytest.approx(latency_ms, abs=1e-6)


@given(run=runs(), engine=st.booleans())
def test_every_results_parts_add_up_to_its_mean_latency(
    *, run: tuple[Given, Batches], engine: bool
) -> None:
    load, told = run
    every, right = load.lines(), load.one_by_one()
    found = stages.by_result(every, results(load.seen[0], load.seen_ns), told, engine=engine)
    if found is None:
        assert not right
        return
    assert found.result.tolist() == sorted({line.result for line in right})
    assert found.batch.tolist() == found.result.tolist()
    assert found.lines.tolist() == every.fresh[found.result].tolist()
    for place, result in enumerate(found.result.tolist()):
        lines = [line for line in right if line.result == result]
        took_ms = mean_ms([line.visible_ns - line.due_ns for line in lines])
        late_ms = mean_ms([line.sent_ns - line.due_ns for line in lines])
        parts_ms = [found.stages_ms[stage][place] for stage in STAGES]
        assert found.latency_ms[place] == pytest.approx(took_ms, abs=1e-6)
        assert sum(parts_ms) == pytest.approx(took_ms, abs=1e-6)
        assert parts_ms[0] == pytest.approx(late_ms, abs=1e-6)
        if not engine:
            assert parts_ms[1] == parts_ms[2] == parts_ms[3] == parts_ms[5] == 0
            assert parts_ms[4] == pytest.approx(took_ms - late_ms, abs=1e-6)


@pytest.mark.parametrize("source", ["socket", "files"])
@pytest.mark.parametrize(("api", "setting"), CELLS)
def test_every_kind_of_run_comes_apart_and_sums_up(
    tmp_path: Path, api: str, source: str, setting: str
) -> None:
    made = Made(api=api, source=source, setting=setting)
    run = analyse(write_run(tmp_path / "run", made))
    summary, found = run.summary, run.stages
    assert found is not None
    means = summary["stages_ms"]
    assert tuple(means) == STAGES
    assert means == found.means()
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


@pytest.mark.parametrize("untold_ms", [0, 30])
@pytest.mark.parametrize("source", ["socket", "files"])
@pytest.mark.parametrize(("api", "setting"), CELLS[:2])
def test_an_engines_steps_fill_the_time_from_the_boundary_on(
    tmp_path: Path, api: str, source: str, setting: str, untold_ms: int
) -> None:
    path = write_run(tmp_path / "run", Made(api=api, source=source, setting=setting))
    events = [json.loads(line) for line in (path / PROGRESS_FILE).read_text().splitlines()]
    for event in events:
        event["durationMs"]["triggerExecution"] += untold_ms
    (path / PROGRESS_FILE).write_text("".join(json.dumps(event) + "\n" for event in events))
    summary = analyse(path).summary
    steps, stages_ms = summary["engine_steps_ms"], summary["stages_ms"]
    known = [*JOB_STEPS, BETWEEN, TO_VISIBLE, AFTER_VISIBLE, "commitOffsets", "triggerExecution"]
    assert list(steps) == known
    to_visible = known[: known.index(AFTER_VISIBLE)]
    ahead_ms = stages_ms["lateness"] + stages_ms["boundary_wait"]
    mean_ms = summary["latency_ms"]["mean"]
    assert ahead_ms + sum(steps[s] for s in to_visible) == pytest.approx(mean_ms, abs=1e-6)
    all_ms = sum(steps[step] for step in known[:-1])
    assert all_ms == pytest.approx(steps["triggerExecution"], abs=1e-6)
    assert steps[BETWEEN] == pytest.approx(untold_ms, abs=1e-6)
    # The synthetic engine's job ends a ms or two after its result was in hand.
    assert untold_ms < steps[AFTER_VISIBLE] < untold_ms + 2


def test_steps_weigh_as_many_lines_as_their_batch_took() -> None:
    # Two batches, of one line and of three; the first result came before addBatch was over.
    due_ns = START_NS + ints(0, 1, 2, 3) * MS
    lines = of_times(due_ns, visible_ns=START_NS + ints(20, 40, 40, 40) * MS)
    visible = results(ints(1, 4), START_NS + ints(20, 40) * MS)
    lanes = tuple(
        replace(
            lane, visible=replace(lane.visible, lines=ints(1, 4), time_ns=visible["visible_ns"])
        )
        for lane in lines.lanes
    )
    steps = {step: ints(4, 8) * MS for step in STRUCTURED_STEPS}
    job_ns = START_NS + ints(17, 30) * MS
    told = by_hand.batches(ints(0, 1), start_ns=job_ns - 40 * MS, process_ns=job_ns, **steps)
    found = stages.by_result(Lines(lanes), visible, told, engine=True)
    assert found is not None
    means = stages.engine_steps(found, visible, told)
    assert means is not None
    assert means["walCommit"] == (4 + 3 * 8) / 4
    assert means[BETWEEN] == 40 - (4 * 4 + 3 * 4 * 8) / 4
    assert means[TO_VISIBLE] == (3 + 3 * 10) / 4
    assert means[AFTER_VISIBLE] == (1 + 3 * -2) / 4


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return analyse(write_run(tmp_path_factory.mktemp("stages") / "run"))


def stages_of(run: Run, lines: Lines, batches: Batches) -> Stages | None:
    return stages.by_result(lines, run.record.visible, batches, engine=True)


def test_no_sum_no_stages(run: Run) -> None:
    assert stages_of(run, run.measured, run.batches) is not None
    (lane,) = run.measured.lanes
    for steps in ("sent", "visible"):
        known = getattr(lane, steps)
        short = replace(known, lines=np.minimum(known.lines, lane.stop - 1))
        assert stages_of(run, Lines((replace(lane, **{steps: short}),)), run.batches) is None
    forgotten = replace(run.batches, batch=run.batches.batch + (run.batches.batch == 40))
    assert stages_of(run, run.measured, forgotten) is None
    assert stages_of(run, run.measured, run.batches.chosen(ints())) is None
    assert stages_of(run, run.measured.within(0, 0), run.batches) is None


def test_an_engine_that_tells_no_steps_has_none(run: Run, tmp_path: Path) -> None:
    dstreams = analyse(write_run(tmp_path / "run", Made(api="dstreams", setting="1s")))
    assert dstreams.summary["stages_ms"] is not None
    assert dstreams.summary["engine_steps_ms"] is None
    assert run.stages is not None
    visible = run.record.visible
    assert stages.engine_steps(run.stages, visible, run.batches) is not None
    unknown = replace(run.stages, batch=np.full(len(run.stages.batch), -1))
    assert stages.engine_steps(unknown, visible, run.batches) is None


def test_the_model_is_half_an_interval_and_a_batch(tmp_path: Path) -> None:
    run = analyse(write_run(tmp_path / "run", Made(api="dstreams", setting="1s")))
    found, interval_ns = run.batches, 1_000 * MS
    took_ms = float((found.end_ns - found.start_ns).mean()) / MS
    assert stages.model(found, interval_ns, None) == {
        "boundary_wait": 500.0,
        "processing": took_ms,
        "total": 500.0 + took_ms,
        "residual": None,
    }
    assert stages.model(found, None, run.stages) is None
    assert stages.model(found.chosen(ints()), interval_ns, run.stages) is None


def test_what_the_model_leaves_over_is_measured_beyond_it(tmp_path: Path) -> None:
    run = analyse(write_run(tmp_path / "run", Made(api="dstreams", setting="1s", late_ms=30.0)))
    summary = run.summary
    left_ms = summary["latency_from_send_ms"]["mean"] - summary["model_ms"]["total"]
    assert summary["model_ms"]["residual"] == pytest.approx(left_ms, abs=1e-6)
    model = stages.model(run.batches, 400 * MS, run.stages)
    assert model is not None
    assert model["residual"] is not None
    assert model["residual"] == pytest.approx(
        summary["latency_from_send_ms"]["mean"] - (model["total"] or 0), abs=1e-6
    )


def test_the_model_leaves_a_wait_for_the_window_out(run: Run) -> None:
    found, interval_ns = run.stages, 1_000 * MS
    assert found is not None
    usual = stages.model(run.batches, interval_ns, found)
    later = replace(
        found,
        latency_ms=found.latency_ms + 700,
        stages_ms=found.stages_ms | {"window_wait": found.stages_ms["window_wait"] + 700},
    )
    assert stages.model(run.batches, interval_ns, later) == pytest.approx(usual)
