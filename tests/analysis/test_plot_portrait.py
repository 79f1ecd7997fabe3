from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.histogram import RELATIVE_ERROR, Histogram, merged
from analysis.lines import Lines
from analysis.plots import portrait
from analysis.plots.portrait import Portrait, nice_bin_s, quantiles
from analysis.run import Run
from analysis.samples import Durations
from analysis.summary import analyse
from tests.analysis.by_hand import Given, ints, loads, of_times
from tests.analysis.made import Made
from tests.analysis.synthetic import write_run

SMALL = Made(rate=500, warmup="2s", duration="8s")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return analyse(write_run(tmp_path_factory.mktemp("runs") / "run", SMALL))


@pytest.fixture(scope="module")
def likeness(run: Run) -> Portrait:
    return portrait.of(run)


def test_its_times_are_those_of_the_schedule(likeness: Portrait) -> None:
    assert (likeness.warm_s, likeness.end_s) == (2.0, 8.0)
    assert likeness.started_ns == likeness.info["window"]["start_ns"]
    assert likeness.drawable


def test_bands_are_the_median_and_the_slowest_of_each_bin(run: Run, likeness: Portrait) -> None:
    bands = likeness.bands
    due_ns, _, visible_ns = run.lines.each()
    latency_ms = (visible_ns - due_ns) / 1e6
    of_line = (due_ns - likeness.started_ns) // round(bands.bin_s * 1e9)
    for place, middle in enumerate(bands.middle_s):
        inside = of_line == round(middle / bands.bin_s - 0.5)
        assert bands.p50[place] == np.quantile(latency_ms[inside], 0.5, method="inverted_cdf")
        assert bands.worst[place] == latency_ms[inside].max()
    assert not bands.lost.any()
    assert len(bands.middle_s) <= portrait.BINS


@given(loads(), st.integers(1, 60))
def test_every_line_is_in_one_bin(load: Given, bins: int) -> None:
    lines, every = load.lines(), load.one_by_one()
    start_ns = lines.first_due_ns - 3
    bin_ns = (lines.last_due_ns - start_ns) // bins + 1
    bands = portrait._bands(lines, start_ns, bin_ns / 1e9)
    held: dict[int, list[float]] = {}
    for line in every:
        took_ns = line.visible_ns - line.due_ns if line.visible_ns >= 0 else np.inf
        held.setdefault((line.due_ns - start_ns) // bin_ns, []).append(took_ns)
    places = sorted(held)
    np.testing.assert_allclose(bands.middle_s, [(k + 0.5) * bin_ns / 1e9 for k in places])
    ordered = [sorted(held[k]) for k in places]
    middle = np.array([one[(len(one) - 1) // 2] for one in ordered])
    np.testing.assert_array_equal(bands.p50, middle / 1e6)
    np.testing.assert_array_equal(bands.worst, np.array([one[-1] for one in ordered]) / 1e6)
    shares = [one.count(np.inf) / len(one) for one in ordered]
    np.testing.assert_array_equal(bands.lost, shares)


def test_marks_are_where_results_became_visible(run: Run, likeness: Portrait) -> None:
    seen = np.unique(run.record.visible["visible_ns"])
    assert set(np.round(likeness.batch_s, 6)) <= set(
        np.round((seen - likeness.started_ns) / 1e9, 6)
    )
    assert len(likeness.batch_s) > 20


def test_the_percentile_curve_agrees_with_the_table(likeness: Portrait) -> None:
    figures = likeness.summary["latency_ms"]
    for nines, name in ((1, "p90"), (2, "p99"), (3, "p999")):
        at = int(np.flatnonzero(likeness.nines == nines)[0])
        assert likeness.quantile_ms[at] == pytest.approx(figures[name], rel=RELATIVE_ERROR)
    assert likeness.quantile_ms[-1] == figures["max"]
    assert likeness.quantile_ms[0] == pytest.approx(figures["min"], rel=RELATIVE_ERROR)


def test_rates_add_up_to_the_lines(run: Run, likeness: Portrait) -> None:
    rates = likeness.rates
    width_s = np.diff(rates.edge_s)
    assert np.sum(rates.visible * width_s) == pytest.approx(len(run.lines))
    inside = rates.edge_s[:-1] < likeness.end_s
    assert np.sum(rates.due * width_s) == pytest.approx(len(run.lines))
    assert rates.due[inside][-1] == pytest.approx(500)
    assert np.all(rates.due[~inside] == 0)
    steady = inside & (rates.edge_s[:-1] >= 3)
    assert np.all(np.abs(rates.visible[steady] - 500) < 75)


def test_rates_are_counted_in_each_bin(run: Run, likeness: Portrait) -> None:
    rates = likeness.rates
    due_ns, sent_ns, _ = run.lines.each()
    for times_ns, per_s in ((due_ns, rates.due), (sent_ns, rates.sent)):
        edge_ns = np.round(rates.edge_s * 1e9).astype(np.int64)
        held, _ = np.histogram(times_ns - likeness.started_ns, edge_ns)
        whole = rates.edge_s[1:] <= likeness.end_s
        np.testing.assert_allclose((per_s * np.diff(rates.edge_s))[whole], held[whole], atol=1e-6)


def in_two(lines: Lines) -> Lines:
    """The lines of one lane dealt out to two."""
    load_ns = lines.each()
    dealt = [of_times(*(column[k::2] for column in load_ns)).lanes[0] for k in (0, 1)]
    (whole,) = lines.lanes
    return Lines(
        tuple(
            replace(
                lane,
                plan=replace(whole.plan, lane=k, lanes=2),
                start_ns=whole.start_ns,
                visible=replace(whole.visible, lines=(whole.visible.lines + 1 - k) // 2),
            )
            for k, lane in enumerate(dealt)
        )
    )


def test_two_lanes_are_drawn_as_one(run: Run, likeness: Portrait) -> None:
    measured = run.measured.lanes[0]
    since_ns, until_ns = run.measured.first_due_ns, run.measured.last_due_ns + 1
    every = in_two(run.lines)
    both = portrait.of(replace(run, lines=every, measured=every.within(since_ns, until_ns)))
    assert [len(lane) for lane in every.lanes] == [
        (len(run.lines) + 1) // 2,
        len(run.lines) // 2,
    ]
    assert len(measured) == both.histogram.samples
    for part in ("middle_s", "p50", "worst", "lost"):
        np.testing.assert_array_equal(getattr(both.bands, part), getattr(likeness.bands, part))
    for part in ("edge_s", "due", "visible"):
        np.testing.assert_allclose(getattr(both.rates, part), getattr(likeness.rates, part))
    np.testing.assert_array_equal(both.quantile_ms, likeness.quantile_ms)
    assert_same(both.histogram, likeness.histogram)
    for one, other in zip(both.blocks, likeness.blocks, strict=True):
        assert_same(one, other)


def assert_same(one: Histogram, other: Histogram) -> None:
    np.testing.assert_array_equal(one.bucket, other.bucket)
    np.testing.assert_array_equal(one.count, other.count)
    assert one.lost == other.lost


def test_the_histogram_has_all_measured_lines(run: Run, likeness: Portrait) -> None:
    due_ns, _, visible_ns = run.measured.each()
    assert_same(likeness.histogram, Histogram.of(visible_ns - due_ns))


def test_blocks_are_stretches_of_batches_and_make_up_the_whole(
    run: Run, likeness: Portrait
) -> None:
    assert_same(merged(likeness.blocks), likeness.histogram)
    batches = run.summary["batches"]
    assert len(likeness.blocks) == min(portrait.MOST_BLOCKS, batches)
    due_ns, _, visible_ns = run.measured.each()
    ends_ns = np.unique(visible_ns)
    last_ns = np.array([part[-1] for part in np.array_split(ends_ns, len(likeness.blocks))])
    of_line = np.searchsorted(last_ns, visible_ns)
    for k, block in enumerate(likeness.blocks):
        inside = of_line == k
        assert_same(block, Histogram.of((visible_ns - due_ns)[inside]))


@given(loads(), st.integers(1, 12))
def test_blocks_of_any_lines_make_up_those_that_were_seen(load: Given, most: int) -> None:
    lines = load.lines()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portrait, "MOST_BLOCKS", most)
        parts = portrait.blocks(lines)
    took = [one.visible_ns - one.due_ns for one in load.one_by_one() if one.visible_ns >= 0]
    assert_same(merged(parts), Histogram.of(ints(*took)))
    assert len(parts) == min(most, np.count_nonzero(lines.fresh))
    assert all(part.samples for part in parts)


def losing(lines: Lines, count: int) -> Lines:
    """The same, but that the last lines of the only lane never became visible."""
    (lane,) = lines.lanes
    left = np.minimum(lane.visible.lines, lane.plan.count - count)
    return Lines((replace(lane, visible=replace(lane.visible, lines=left)),))


def test_lost_lines_are_infinite_and_never_left_out(run: Run) -> None:
    lossy = replace(run, lines=losing(run.lines, 100), measured=losing(run.measured, 100))
    likeness = portrait.of(lossy)
    assert np.isinf(likeness.quantile_ms[-1])
    assert likeness.bands.lost[-1] == 1
    assert np.isinf(likeness.bands.worst[-1])
    assert np.isfinite(likeness.quantile_ms[0])
    assert likeness.histogram.lost == 100
    assert merged(likeness.blocks).samples == likeness.histogram.samples - 100


def test_fewer_bins_are_wider(run: Run) -> None:
    few = portrait.of(run, bins=10)
    assert few.bands.bin_s == 1.0
    assert len(few.bands.middle_s) == 8


def test_a_run_that_never_began_has_nothing_to_draw(run: Run) -> None:
    info = dict(run.record.info) | {"window": None}
    seen = {name: column[:0] for name, column in run.record.visible.items()}
    never = replace(run.record, info=info, visible=seen)
    likeness = portrait.of(replace(run, record=never, lines=Lines(()), measured=Lines(())))
    assert not likeness.drawable
    assert likeness.started_ns == 0
    assert len(likeness.nines) == len(likeness.batch_s) == 0
    assert likeness.histogram.samples == len(likeness.blocks) == 0


def test_a_killed_run_is_drawn_as_far_as_it_came(tmp_path: Path) -> None:
    killed = replace(SMALL, killed_at=0.6)
    likeness = portrait.of(analyse(write_run(tmp_path / "run", killed)))
    assert likeness.drawable
    assert likeness.end_s == 8.0
    assert likeness.bands.middle_s[-1] < 5.5


@given(st.floats(1e-3, 1e4))
def test_a_nice_width_is_round_and_not_much_wider_than_asked(least_s: float) -> None:
    width = nice_bin_s(least_s)
    assert least_s * (1 - 1e-6) <= width <= 2.6 * least_s
    assert f"{width:e}"[0] in "125"


def test_a_width_beyond_all_that_are_nice_is_taken_as_it_is() -> None:
    assert nice_bin_s(1e9) == 1e9


def curve(values_ns: list[int], lost: int = 0) -> tuple[portrait.Floats, portrait.Floats]:
    samples = Durations(ints(*values_ns), np.ones(len(values_ns), np.int64), lost)
    return quantiles(samples, samples.histogram())


def test_the_curve_of_very_many_samples_ends_at_five_nines() -> None:
    samples = Durations(np.arange(1_000_000), np.ones(1_000_000, np.int64))
    nines, quantile_ms = quantiles(samples, samples.histogram())
    assert nines[-1] == portrait.NINES
    assert quantile_ms[-1] == pytest.approx(0.999989, rel=RELATIVE_ERROR)


@given(st.lists(st.integers(0, 10**11), min_size=1, max_size=3000), st.integers(0, 20))
def test_quantiles_are_by_nearest_rank(samples: list[int], lost: int) -> None:
    ordered = [*sorted(samples), *[np.inf] * lost]
    nines, quantile_ms = curve(samples, lost)
    assert nines[-1] == pytest.approx(np.log10(len(ordered)))
    for n, value in zip(nines, quantile_ms, strict=True):
        rank = max(int(np.ceil((1 - 10.0**-n) * len(ordered) - 1e-6)), 1)
        exact = ordered[rank - 1]
        off_ns = 0 if exact == np.inf else max(exact * RELATIVE_ERROR, 0.5)
        assert value == pytest.approx(exact / 1e6, rel=1e-12, abs=off_ns / 1e6) or n == nines[-1]
    if not lost:
        assert quantile_ms[-1] == ordered[-1] / 1e6


def test_the_curve_of_none_is_empty() -> None:
    nines, quantile_ms = curve([])
    assert len(nines) == len(quantile_ms) == 0
    _, quantile_ms = curve([], lost=3)
    assert np.isinf(quantile_ms).all()
