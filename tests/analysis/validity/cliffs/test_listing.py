import pytest

from analysis.run import Run
from analysis.validity.cliffs import many_files
from analysis.validity.finding import Level
from tests.analysis.validity.changes import level
from tests.analysis.validity.cliffs.worked import cell, working

FULL = {"source": "files", "files-present": 20_000}


def triggers(run: Run, listing_ms: int, whole_ms: int, number: int = 3) -> Run:
    steps = {"latestOffset": [listing_ms] * number, "triggerExecution": [whole_ms] * number}
    return cell(working(run, steps), **FULL)


@pytest.mark.parametrize(
    ("listing_ms", "whole_ms", "expected"),
    [
        (480, 900, Level.NOTE),
        (51, 200, Level.NOTE),
        (50, 150, None),
        (225, 900, None),
        (226, 900, Level.NOTE),
    ],
)
def test_listing_is_held_against_the_trigger(
    run: Run, listing_ms: int, whole_ms: int, expected: Level | None
) -> None:
    assert level(many_files(triggers(run, listing_ms, whole_ms))) is expected
    assert many_files(triggers(run, listing_ms, whole_ms, number=2)) is None


def test_few_files_arent_what_takes_long(run: Run) -> None:
    slow = triggers(run, 480, 900)
    written = len(run.record.hand_overs[0])
    for present, expected in ((1_000 - written - 1, None), (1_000 - written, Level.NOTE)):
        if present >= 0:
            found = many_files(cell(slow, **{"files-present": present}))
            assert level(found) is expected
    assert many_files(cell(slow, source="socket")) is None


def test_its_evidence(run: Run) -> None:
    written = len(run.record.hand_overs[0])
    found = many_files(triggers(run, 480, 900))
    assert found is not None
    assert found.evidence == (
        "of the 900 ms of the median trigger, 480 ms went into finding new files in a directory of "
        f"{20_000 + written:,}, 20,000 of them from before the run"
    )


def test_an_engine_that_doesnt_time_its_listing_has_none(run: Run) -> None:
    assert many_files(cell(working(run, {"other": [900] * 3}), **FULL)) is None
