from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.latency import LOST, Lines
from analysis.plots import portrait
from analysis.plots.portrait import Portrait, nice_bin_s, quantiles
from analysis.run import Run
from analysis.summary import analyse
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
    latency_ms = (run.lines.visible_ns - run.lines.due_ns) / 1e6
    due_s = (run.lines.due_ns - likeness.started_ns) / 1e9
    for place, middle in enumerate(bands.middle_s):
        inside = np.floor(due_s / bands.bin_s) == round(middle / bands.bin_s - 0.5)
        assert bands.p50[place] == np.quantile(latency_ms[inside], 0.5, method="inverted_cdf")
        assert bands.worst[place] == latency_ms[inside].max()
    assert not bands.lost.any()
    assert len(bands.middle_s) <= portrait.BINS


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
        assert likeness.quantile_ms[at] == pytest.approx(figures[name])
    assert likeness.quantile_ms[-1] == pytest.approx(figures["max"])
    assert likeness.quantile_ms[0] == pytest.approx(figures["min"])


def test_rates_add_up_to_the_lines(run: Run, likeness: Portrait) -> None:
    rates = likeness.rates
    width_s = np.diff(rates.edge_s)
    assert np.sum(rates.visible * width_s) == pytest.approx(len(run.lines))
    inside = rates.edge_s[:-1] < likeness.end_s
    assert np.sum(rates.due * width_s) == pytest.approx(len(run.lines))
    assert rates.due[inside][-1] == pytest.approx(500)
    assert np.all(rates.due[~inside] == 0)
    assert np.all(np.abs(rates.visible[3:8] - 500) < 60)


def test_lost_lines_are_infinite_and_never_left_out(run: Run) -> None:
    visible_ns = run.lines.visible_ns.copy()
    visible_ns[-100:] = LOST
    lines = Lines(run.lines.due_ns, run.lines.sent_ns, visible_ns)
    likeness = portrait.of(replace(run, lines=lines))
    assert np.isinf(likeness.quantile_ms[-1])
    assert likeness.bands.lost[-1] == 1
    assert np.isinf(likeness.bands.worst[-1])
    assert np.isfinite(likeness.quantile_ms[0])


def test_fewer_bins_are_wider(run: Run) -> None:
    few = portrait.of(run, bins=10)
    assert few.bands.bin_s == 1.0
    assert len(few.bands.middle_s) == 8


def test_a_run_that_never_began_has_nothing_to_draw(run: Run) -> None:
    nothing = np.empty(0, np.int64)
    info = dict(run.record.info) | {"window": None}
    empty = replace(
        run,
        record=replace(run.record, info=info),
        lines=Lines(nothing, nothing, nothing),
        measured=slice(0, 0),
    )
    likeness = portrait.of(empty)
    assert not likeness.drawable
    assert likeness.started_ns == 0
    assert len(likeness.nines) == len(likeness.batch_s) == 0


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


def test_the_curve_of_very_many_samples_ends_at_five_nines() -> None:
    ordered = np.arange(1_000_000, dtype=np.float64)
    nines, quantile_ms = quantiles(ordered)
    assert nines[-1] == portrait.NINES
    assert quantile_ms[-1] == 999_989


@given(arrays(np.float64, st.integers(1, 3000), elements=st.floats(0, 1e5)))
def test_quantiles_are_by_nearest_rank(
    samples: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> None:
    ordered = np.sort(samples)
    nines, quantile_ms = quantiles(ordered)
    assert np.all(np.diff(quantile_ms) >= 0)
    assert quantile_ms[-1] == ordered[-1]
    assert quantile_ms[0] == ordered[0]
    assert nines[-1] == pytest.approx(np.log10(len(ordered)))
    for n, value in zip(nines[:-1], quantile_ms[:-1], strict=True):
        share = 1 - 10.0**-n
        assert np.count_nonzero(ordered <= value) >= len(ordered) * share - 1e-5
