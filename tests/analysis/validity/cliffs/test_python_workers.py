import pytest

from analysis.run import Run
from analysis.validity.cliffs import python_workers
from analysis.validity.finding import Level
from tests.analysis.by_hand import ints
from tests.analysis.validity.changes import level, told, with_column
from tests.analysis.validity.cliffs.worked import cell, working

REUSE = "spark.python.worker.reuse"
STEPS = {"structured": "addBatch", "dstreams": "processing"}


def anew(run: Run, api: str = "structured", batches: int = 3, rss_kb: int = 100_000) -> Run:
    """A run of so many batches whose Python workers aren't kept."""
    worked = cell(working(run, {STEPS[api]: [700, 762, 900][:batches]}), api=api)
    worked = with_column(worked, "resources", "python_worker_rss_kb", ints(0, rss_kb, 0))
    return told(worked, settings_in_force={REUSE: "false"})


@pytest.mark.parametrize("api", STEPS)
def test_workers_that_arent_kept(run: Run, api: str) -> None:
    found = python_workers(anew(run, api))
    assert level(found) is Level.NOTE
    assert found is not None
    assert found.evidence.endswith("the median job of 3 batches took 762 ms")


@pytest.mark.parametrize(
    ("reuse", "expected"), [("false", Level.NOTE), ("FALSE", Level.NOTE), ("true", None)]
)
def test_it_is_the_setting_in_force_that_counts(
    run: Run, reuse: str, expected: Level | None
) -> None:
    assert level(python_workers(told(anew(run), settings_in_force={REUSE: reuse}))) is expected


def test_a_job_without_python_starts_none(run: Run) -> None:
    assert python_workers(anew(run, rss_kb=0)) is None


def test_what_isnt_known_is_no_finding(run: Run) -> None:
    assert python_workers(told(anew(run), settings_in_force=None)) is None
    assert python_workers(told(anew(run), settings_in_force={})) is None
    assert python_workers(anew(run, batches=2)) is None
