import math

import pytest

from analysis.decide.candidate import Candidate
from analysis.decide.objective import Objective
from tests.analysis.decide.candidates import measured, unmeasured
from tests.analysis.drawn import cells_of, summary_of

DEFAULT = "structured-socket-default"


def test_what_is_valid_has_its_figures_with_bounds() -> None:
    one = measured(DEFAULT, 300.0, cpu_s=12.0)
    assert (one.api, one.setting, one.deprecated) == ("structured", "default", False)
    assert one.valid
    assert one.suspect == one.invalid == ""
    assert one.cpu_s == 12.0
    bounds = one.interval("p99")
    assert bounds is not None
    assert one.interval("mean") is one.interval("max") is None
    limits = Objective.parse("p99<2s,max<3s").limits
    assert one.most_ms(limits) == {"p99": bounds.high, "max": one.latency_ms["max"]}
    assert bounds.high > 300.0


def test_what_was_not_measured_has_none() -> None:
    one = unmeasured(DEFAULT)
    assert not one.valid
    assert one.suspect == one.invalid == ""
    assert one.latency_ms == one.least_ms == {}
    assert one.most_ms(Objective.parse("p99<2s").limits) == {"p99": None}
    assert one.cpu_s is None
    assert one.interval("p99") is None


def test_one_run_that_does_not_count_spoils_a_candidate() -> None:
    good = summary_of(DEFAULT, repeat=1)
    bad = summary_of(DEFAULT, repeat=2, verdict="invalid", code="BACKLOG_GROWING")
    (runs,) = cells_of(good, bad)
    one = Candidate(DEFAULT, good["cell"], tried=2, runs=runs)
    assert one.invalid == "backlog growing: it is so"
    assert not one.valid


def test_what_failed_says_why() -> None:
    one = unmeasured(DEFAULT, tried=1, failures=("Spark's JVM is gone",))
    assert one.invalid == "Spark's JVM is gone"
    assert not one.valid


def test_an_invalid_run_may_have_no_finding() -> None:
    summary = summary_of(DEFAULT, verdict="invalid")
    summary["findings"] = []
    (runs,) = cells_of(summary)
    assert Candidate(DEFAULT, summary["cell"], tried=1, runs=runs).invalid == "invalid"


def test_without_a_p99_nothing_is_known() -> None:
    assert measured(DEFAULT, None).invalid == "it has no p99"


def test_doubts_are_named_once() -> None:
    one = measured(DEFAULT, 300.0, 310.0, verdict="suspect", code="NOISY_MACHINE")
    assert one.valid
    assert one.suspect == "NOISY_MACHINE"


def test_notes_are_no_doubts() -> None:
    summary = summary_of(DEFAULT)
    summary["findings"] = [{"code": "SOMETHING", "level": "note"}]
    (runs,) = cells_of(summary)
    assert Candidate(DEFAULT, summary["cell"], tried=1, runs=runs).suspect == ""


def test_cpu_that_was_not_measured_is_not_known() -> None:
    assert measured(DEFAULT, 300.0, cpu_s=None).cpu_s is None


@pytest.mark.parametrize(
    ("objective", "ruled_out"),
    [("p99<990ms", True), ("p99<991ms", False), ("p50<500ms,p99<5s", True), ("p90<1s", False)],
)
def test_an_interval_alone_may_miss_an_objective(objective: str, *, ruled_out: bool) -> None:
    assert unmeasured("dstreams-socket-1s").ruled_out(Objective.parse(objective)) is ruled_out


def test_what_has_no_interval_is_never_ruled_out() -> None:
    assert not unmeasured(DEFAULT).ruled_out(Objective.parse("p99<1ms"))


def test_excess_is_of_the_upper_end() -> None:
    objective = Objective.parse("p99<300ms")
    assert measured(DEFAULT, 300.0).excess(objective) > 1.0
    assert unmeasured(DEFAULT).excess(objective) == math.inf
    assert unmeasured("dstreams-socket-1s").excess(objective) == pytest.approx(3.3)
    assert unmeasured("dstreams-socket-200ms").excess(objective) == math.inf
