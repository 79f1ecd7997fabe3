from typing import Any

import pytest

from analysis.run import Run
from analysis.validity.cliffs import shuffle_partitions
from analysis.validity.finding import Level
from tests.analysis.validity.changes import level
from tests.analysis.validity.cliffs.worked import cell, telling, working


def event(number: int, rows: int, *partitions: int) -> dict[str, Any]:
    states = [{"operatorName": "stateStoreSave", "numShufflePartitions": p} for p in partitions]
    return {"batchId": number, "numInputRows": rows, "stateOperators": states}


def stateful(run: Run, partitions: int, rows: int, batches: int = 3) -> Run:
    """A run on two cores whose batches have a state of so many partitions."""
    told = telling(run, [event(k, rows, 1, partitions) for k in range(batches)])
    return working(told, {"addBatch": [900, 1_000, 2_000][:batches]})


@pytest.mark.parametrize(
    ("partitions", "rows", "expected"),
    [
        (200, 5_000, Level.NOTE),
        (9, 5_000, Level.NOTE),
        (8, 5_000, None),  # four a core
        (200, 199_999, Level.NOTE),
        (200, 200_000, None),  # there is something to do for each
    ],
)
def test_many_partitions_for_few_lines(
    run: Run, partitions: int, rows: int, expected: Level | None
) -> None:
    assert level(shuffle_partitions(stateful(run, partitions, rows))) is expected


def test_its_evidence(run: Run) -> None:
    found = shuffle_partitions(stateful(run, 200, 5_000))
    assert found is not None
    assert found.evidence == (
        "the state has 200 partitions on 2 cores, so the median batch was that many tasks for "
        "5,000 lines, and its job took 1,000 ms"
    )
    alone = shuffle_partitions(cell(stateful(run, 200, 5_000), master="local[1]"))
    assert alone is not None
    assert "on 1 core," in alone.evidence


def test_what_isnt_known_is_no_finding(run: Run) -> None:
    many = stateful(run, 200, 5_000)
    assert shuffle_partitions(cell(many, master="spark://host:7077")) is None
    assert shuffle_partitions(stateful(run, 200, 5_000, batches=2)) is None
    assert shuffle_partitions(telling(many, [])) is None
    assert shuffle_partitions(telling(many, [event(k, 5_000) for k in range(3)])) is None
    untold = [{"batchId": k, "numInputRows": 5, "stateOperators": [{}]} for k in range(3)]
    assert shuffle_partitions(telling(many, untold)) is None
