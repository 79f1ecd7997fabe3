from dataclasses import replace

from analysis import validity
from analysis.run import Run
from analysis.validity.finding import Code, Finding, Level, Verdict, level_of, verdict_of
from tests.analysis.validity.changes import INVALID, SUSPECT, saying, told


def test_a_good_run_is_valid(run: Run, of_files: Run) -> None:
    for good in (run, of_files):
        assert validity.examine(good) == ()
        assert good.summary["verdict"] == Verdict.VALID


def test_the_verdict_is_the_worst_that_was_found() -> None:
    note = Finding(Code.SOCKET_ROWS, Level.NOTE, "", "")
    slight = Finding(Code.NOISY_MACHINE, SUSPECT, "", "")
    grave = Finding(Code.LINES_LOST, INVALID, "", "")
    assert verdict_of([]) is Verdict.VALID
    assert verdict_of([note, note]) is Verdict.VALID
    assert verdict_of([note, slight]) is Verdict.SUSPECT
    assert verdict_of([slight, slight]) is Verdict.SUSPECT
    assert verdict_of([slight, grave]) is Verdict.INVALID


def test_a_threshold_itself_still_passes() -> None:
    assert [level_of(figure, 1, 2) for figure in (1.0, 1.01, 2.0, 2.01)] == [
        None,
        SUSPECT,
        SUSPECT,
        INVALID,
    ]


def test_every_code_has_a_check_and_every_check_one_code() -> None:
    assert [check.__name__.upper() for check in validity.CHECKS] == [code.value for code in Code]


def test_the_worst_comes_first(run: Run) -> None:
    both = told(saying(run, batches=3, records={"lost": 2}), asked={"spark": "9"})
    starved = {**run.record.info["cell"], "api": "dstreams", "master": "local[1]"}
    both = told(replace(both, record=replace(both.record, progress=[])), cell=starved)
    found = validity.examine(both)
    assert [finding.code for finding in found] == [
        Code.LINES_LOST,
        Code.VERSION_MISMATCH,
        Code.TOO_FEW_BATCHES,
        Code.RECEIVER_STARVED,
    ]
    assert found[0].as_json() == {
        "code": "LINES_LOST",
        "level": "invalid",
        "evidence": found[0].evidence,
        "remedy": found[0].remedy,
    }
