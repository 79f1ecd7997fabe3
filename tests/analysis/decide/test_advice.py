import pytest

from analysis.decide import advice
from analysis.decide.candidate import Candidate
from analysis.decide.headroom import Headroom
from analysis.decide.recommend import Recommendation
from tests.analysis.decide.candidates import held_against, measured, unmeasured

DEFAULT = "structured-socket-default"
SECOND = "structured-socket-1s"
SLOW = "dstreams-socket-2s"
ROOM = Headroom(DEFAULT, 40_000.0, 80_000.0, "it fell behind")
LITTLE = Headroom(DEFAULT, 20_000.0, 40_000.0, "it fell behind")


def why(found: Recommendation) -> list[str]:
    return [advice.why(one, found) for one in found.candidates]


def bounds(one: Candidate) -> str:
    return advice.interval(one)


def test_the_headline_says_what_to_use_and_how_far_it_goes() -> None:
    one = measured(DEFAULT, 400.0)
    assert advice.headline(held_against("p99<2s", one), [ROOM]) == (
        "At 20k lines/s from a socket, use structured with --setting default (preset tuned): "
        f"p99 400 ms (interval {bounds(one)}), 5.0 times below the objective of 2s; in runs of "
        "their own it kept up with 40k lines/s, 2 times that, and not with 80k."
    )


def test_several_limits_are_all_named() -> None:
    found = held_against("p50<1s,p99<2s", measured(DEFAULT, 400.0))
    assert "within p50<1s,p99<2s (5.0 times below the nearest limit)." in advice.headline(found, [])


def test_by_cost_the_headline_has_the_cpu() -> None:
    found = held_against("", measured(DEFAULT, 400.0, cpu_s=12.5), by_cost=True)
    assert ": 12.5 s of CPU per million lines, p99 400 ms (" in advice.headline(found, [])


@pytest.mark.parametrize(
    ("room", "says"),
    [
        (
            Headroom(DEFAULT, 160_000.0, why="more wasn't tried"),
            "in runs of their own it kept up with 160k lines/s, 8 times that: more wasn't tried.",
        ),
        (
            LITTLE,
            (
                "in a run of its own it didn't keep up with 40k lines/s, 2 times that: little "
                "headroom."
            ),
        ),
        (
            Headroom(DEFAULT, 20_000.0, why="no time left for another run"),
            "its headroom wasn't measured: no time left for another run.",
        ),
    ],
)
def test_headroom_in_words(room: Headroom, says: str) -> None:
    headline = advice.headline(held_against("", measured(DEFAULT, 400.0)), [room])
    assert headline.endswith(f"; {says}")


def test_the_load_is_told_as_it_was_asked_for() -> None:
    one = measured(DEFAULT, 400.0, schedule="burst:100k:10s:500ms", source="files", preset="")
    assert advice.headline(held_against("", one), []).startswith(
        "At 20k lines/s (burst:100k:10s:500ms) from files, use structured with --setting default: "
    )


def test_what_comes_nearest_is_named_with_how_far_it_is_off() -> None:
    one = measured(DEFAULT, 400.0)
    assert advice.headline(held_against("p99<100ms", one), []) == (
        "Nothing that was looked at meets p99<100ms at 20k lines/s from a socket: structured with "
        f"--setting default (preset tuned) comes nearest, with p99 400 ms (interval {bounds(one)}),"
        " 4.0 times what p99<100ms allows."
    )
    assert "with max 480 ms, 4.8 times what" in advice.headline(held_against("max<100ms", one), [])


def test_it_may_be_the_upper_end_alone_that_misses() -> None:
    one = measured(DEFAULT, 400.0)
    upper = one.interval("p99")
    assert upper is not None
    headline = advice.headline(held_against("p99<401ms", one), [])
    assert "with p99 400 ms, which would do, but the upper end of the interval of p99" in headline
    assert f"{upper.high:.0f} ms, " in headline


def test_an_interval_alone_may_be_the_nearest() -> None:
    found = held_against("p999<500ms", unmeasured("dstreams-socket-2s"))
    assert advice.headline(found, []).endswith(
        "comes nearest, and its interval alone makes p99.9 2.00 s, 4.0 times what p999<500ms "
        "allows."
    )


@pytest.mark.parametrize("objective", ["", "p99<2s"])
def test_nothing_can_be_said_without_a_run_that_counts(objective: str) -> None:
    gone = unmeasured(DEFAULT, tried=1, failures=("Spark's JVM is gone",))
    assert advice.headline(held_against(objective, gone), []) == (
        "Nothing can be said of 20k lines/s from a socket: there is no run that counts."
    )
    assert advice.notes(held_against(objective, gone), []) == []


def test_each_candidate_has_its_reason() -> None:
    chosen, longer = measured(DEFAULT, 400.0), measured(SECOND, 1200.0)
    missed = measured("dstreams-socket-1s", 2500.0)
    behind = measured("dstreams-socket-200ms", 300.0, verdict="invalid", code="FELL_BEHIND")
    refused = unmeasured("dstreams-socket-500ms", refused="no such thing")
    found = held_against("p99<1900ms", chosen, longer, missed, behind, refused, unmeasured(SLOW))
    assert why(found) == [
        "recommended",
        "2.9\N{EN DASH}3.1 times slower at p99",
        f"misses it, with p99 2.50 s (interval {bounds(missed)}), 1.3 times what p99<1900ms allows",
        "invalid: fell behind: it is so",
        "can't be run: no such thing",
        "not measured: a line waits for its batch, up to 2.00 s, which alone makes p99 1.98 s",
    ]


def test_what_there_was_no_time_for_says_so() -> None:
    found = held_against("", measured(DEFAULT, 400.0), unmeasured("dstreams-socket-200ms"))
    assert why(found)[1] == "not measured: no time left"
    (note,) = advice.notes(found, [])
    assert note == "The interval is of a single run: the next one may differ by more."


def test_what_is_as_good_is_named_and_why_it_is_not_taken() -> None:
    new, old = measured(DEFAULT, 400.0), measured("dstreams-socket-500ms", 390.0)
    found = held_against("", new, old)
    tie = "; DStreams are deprecated since Spark 3.4"
    assert why(found) == ["recommended", "can't be told from it" + tie]
    assert advice.notes(found, [])[0] == f"It can't be told from dstreams 500ms{tie}."
    same = held_against("", new, measured("structured-socket-500ms", 405.0))
    assert why(same)[1] == "can't be told from it"
    assert advice.notes(same, [])[0] == "It can't be told from structured 500ms."


def test_doubts_go_with_the_reason() -> None:
    one = measured(DEFAULT, 400.0, verdict="suspect", code="NOISY_MACHINE")
    assert why(held_against("", one)) == ["recommended (suspect: NOISY_MACHINE)"]


def test_by_cost_reasons_are_of_the_cpu() -> None:
    cheap = measured(SECOND, 1400.0, cpu_s=10.0)
    dear, unknown = measured(DEFAULT, 400.0, cpu_s=25.0), measured(SLOW, 2100.0, cpu_s=None)
    found = held_against("", cheap, dear, unknown, by_cost=True)
    assert why(found) == ["recommended", "2.5 times the CPU", "what it costs isn't known"]


def test_what_can_not_be_compared_is_just_slower() -> None:
    found = held_against("", measured(DEFAULT, 400.0), measured(SECOND, 1400.0))
    with pytest.MonkeyPatch.context() as patch:
        assert found.chosen is found.candidates[0]
        patch.setattr(type(found), "compared", lambda *_: None)
        assert why(found)[1] == "slower"


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (
            Headroom(SECOND, 40_000.0, why="more wasn't tried"),
            f"{SECOND} kept up with 40k lines/s in a run of its own.",
        ),
        (Headroom(SECOND, 20_000.0, 40_000.0), f"Nor did {SECOND} keep up with 40k lines/s."),
        (
            Headroom(SECOND, 0.0, why="no time left for another run"),
            f"Whether {SECOND} has more headroom wasn't measured: no time left for another run.",
        ),
    ],
)
def test_more_room_at_a_longer_interval(other: Headroom, says: str) -> None:
    found = held_against("", measured(DEFAULT, 400.0, 410.0))
    assert advice.notes(found, [LITTLE, other]) == [says]


def test_how_an_objective_is_judged_is_said() -> None:
    (note,) = advice.notes(held_against("p99<2s", measured(DEFAULT, 400.0, 410.0)), [])
    assert note.startswith("Percentiles meet a limit if the upper ends of their intervals do")


def test_that_what_is_recommended_is_deprecated_is_said() -> None:
    found = held_against("", measured("dstreams-socket-200ms", 100.0, 101.0))
    assert advice.notes(found, []) == ["DStreams are deprecated since Spark 3.4."]
