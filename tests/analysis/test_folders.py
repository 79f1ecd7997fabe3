import json
from pathlib import Path

import pytest

from analysis import folders, record
from analysis.record import UnreadableRunError
from tests.analysis.synthetic import Made, write_run

SHORT = Made(rate=100, duration="5s")


def test_a_campaign_has_its_runs_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write_run(tmp_path / "runs" / name, SHORT)
    (tmp_path / "runs" / "a file").touch()
    assert folders.runs(tmp_path) == [tmp_path / "runs" / "a", tmp_path / "runs" / "b"]


def test_a_run_is_its_own(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", SHORT)
    assert folders.runs(run) == [run]


def test_a_damaged_run_is_one_too(tmp_path: Path) -> None:
    (tmp_path / "runs" / "damaged").mkdir(parents=True)
    assert folders.runs(tmp_path) == [tmp_path / "runs" / "damaged"]


def test_elsewhere_there_are_none(tmp_path: Path) -> None:
    assert folders.runs(tmp_path) == []
    assert folders.runs(tmp_path / "nowhere") == []


@pytest.mark.parametrize("text", ["{", "[1]", None])
def test_a_campaign_that_says_nothing_wants_no_order(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / folders.CAMPAIGN).write_text(text)
    assert folders.about(tmp_path) == {}
    assert folders.order(folders.about(tmp_path)) == []


def test_the_order_is_the_campaign_s(tmp_path: Path) -> None:
    (tmp_path / folders.CAMPAIGN).write_text(json.dumps({"cells": ["b", "a"]}))
    assert folders.order(folders.about(tmp_path)) == ["b", "a"]


def test_why_a_run_is_unread_is_one_line() -> None:
    assert folders.why_unread(UnreadableRunError("no\nrun")) == "no run"
    damaged = folders.why_unread(KeyError("lanes"))
    assert damaged == "its record is damaged: KeyError: 'lanes'"


def test_a_run_is_known_by_its_record(tmp_path: Path) -> None:
    (tmp_path / record.RUN).write_text("{")
    assert folders.runs(tmp_path) == [tmp_path]
