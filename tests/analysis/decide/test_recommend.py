import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.decide.recommend import Outcome
from tests.analysis.decide.candidates import held_against, measured, unmeasured

DEFAULT = "structured-socket-default"
SECOND = "structured-socket-1s"
QUICK = "dstreams-socket-200ms"
SLOW = "dstreams-socket-2s"


def test_the_lowest_p99_is_recommended() -> None:
    found = held_against("p99<2s", measured(SECOND, 1400.0), measured(DEFAULT, 400.0))
    assert found.chosen is found.candidates[1]
    assert [found.outcome(one) for one in found.candidates] == [Outcome.BEHIND, Outcome.CHOSEN]
    assert found.answered


def test_by_cost_it_is_the_least_cpu_of_those_that_meet_the_objective() -> None:
    dear, cheap = measured(DEFAULT, 400.0, cpu_s=30.0), measured(SECOND, 1400.0, cpu_s=15.0)
    too_slow = measured(SLOW, 2500.0, cpu_s=5.0)
    found = held_against("p99<2s", dear, cheap, too_slow, by_cost=True)
    assert found.chosen is cheap
    outcomes = [found.outcome(one) for one in found.candidates]
    assert outcomes == [Outcome.BEHIND, Outcome.CHOSEN, Outcome.MISSED]
    assert found.cost_times(dear) == 2.0
    assert found.cost_times(unmeasured(SLOW)) is None


def test_what_costs_are_not_known_comes_last() -> None:
    unknown, known = measured(DEFAULT, 400.0, cpu_s=None), measured(SECOND, 1400.0)
    found = held_against("", unknown, known, by_cost=True)
    assert found.chosen is known
    assert found.outcome(unknown) is Outcome.BEHIND


def test_without_a_choice_nothing_costs_more() -> None:
    one = measured(DEFAULT, 400.0)
    found = held_against("p99<100ms", one)
    assert found.cost_times(one) is None
    assert found.compared(found.chosen, one) is None


@pytest.mark.parametrize("by_cost", [False, True])
def test_of_what_can_not_be_told_apart_the_api_that_is_not_deprecated_is_taken(
    *, by_cost: bool
) -> None:
    old = measured("dstreams-socket-500ms", 390.0, cpu_s=9.5)
    new = measured(DEFAULT, 400.0, cpu_s=10.0)
    found = held_against("p99<2s", old, new, by_cost=by_cost)
    assert found.chosen is new
    assert found.outcome(old) is Outcome.NEAR


def test_what_is_less_than_the_machines_noise_is_not_told_apart() -> None:
    old, new = measured("dstreams-socket-200ms", 300.0), measured(DEFAULT, 400.0)
    assert held_against("", old, new).chosen is old
    assert held_against("", old, new, noise_factor=1.5).chosen is new


def test_an_objective_is_met_by_the_upper_end_of_the_interval() -> None:
    one = measured(DEFAULT, 300.0)
    bounds = one.interval("p99")
    assert bounds is not None
    below, above = round(bounds.high - 1), round(bounds.high + 1)
    assert held_against(f"p99<{below}ms", one).outcome(one) is Outcome.UNSURE
    assert held_against(f"p99<{above}ms", one).outcome(one) is Outcome.CHOSEN
    assert held_against("p99<290ms", one).outcome(one) is Outcome.MISSED


def test_a_figure_without_an_interval_is_taken_as_it_is() -> None:
    one = measured(DEFAULT, 300.0)  # max: 360 ms
    assert held_against("max<361ms", one).chosen is one
    assert held_against("max<360ms", one).chosen is None


def test_what_does_not_count_is_not_recommended() -> None:
    behind = measured(DEFAULT, 100.0, verdict="invalid", code="FELL_BEHIND")
    gone = unmeasured(SECOND, tried=1, failures=("Spark's JVM is gone",))
    found = held_against("p99<2s", behind, gone)
    assert found.chosen is found.nearest is None
    assert {found.outcome(one) for one in found.candidates} == {Outcome.INVALID}
    assert not found.answered


def test_what_can_not_be_run_stays_out_of_it() -> None:
    refused = unmeasured(QUICK, refused="no such thing")
    found = held_against("p99<2s", refused, measured(DEFAULT, 300.0))
    assert found.outcome(refused) is Outcome.REFUSED


def test_intervals_that_alone_are_too_long_need_no_measuring() -> None:
    ruled_out, possible = unmeasured(SLOW), unmeasured(QUICK)
    found = held_against("p99<1s", ruled_out, possible)
    outcomes = [found.outcome(one) for one in found.candidates]
    assert outcomes == [Outcome.RULED_OUT, Outcome.OPEN]
    assert not found.answered
    only = held_against("p99<1s", ruled_out, unmeasured(QUICK, refused="no such thing"))
    assert only.answered
    assert only.nearest is ruled_out


def test_intervals_that_alone_are_slower_than_the_best_need_no_measuring() -> None:
    best, slower, open_ = measured(DEFAULT, 400.0), unmeasured(SECOND), unmeasured(QUICK)
    found = held_against("p99<2s", best, slower, open_)
    outcomes = [found.outcome(one) for one in found.candidates]
    assert outcomes == [Outcome.CHOSEN, Outcome.NEEDLESS, Outcome.OPEN]
    by_cost = held_against("p99<2s", best, slower, by_cost=True)
    assert by_cost.outcome(slower) is Outcome.OPEN


def test_the_nearest_is_one_that_was_measured() -> None:
    one, other = measured(DEFAULT, 400.0), measured(SECOND, 1400.0)
    found = held_against("p99<100ms", unmeasured(QUICK), other, one)
    assert found.chosen is None
    assert found.nearest is one
    assert found.answered
    assert held_against("", one).nearest is None


def test_more_room_is_looked_for_at_longer_intervals() -> None:
    best, longer, longest = measured(DEFAULT, 400.0), measured(SECOND, 1400.0), unmeasured(SLOW)
    assert held_against("p99<5s", best, longer, longest).roomiest is longest
    assert held_against("p99<1900ms", best, longer, longest).roomiest is longer
    assert held_against("p99<2s", best).roomiest is None
    assert held_against("p99<10ms", best, longer).roomiest is None


@settings(max_examples=15)
@given(st.lists(st.floats(300.0, 3_000.0), min_size=1, max_size=3), st.booleans())
def test_the_one_recommended_meets_the_objective_and_is_the_only_one(
    p99s_ms: list[float],
    by_cost: bool,  # noqa: FBT001 - hypothesis hands it over
) -> None:
    names = (DEFAULT, SECOND, QUICK, SLOW)
    some = [measured(name, p99) for name, p99 in zip(names, p99s_ms, strict=False)]
    found = held_against("p99<1s", *some, by_cost=by_cost)
    outcomes = [found.outcome(one) for one in some]
    assert outcomes.count(Outcome.CHOSEN) == (found.chosen is not None)
    meeting = [one for one in some if found.question.surely_met(one)]
    assert (found.chosen in meeting) == bool(meeting)
