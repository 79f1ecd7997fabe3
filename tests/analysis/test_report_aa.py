import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis import report
from analysis.folders import NOISE, TWINS
from analysis.plots.cells import P50, P99
from analysis.report import aa
from analysis.report.aa import Measured
from analysis.stats.sample import Basis
from tests.analysis.drawn import cells_of, summary_of
from tests.analysis.made import Made
from tests.analysis.synthetic import write_run

ONE, AGAIN, OTHER = "floor-socket", "floor-socket-again", "dstreams-socket-1s"
ABOUT = {TWINS: {ONE: AGAIN}, "repeat": 3}
MACHINE = {"cpu": "EPYC", "cores": 2, "memory_mb": 7937, "os": "Linux"}


def runs_of(name: str, *p99_ms: float, **changes: Any) -> list[dict[str, Any]]:
    return [summary_of(name, repeat=n, p99_ms=ms) | changes for n, ms in enumerate(p99_ms, start=1)]


def measured(tmp_path: Path, *again_ms: float) -> Measured:
    cells = cells_of(*runs_of(ONE, 100, 101, 102), *runs_of(AGAIN, *again_ms), *runs_of(OTHER, 900))
    found = aa.measured(cells, ABOUT, tmp_path)
    assert found is not None
    return found


def test_the_noise_is_that_of_the_pairs(tmp_path: Path) -> None:
    found = measured(tmp_path, 103, 104, 105)
    assert (found.here, found.repeats) == (True, 3)
    p99 = found.at(P99)
    assert p99 is not None
    assert (p99.pairs, p99.basis) == (1, Basis.RUNS)
    assert p99.observed == pytest.approx(1.03, abs=0.005)
    assert found.at(P50) is not None
    assert found.at(0.9) is None
    (sentence,) = found.sentences()
    assert sentence.startswith("A/A: the same cell against itself differed by up to 1.0")
    assert "at p50" in sentence
    assert "at p99" in sentence


def test_a_pair_that_differs_is_told_apart(tmp_path: Path) -> None:
    noise = measured(tmp_path, 200, 201, 202).at(P99)
    assert noise is not None
    assert noise.told_apart == 1
    assert noise.factor >= noise.observed > 1.9


def test_pairs_that_do_not_count_say_nothing(tmp_path: Path) -> None:
    invalid = [summary_of(AGAIN, verdict="invalid")]
    found = aa.measured(cells_of(*runs_of(ONE, 100), *invalid), ABOUT, tmp_path)
    assert found is not None
    assert (found.noises, found.sentences()) == ([], [])


def test_what_was_found_is_quoted_on_the_same_machine_only(tmp_path: Path) -> None:
    found = measured(tmp_path, 103, 104, 105)
    (tmp_path / NOISE).write_text(json.dumps(aa.as_json(found, MACHINE)))
    here = cells_of(*runs_of(OTHER, 900, environment=MACHINE | {"spark": "4.3.0"}))
    quoted = aa.measured(here, {}, tmp_path)
    assert quoted == replace(found, here=False)
    (sentence,) = quoted.sentences()
    assert sentence.startswith("A/A, measured on this machine before (3 runs each): the same cell")
    assert "(one run each)" in replace(quoted, repeats=1).sentences()[0]
    elsewhere = cells_of(*runs_of(OTHER, 900, environment=MACHINE | {"cores": 64}))
    assert aa.measured(elsewhere, {}, tmp_path) is None


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"noises": [{"basis": "luck"}]}'])
def test_without_a_file_that_can_be_read_nothing_is_known(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / NOISE).write_text(text)
    assert aa.measured(cells_of(*runs_of(OTHER, 900)), {}, tmp_path) is None


def write_pair(path: Path, base: Made) -> None:
    for seed, name in enumerate((ONE, AGAIN), start=1):
        run = write_run(path / "runs" / f"{name}-r1", replace(base, seed=seed))
        info = json.loads((run / "run.json").read_text())
        (run / "run.json").write_text(json.dumps(info | {"name": name}))
    about = {"name": "pairs", "cells": [ONE, AGAIN], TWINS: {ONE: AGAIN}, "repeat": 1}
    (path / "campaign.json").write_text(json.dumps(about))


FLOOR = Made(api="floor", setting="none", rate=200.0, warmup="1s", duration="4s")


def test_pairs_that_do_not_count_leave_nothing_for_later_reports(tmp_path: Path) -> None:
    write_pair(tmp_path, replace(FLOOR, lose=9))
    assert tmp_path / NOISE not in report.write(tmp_path)


def test_a_report_on_pairs_leaves_what_it_found_and_says_so(tmp_path: Path) -> None:
    write_pair(tmp_path, FLOOR)
    written = report.write(tmp_path)
    assert tmp_path / NOISE in written
    held = json.loads((tmp_path / NOISE).read_text())
    assert [noise["share"] for noise in held["noises"]] == [P50, P99]
    assert "A/A: the same cell against itself" in (tmp_path / "report.md").read_text()
