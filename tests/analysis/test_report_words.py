from pathlib import Path
from typing import Any

import pytest

from analysis.plots import cells
from analysis.report import words
from analysis.report.campaign import Campaign, LeftOut
from tests.analysis.drawn import portrait_of, summary_of

ONE, TWO, THREE = "structured-socket-default", "dstreams-socket-500ms", "dstreams-socket-1s"


def told(*summaries: dict[str, Any], left_out: tuple[LeftOut, ...] = ()) -> str:
    order = list(dict.fromkeys(summary["name"] for summary in summaries))
    made = cells.gather([portrait_of(summary) for summary in summaries], order)
    campaign = Campaign(Path("c"), "c", {}, summaries, made, left_out)
    return " ".join(words.findings(campaign))


def test_it_says_which_led_and_by_how_much() -> None:
    text = told(
        summary_of(ONE, p99_ms=270), summary_of(TWO, p99_ms=740), summary_of(THREE, p99_ms=1250)
    )
    assert (
        "From the socket, Structured default had the lowest p99, 270 ms: the next, DStreams 500ms,"
        " took 2.7 times as long (740 ms) and the slowest, DStreams 1s, 4.6 times (1.25 s)." in text
    )
    assert "Of the mean latency of Structured default, 151 ms, 54% is wait for the batch" in text
    assert (
        "3 cells, each run once, at 1k lines/s for 10 s, of which the first 2 s are warm-up" in text
    )
    assert "All 3 runs are valid." in text


def test_a_single_run_is_said_to_be_one_and_nothing_near_is_ranked() -> None:
    text = told(
        summary_of(ONE, p99_ms=100), summary_of(TWO, p99_ms=110), summary_of(THREE, p99_ms=300)
    )
    assert (
        "Structured default (100 ms) and DStreams 500ms (110 ms) had the lowest p99, too near"
        in text
    )
    assert "too near each other to rank; the next, DStreams 1s, took 3.0 times as long" in text
    assert "A single run is a single run, and the next may differ: those within 20%" in text


def test_several_runs_say_when_they_overlap() -> None:
    runs = [summary_of(ONE, repeat=n, p99_ms=ms) for n, ms in enumerate((100, 900), 1)]
    rivals = [summary_of(TWO, repeat=n, p99_ms=ms) for n, ms in enumerate((500, 600), 1)]
    text = told(*runs, *rivals)
    assert "but their runs overlap, so they aren't ranked" in text
    assert "2 cells, up to 2 runs each" in text
    assert "no run of the one reaches into the runs of the other" in text
    assert "single run" not in text


def test_one_cell_is_compared_with_none() -> None:
    text = told(summary_of(TWO, p99_ms=700))
    assert "DStreams 500ms had a p99 of 700 ms, with no other to compare it with." in text
    assert "It kept up." in text
    assert "One cell, one run, at 1k lines/s" in text
    assert "The run is valid." in text
    assert "rank" not in text


def test_the_apis_are_set_side_by_side_at_the_same_interval() -> None:
    text = told(summary_of("structured-socket-1s", p99_ms=1150), summary_of(THREE, p99_ms=1250))
    assert (
        "From the socket, both at 1 s, p99 was 1.15 s with Structured Streaming and 1.25 s with"
        " DStreams, too near to rank." in text
    )


def test_the_floor_is_told_for_each_source() -> None:
    text = told(
        summary_of(ONE),
        summary_of("floor-socket", p99_ms=1.4),
        summary_of("floor-files", p99_ms=99.0),
    )
    assert "had a p99 of 1.40 ms (socket) and 99.0 ms (files)" in text


def test_cells_that_fall_behind_are_named() -> None:
    slow = summary_of(TWO)
    slow["rate"]["visible_per_s"] = 700.0
    text = told(summary_of(ONE), slow)
    assert "Fewer lines became visible than were due in DStreams 500ms, socket (70%)." in text


def test_suspect_and_invalid_runs_are_said_to_be() -> None:
    text = told(
        summary_of(ONE, verdict="suspect", code="NOISY_MACHINE"),
        summary_of(TWO, p99_ms=900),
        summary_of(THREE, verdict="invalid"),
        left_out=(LeftOut("x-r1", "gone"),),
    )
    assert "had the lowest p99, 300 ms (suspect): the next" in text
    assert "Of 3 runs, 1 is valid, 1 suspect, 1 invalid (lines lost) and not ranked;" in text
    assert "one other run left nothing to read." in text


def test_suspect_runs_alone_are_counted_too() -> None:
    text = told(summary_of(ONE), summary_of(TWO, p99_ms=900, verdict="suspect"))
    assert "Of 2 runs, 1 is valid, 1 suspect." in text
    assert "took 3.0 times as long (900 ms, suspect)." in text


def test_without_a_warm_up_none_is_told() -> None:
    text = told(summary_of(ONE, warmup="0s"))
    assert "at 1k lines/s for 10 s. " in text


def test_only_invalid_runs_claim_nothing() -> None:
    text = told(summary_of(ONE, verdict="invalid"))
    assert "lowest" not in text
    assert "kept up" not in text
    assert "Of one run, 0 are valid, 1 invalid (lines lost) and not ranked." in text


def test_a_verdict_without_a_finding_is_unexplained() -> None:
    summary = summary_of(ONE, verdict="invalid")
    summary["findings"] = []
    assert "(unexplained)" in told(summary)


def test_no_cell_at_all_is_said() -> None:
    summary = summary_of(ONE, verdict="invalid", code="INCOMPLETE")
    campaign = Campaign(Path("c"), "c", {}, [summary], [], [LeftOut(f"{ONE}, run 1", "no Java")])
    text = " ".join(words.findings(campaign))
    assert text.startswith("No run came far enough to be drawn.")
    assert "incomplete" in text


def test_rates_that_differ_are_told_as_a_span_and_compared_apart() -> None:
    fast = summary_of("structured-socket-1s", rate="10k", duration="20s")
    fast["rate"]["target_per_s"] = 10_000.0
    text = told(summary_of(ONE, p99_ms=100), fast)
    assert "at 1k to 10k lines/s" in text
    assert "From the socket (rate 1k), Structured default had a p99 of 100 ms" in text
    assert "warm-up" not in text


def test_without_stages_none_is_named() -> None:
    stages: dict[str, float | None] = {"lateness": None, "processing": None}
    assert "Of the mean latency" not in told(summary_of(ONE, stages_ms=stages))


@pytest.mark.parametrize(
    ("high", "low", "text"),
    [(270, 100, "2.7 times"), (999, 100, "10 times"), (4000, 100, "40 times")],
)
def test_factors_have_two_digits(high: float, low: float, text: str) -> None:
    assert words.factor(high, low) == text


def test_small_words() -> None:
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.count_of(1, "run") == "one run"
    assert words.count_of(1200, "run") == "1,200 runs"
    assert words.spaced("30s") == "30 s"
    assert words.spaced("default") == "default"
