from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from analysis.decide.objective import Objective
from analysis.decide.sustained import KEPT_UP, judge, too_few
from analysis.summary import analyse
from tests.analysis.synthetic import Made, write_run
from tests.analysis.test_keeping_up import cut

EVIDENCE = "the evidence"


def rate(visible_per_s: float | None, target_per_s: float | None = 1000.0) -> Mapping[str, Any]:
    return {
        "target_per_s": target_per_s,
        "sent_per_s": target_per_s,
        "visible_per_s": visible_per_s,
    }


def summary(*codes: str, level: str = "invalid", **figures: Any) -> Mapping[str, Any]:
    """A run that kept up, but for what is said."""
    findings = [{"code": code, "level": level, "evidence": EVIDENCE} for code in codes]
    return {
        "findings": findings,
        "records": {"emitted": 100},
        "rate": rate(999.6),
        "latency_ms": {"mean": 300.0, "p99": 900.0},
        "lateness_ms": {"mean": 1.0},
        "growth": {"median_ms_per_s": 0.0},
        "gave_up": None,
        "batches": 20,
    } | figures


def test_a_run_whose_latency_does_not_grow_is_sustained() -> None:
    assert judge(summary()).kept_up is True
    assert judge(summary("NOISY_MACHINE", "BACKLOG_AT_START", level="suspect")).kept_up is True
    assert judge(summary("GENERATOR_LATE", level="suspect")).kept_up is True


@pytest.mark.parametrize(
    "code", ["BACKLOG_GROWING", "LINES_LOST", "LINES_DUPLICATED", "COUNTS_DIFFER"]
)
@pytest.mark.parametrize("level", ["suspect", "invalid"])
def test_a_backlog_or_a_wrong_answer_is_not_sustained(code: str, level: str) -> None:
    judged = judge(summary(code, level=level))
    assert (judged.kept_up, judged.why) == (False, EVIDENCE)


def test_a_run_that_fell_behind_is_not_sustained_unless_by_the_generator_s_doing() -> None:
    end = {"after_s": 9.0, "behind_ms": 4100.0, "unsent_ms": 20.0}
    judged = judge(summary("FELL_BEHIND", gave_up=end))
    assert (judged.kept_up, judged.why) == (False, "a line had waited for 4.1 s")
    judged = judge(summary("FELL_BEHIND", gave_up=end | {"unsent_ms": 4000.0}))
    assert judged.kept_up is None
    assert judged.why == "lines left 4,000 ms late, most of what they took"


@pytest.mark.parametrize("code", ["RATE_SHORTFALL", "GENERATOR_LATE"])
def test_a_load_that_was_not_offered_says_nothing(code: str) -> None:
    judged = judge(summary(code, "BACKLOG_GROWING", lateness_ms={"mean": 200.0}))
    assert (judged.kept_up, judged.why) == (None, EVIDENCE)
    unknown = judge(summary(code, lateness_ms={"mean": None}))
    assert unknown.kept_up is None


def test_lateness_that_is_little_beside_the_engine_s_own_wait_does_not_excuse_it() -> None:
    judged = judge(summary("GENERATOR_LATE", "BACKLOG_GROWING", lateness_ms={"mean": 100.0}))
    assert judged.kept_up is False


def test_as_many_lines_have_to_become_visible_as_are_due_but_for_a_twentieth() -> None:
    judged = judge(summary(rate=rate(949.0)))
    assert judged.kept_up is False
    assert judged.why == "only 95% of the lines due in the measured window became visible in it"
    assert judge(summary("NOISY_MACHINE", rate=rate(200.0))).kept_up is False
    assert judge(summary(rate=rate(1000 * KEPT_UP))).kept_up is True


def test_too_few_lines_are_told_by_their_share() -> None:
    assert too_few(rate(949.0)) == pytest.approx(0.949)
    assert too_few(rate(0.0)) == 0
    enough = [rate(1000 * KEPT_UP), rate(1200.0), rate(None), rate(5.0, target_per_s=None)]
    assert [too_few(one) for one in enough] == [None] * 4


def test_lines_that_cannot_be_counted_in_the_window_are_not_held_against_a_run() -> None:
    assert judge(summary(rate=rate(None))).kept_up is True
    assert judge(summary(rate=rate(5.0, target_per_s=None))).kept_up is True


def test_an_objective_is_kept_or_named() -> None:
    assert judge(summary(), objective=Objective.parse("p99<1s")).kept_up is True
    judged = judge(summary(), objective=Objective.parse("p99<900ms"))
    assert (judged.kept_up, judged.why) == (False, "p99 is 900 ms, not p99<900ms")
    lost = summary(latency_ms={"mean": None, "p99": None})
    judged = judge(lost, objective=Objective.parse("p99<1s"))
    assert judged.why == "p99 is beyond measure, not p99<1s"


@pytest.mark.parametrize("code", ["INCOMPLETE", "NOTHING_MEASURED"])
def test_a_run_without_an_end_or_a_figure_says_nothing(code: str) -> None:
    assert judge(summary(code)).kept_up is None


def test_too_few_batches_say_nothing() -> None:
    judged = judge(summary(growth=None, batches=2, rate=rate(900.0)))
    assert (judged.kept_up, judged.why) == (None, "2 batches are too few to tell")


@pytest.mark.parametrize(
    "failed",
    [
        "the engine has ended: Spark's JVM is gone (status 137)",
        "the engine has ended: java.lang.OutOfMemoryError: Java heap space",
        "not done with sending: the consumer doesn't take it within 70 s",
        "it didn't end by its deadline, and was ended",
        "its process died (status -9): see engine.log",
    ],
)
def test_an_engine_that_breaks_under_its_load_is_an_answer(failed: str) -> None:
    judged = judge(summary("INCOMPLETE"), failed)
    assert (judged.kept_up, judged.why) == (False, failed)
    before_any = judge(summary("INCOMPLETE", records={"emitted": 0}), failed)
    assert before_any.kept_up is None
    assert judge(None, failed).kept_up is None


@pytest.mark.parametrize("failed", ["the load generator ended", "its process died (status 1)"])
def test_other_failures_say_nothing(failed: str) -> None:
    judged = judge(summary("INCOMPLETE"), failed)
    assert (judged.kept_up, judged.why) == (None, failed)


def test_a_record_that_cannot_be_read_says_nothing() -> None:
    judged = judge(None)
    assert (judged.kept_up, judged.why) == (None, "its record can't be read")


def test_it_reads_what_runs_come_to(tmp_path: Path) -> None:
    steady = analyse(write_run(tmp_path / "steady")).summary
    behind = analyse(write_run(tmp_path / "behind", Made(overload=1.5))).summary
    ended = cut(tmp_path / "ended", 8).summary
    assert [judge(one).kept_up for one in (steady, behind, ended)] == [True, False, False]
