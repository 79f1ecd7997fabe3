import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.plots import cells
from analysis.report import words
from analysis.report.aa import Measured
from analysis.report.campaign import Campaign, LeftOut
from analysis.report.ranking import Ranking
from analysis.stats.noise import Noise
from analysis.stats.sample import Basis
from tests.analysis.drawn import portrait_of, summary_of

TIMES = "([0-9.]+)\N{EN DASH}([0-9.]+) times"
ONE, TWO, THREE = "structured-socket-default", "dstreams-socket-500ms", "dstreams-socket-1s"


def told(
    *summaries: dict[str, Any], left_out: tuple[LeftOut, ...] = (), noise: Measured | None = None
) -> str:
    order = list(dict.fromkeys(summary["name"] for summary in summaries))
    made = cells.gather([portrait_of(summary) for summary in summaries], order)
    campaign = Campaign(Path("c"), "c", {}, summaries, made, left_out, noise)
    return " ".join(words.findings(campaign, Ranking(made)))


def test_it_says_which_led_and_by_how_much() -> None:
    text = told(
        summary_of(ONE, p99_ms=270), summary_of(TWO, p99_ms=740), summary_of(THREE, p99_ms=1250)
    )
    led = (
        "From the socket, Structured default had the lowest p99, 270 ms; Structured default is"
        rf" {TIMES} faster at p99 than DStreams 500ms \(740 ms\), and"
        rf" {TIMES} faster at p99 than DStreams 1s \(1.25 s\), within single runs\."
    )
    found = re.search(led, text)
    assert found
    low, high, lowest, highest = (float(bound) for bound in found.groups())
    assert low < 740 / 270 < high < lowest < 1250 / 270 < highest
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
    then = rf"too near each other to rank; Structured default is {TIMES} faster at p99 than"
    assert re.search(then + r" DStreams 1s \(300 ms\), within single runs\.", text)
    assert "made of stretches of single runs: the next run may differ by more" in text
    assert "so those within 20% of each other aren't ranked. Repeats would tell more." in text


def test_several_runs_are_compared_from_run_to_run() -> None:
    runs = [summary_of(ONE, repeat=n, p99_ms=ms) for n, ms in enumerate((100, 900), 1)]
    rivals = [summary_of(TWO, repeat=n, p99_ms=ms) for n, ms in enumerate((500, 600), 1)]
    text = told(*runs, *rivals)
    assert "had the lowest p99, too near each other to rank." in text
    assert "2 cells, up to 2 runs each" in text
    assert "Intervals are 95%, from run to run." in text
    assert "single run" not in text
    far = [summary_of(TWO, repeat=n, p99_ms=ms) for n, ms in enumerate((500, 505, 510), 1)]
    near = [summary_of(ONE, repeat=n, p99_ms=ms) for n, ms in enumerate((100, 101, 102), 1)]
    text = told(*near, *far)
    assert re.search(rf"Structured default is {TIMES} faster at p99 than DStreams 500ms", text)
    assert "single run" not in text


def test_noise_that_was_measured_is_told() -> None:
    noise = Measured([Noise(0.99, 3, 1.25, 1.5, 0, Basis.RUNS)], repeats=3, here=True)
    text = told(summary_of(ONE), summary_of(TWO, p99_ms=900), noise=noise)
    assert "A/A: the same cell against itself differed by up to 1.25 times at p99" in text


def test_one_cell_is_compared_with_none() -> None:
    text = told(summary_of(TWO, p99_ms=700))
    assert "DStreams 500ms had a p99 of 700 ms, with no other to compare it with." in text
    assert "It kept up." in text
    assert "One cell, one run, at 1k lines/s" in text
    assert "The run is valid." in text
    assert "rank" not in text


def test_the_apis_are_set_side_by_side_at_the_same_interval() -> None:
    text = told(summary_of("structured-socket-1s", p99_ms=1150), summary_of(THREE, p99_ms=1250))
    both = "From the socket, both at 1 s, p99 was 1.15 s with Structured Streaming and {} with"
    apart = "Structured Streaming and DStreams can't be told apart at p99"
    assert f"{both.format('1.25 s')} DStreams: {apart}" in text
    text = told(summary_of("structured-socket-1s", p99_ms=1150), summary_of(THREE, p99_ms=2500))
    faster = re.escape(f"{both.format('2.50 s')} DStreams: Structured Streaming is ") + TIMES
    assert re.search(faster + " faster at p99, within single runs", text)


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
    assert "had the lowest p99, 300 ms (suspect); Structured default is" in text
    assert "Of 3 runs, 1 is valid, 1 suspect, 1 invalid (lines lost) and not ranked;" in text
    assert "one other run left nothing to read." in text


def test_suspect_runs_alone_are_counted_too() -> None:
    text = told(summary_of(ONE), summary_of(TWO, p99_ms=900, verdict="suspect"))
    assert "Of 2 runs, 1 is valid, 1 suspect." in text
    assert "faster at p99 than DStreams 500ms (900 ms, suspect)" in text


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
    text = " ".join(words.findings(campaign, Ranking([])))
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


def test_small_words() -> None:
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.count_of(1, "run") == "one run"
    assert words.count_of(1200, "run") == "1,200 runs"
    assert words.spaced("30s") == "30 s"
    assert words.spaced("default") == "default"


def test_the_wait_for_a_window_is_said_to_be_no_engine_time() -> None:
    stages: dict[str, float | None] = {"boundary_wait": 40.0, "window_wait": 5000.0}
    text = told(summary_of(ONE, stages_ms=stages))
    assert "is wait for the window to close, which the job asked for: it is no engine's" in text


def test_backlogs_are_told_by_how_fast_they_were_gone_through() -> None:
    drained = summary_of("structured-files-available-now") | {"backlog": {"lines_per_s": 39_682.0}}
    drained["rate"]["visible_per_s"] = None
    text = told(summary_of(ONE, p99_ms=300), drained)
    assert "From files, Structured available-now went through a backlog at 39.7k lines/s." in text
    assert "From files, Structured available-now had" not in text
    assert "kept up" in text
    alone = told(drained)
    assert "kept up" not in alone
    assert "lowest" not in alone


def test_what_was_not_checked_is_named() -> None:
    blind = summary_of(TWO, sink="noop") | {"observers": {"results": False, "progress": True}}
    text = told(summary_of(ONE), blind)
    assert "That counts are right was not checked in DStreams 500ms, socket:" in text
    assert "The sinks differ in when a result is visible" in text
    same = told(summary_of(ONE, sink="foreachBatch"), summary_of(TWO, sink="foreachRDD"))
    assert "checked" not in same
    assert "sinks" not in same


def test_runs_too_short_to_have_a_spread_are_set_side_by_side_and_no_more() -> None:
    summaries = [summary_of("structured-socket-1s", p99_ms=1150), summary_of(THREE, p99_ms=2500)]
    runs = [portrait_of(summary) for summary in summaries]
    made = cells.gather([replace(run, blocks=run.blocks[:1]) for run in runs])
    text = " ".join(
        words.findings(Campaign(Path("c"), "c", {}, summaries, made, []), Ranking(made))
    )
    assert "1.15 s with Structured Streaming and 2.50 s with DStreams." in text
