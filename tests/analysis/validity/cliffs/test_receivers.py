import pytest

from analysis.run import Run
from analysis.validity.cliffs import receiver_starved
from analysis.validity.finding import Level
from tests.analysis.validity.changes import level, saying, told
from tests.analysis.validity.cliffs.worked import cell, telling

STARVED = {"api": "dstreams", "source": "socket", "master": "local[1]", "lanes": 1}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, Level.NOTE),
        ({"master": "local"}, Level.NOTE),
        ({"master": "local[2]", "lanes": 2}, Level.NOTE),
        ({"master": "local[*]", "lanes": 2}, Level.NOTE),  # the machine has two
        ({"master": "local[2]"}, None),
        ({"master": "local[*]"}, None),
        ({"master": "spark://host:7077", "lanes": 9}, None),
        ({"source": "files"}, None),
        ({"api": "structured"}, None),
    ],
)
def test_receivers_on_all_cores_starve_the_job(
    run: Run, keys: dict[str, object], expected: Level | None
) -> None:
    silent = telling(cell(run, **STARVED | keys), [])
    assert level(receiver_starved(silent)) is expected


def test_a_job_that_got_something_done_didnt_starve(run: Run) -> None:
    assert run.record.progress
    assert receiver_starved(cell(run, **STARVED)) is None


def test_it_is_told_of_a_run_that_failed(run: Run) -> None:
    silent = telling(cell(run, **STARVED | {"master": "local[3]", "lanes": 3}), [])
    failed = told(saying(silent, records={"emitted": 25_000}), status="failed", environment={})
    found = receiver_starved(failed)
    assert found is not None
    assert found.evidence == (
        "3 receivers hold all 3 cores of local[3]: 25,000 lines were sent, "
        "and not one batch was done"
    )
    assert "--master local[4]" in found.remedy


def test_of_one_core_it_is_the_only_one(run: Run) -> None:
    found = receiver_starved(telling(cell(run, **STARVED), []))
    assert found is not None
    assert found.evidence.startswith("1 receiver holds the only core of local[1]")
