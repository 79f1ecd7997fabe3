from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.run import Run
from analysis.summary import analyse
from analysis.validity import machine
from analysis.validity.finding import Level, level_of
from tests.analysis.synthetic import MS, Made, write_run
from tests.analysis.validity.changes import INVALID, SUSPECT, level, told, with_column


@pytest.mark.parametrize(
    ("by_ms", "expected"),
    [(0, None), (10, None), (11, SUSPECT), (-11, SUSPECT), (100, SUSPECT), (-101, INVALID)],
)
def test_clock_stepped(run: Run, by_ms: int, expected: Level | None) -> None:
    ahead = np.zeros_like(run.record.resources["time_ns"])
    ahead[9:] = by_ms * MS
    assert (
        level(machine.clock_stepped(with_column(run, "resources", "wall_ahead_ns", ahead)))
        is expected
    )


def test_a_slewed_clock_is_no_step(run: Run) -> None:
    slewed = np.arange(len(run.record.resources["time_ns"])) * MS // 4
    assert machine.clock_stepped(with_column(run, "resources", "wall_ahead_ns", slewed)) is None


@pytest.mark.parametrize(
    ("steal", "others", "expected"),
    [
        (0.019, 0.149, None),
        (0.021, 0.0, SUSPECT),
        (0.0, 0.151, SUSPECT),
        (0.099, 0.499, SUSPECT),
        (0.101, 0.0, INVALID),
        (0.0, 0.99, SUSPECT),
    ],
)
def test_noisy_machine(tmp_path: Path, steal: float, others: float, expected: Level | None) -> None:
    run = analyse(write_run(tmp_path / "run", Made(steal=steal, others=others)))
    assert level(machine.noisy_machine(run)) is expected
    assert machine.noisy_machine(told(run, environment=None)) is None
    # A cluster's executors are nobody's children: only what the hypervisor takes is known.
    cluster = told(run, cell={**run.record.info["cell"], "master": "spark://here:7077"})
    by_steal = level_of(steal, machine.STEAL_SUSPECT, machine.STEAL_INVALID)
    assert level(machine.noisy_machine(cluster)) is by_steal


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (Made(tasks=7.9), None),
        (Made(tasks=8.1), "4.0 tasks a core ran or waited"),
        (Made(slower=0.099), None),
        (Made(slower=0.101), "slowed down from 2,600 to 2,337 MHz"),
        (Made(slower=0.5), "to 1,300 MHz"),
        (Made(slower=-0.5), None),
    ],
)
def test_a_machine_may_be_pressed_or_slow_down(
    tmp_path: Path, made: Made, words: str | None
) -> None:
    run = analyse(write_run(tmp_path / "run", replace(made, duration="42s", rate=100)))
    finding = machine.noisy_machine(run)
    assert level(finding) is (SUSPECT if words else None)
    assert finding is None or (words is not None and words in finding.evidence)
    short = analyse(write_run(tmp_path / "short", replace(made, duration="31s", rate=100)))
    assert machine.noisy_machine(short) is None


def test_a_machine_that_is_noisy_in_every_way_has_one_finding(tmp_path: Path) -> None:
    made = Made(duration="42s", rate=100, steal=0.03, others=0.2, tasks=9, slower=0.2)
    run = analyse(write_run(tmp_path / "run", made))
    finding = machine.noisy_machine(run)
    assert finding is not None
    for words in ("hypervisor took 3.0%", "aren't the run's 20.0%", "4.5 tasks a core", "2,080"):
        assert words in finding.evidence
    assert "stop what else runs" in finding.remedy
    assert "cool down" in finding.remedy
    # What executors elsewhere do here is nobody's child; how fast the cores run is still known.
    cluster = machine.noisy_machine(
        told(run, cell={**run.record.info["cell"], "master": "spark://here:7077"})
    )
    assert cluster is not None
    assert "tasks a core" not in cluster.evidence
    assert "2,080" in cluster.evidence


@pytest.mark.parametrize(
    ("asked", "ran", "expected"),
    [
        ({"spark": "4.3.0"}, {"spark": "4.3.0"}, None),
        ({"spark": "4.3"}, {"spark": "4.3.0"}, None),
        ({"spark": "4.3"}, {"spark": "4.30.0"}, INVALID),
        ({"spark": "4.3.0", "java": "17"}, {"spark": "4.3.0", "java": "21.0.5"}, INVALID),
        ({"spark": "4.3.0"}, {"spark": "4.2.1"}, INVALID),
        ({"spark": "4.3.0"}, {}, SUSPECT),
        ({"spark": "4.3.0"}, None, SUSPECT),
        ({"spark": None}, {"spark": "4.3.0"}, None),
        (None, {}, None),
    ],
)
def test_version_mismatch(run: Run, asked: object, ran: object, expected: Level | None) -> None:
    assert level(machine.version_mismatch(told(run, asked=asked, environment=ran))) is expected
