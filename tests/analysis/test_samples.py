from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis import pieces, samples
from analysis import since_due as looked_for
from analysis.histogram import Histogram
from analysis.lines import LOST
from analysis.record import Int64
from analysis.samples import Durations, Samples, distribution
from analysis.since_due import SinceDue
from analysis.steps import Spans
from loadgen.schedule import Constant
from tests.analysis.by_hand import START_NS, Given, Listed, entries, ints, loads, of_times

QUANTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999}
NOTHING = np.empty(0, np.int64)


def durations(values_ns: Int64, lost: int = 0) -> Durations:
    """Samples of one line each."""
    return Durations(values_ns, np.ones(len(values_ns), np.int64), lost)


def check(found: Samples, values_ns: list[int], lost: int) -> None:
    """Every answer is that of the list of all values."""
    ordered = sorted(values_ns)
    assert (found.known, found.lost) == (len(ordered), lost)
    assert found.at(range(1, len(ordered) + 1)) == ordered
    assert found.at([]) == []
    for ns in {*ordered, *(ns - 1 for ns in ordered), 0, -1}:
        assert found.upto(ns) == sum(value <= ns for value in ordered)
    if ordered:
        assert (found.least_ns, found.most_ns) == (ordered[0], ordered[-1])
    counted, right = found.histogram(), Histogram.of(ints(*ordered), lost)
    np.testing.assert_array_equal(counted.bucket, right.bucket)
    np.testing.assert_array_equal(counted.count, right.count)
    assert counted.lost == lost


@contextmanager
def tiny(**sizes: int) -> Iterator[None]:
    """Lists, probes and pieces so small that a few lines are many."""
    with pytest.MonkeyPatch.context() as patch:
        for name in set(sizes) - {"PIECE"}:
            patch.setattr(looked_for, name, sizes[name])
        patch.setattr(pieces, "PIECE", sizes.get("PIECE", pieces.PIECE))
        yield


@contextmanager
def one_thread() -> Iterator[None]:
    """Pieces one after the other: such small ones take less than the threads that would."""

    def in_turn(work: Callable[[Any], Any], parts: Sequence[Any]) -> list[Any]:
        return [work(part) for part in parts]

    with pytest.MonkeyPatch.context() as patch:
        for module in (pieces, looked_for):
            patch.setattr(module, "all_of", in_turn)
        yield


# From everything in one list to everything looked for between the fewest probes.
small = st.fixed_dictionaries(
    {
        "_LISTED": st.sampled_from([0, 5, 1_000]),
        "_PROBES": st.sampled_from([1, 2, 5, 1_000]),
        "PIECE": st.sampled_from([1, 3, 16, 1_000]),
    }
)


# The figures of a distribution.


@given(
    hnp.arrays(np.int64, st.integers(1, 3000), elements=st.integers(-(10**12), 10**12)),
    st.randoms(use_true_random=False),
)
def test_percentiles_are_numpys(values: Int64, random: Any) -> None:
    random.shuffle(values)
    before = values.copy()
    figures = distribution(durations(values))
    for name, q in QUANTILES.items():
        assert figures[name] == np.quantile(values, q, method="inverted_cdf") / 1e6
    assert figures["min"] == values.min() / 1e6
    assert figures["max"] == values.max() / 1e6
    assert figures["mean"] == pytest.approx(sum(values.tolist()) / len(values) / 1e6)
    np.testing.assert_array_equal(values, before)


@given(
    hnp.arrays(np.int64, st.integers(0, 300), elements=st.integers(-(10**9), 10**12)),
    st.integers(0, 300),
)
def test_lost_lines_are_samples_without_an_end(values: Int64, lost: int) -> None:
    figures = distribution(durations(values, lost))
    never = np.iinfo(np.int64).max
    everything = np.concatenate([values, np.full(lost, never)])
    for name, q in QUANTILES.items():
        expected = None
        if len(everything):
            at = int(np.quantile(everything, q, method="inverted_cdf"))
            expected = None if at == never else at / 1e6
        assert figures[name] == expected
    assert figures["min"] == (values.min() / 1e6 if len(values) else None)
    assert (figures["mean"] is None) == (lost > 0 or not len(values))
    assert (figures["max"] is None) == (lost > 0 or not len(values))


def test_of_nothing_there_is_nothing_to_say() -> None:
    assert distribution(durations(NOTHING)) == dict.fromkeys(samples.STATISTICS)
    assert distribution(durations(NOTHING, lost=3)) == dict.fromkeys(samples.STATISTICS)
    assert samples.STATISTICS == ("min", "mean", "p50", "p90", "p99", "p999", "max")


def test_negatives_stay_what_they_are() -> None:
    figures = distribution(durations(ints(-5_000_000, -1_000_000, 3_000_000)))
    assert figures["min"] == -5.0
    assert figures["p50"] == -1.0
    assert figures["mean"] == -1.0


# Durations that stand for several lines each.


@given(
    st.lists(st.tuples(st.integers(-3, 10**12), st.integers(1, 9)), max_size=30),
    st.integers(0, 5),
)
def test_a_duration_counts_as_often_as_it_has_lines(
    weighed: list[tuple[int, int]], lost: int
) -> None:
    values, counts = (ints(*column) for column in zip(*weighed, strict=True)) if weighed else (
        NOTHING,
        NOTHING,
    )  # fmt: skip
    every = np.repeat(values, counts).tolist()
    found = Durations(values, counts, lost)
    check(found, every, lost)
    if every:
        assert found.mean_ns == pytest.approx(sum(every) / len(every), abs=1e-3)


# From due to a moment that a span has in common.


def since_due(load: Given) -> tuple[SinceDue, list[int], int]:
    """What the lines of a load took until they were seen; the same as a list; how many are lost."""
    lines = load.lines()
    each = load.one_by_one()
    took = [line.visible_ns - line.due_ns for line in each if line.visible_ns != LOST]
    mean_due_ns = sum(line.due_ns - START_NS for line in each) / max(len(each), 1)
    lost = len(each) - len(took)
    return (
        SinceDue([(lane, lane.seen) for lane in lines.lanes], lost, lambda: mean_due_ns),
        took,
        lost,
    )


@given(loads(), small)
def test_every_answer_is_that_of_all_lines_listed(load: Given, sizes: dict[str, int]) -> None:
    with tiny(**sizes), one_thread():
        check(*since_due(load))


@given(loads(whole=True), small)
def test_the_mean_is_that_of_all_lines(load: Given, sizes: dict[str, int]) -> None:
    with tiny(**sizes):
        found, took, _ = since_due(load)
        if took:
            assert found.mean_ns == pytest.approx(sum(took) / len(took), abs=1e-3)


@given(loads(whole=True))
def test_its_figures_are_those_of_the_list(load: Given) -> None:
    found, took, _ = since_due(load)
    assert distribution(found) == pytest.approx(distribution(durations(ints(*took))))


def many(rate_per_s: float, seen_ns: list[int]) -> tuple[SinceDue, list[int]]:
    """Lines of a constant rate, seen in as many equal shares as there are times."""
    plan = Constant(rate_per_s, 3_000_000)
    counts = (np.arange(1, len(seen_ns) + 1) * plan.count) // len(seen_ns)
    entry = (counts, ints(*seen_ns) + START_NS)
    load = Given(plan, [entry], [counts], entry[1])
    return since_due(load)[:2]


@pytest.mark.parametrize(
    ("rate_per_s", "seen_ns"),
    [
        (1e6, [4_000_000]),  # spans so wide that a bucket has many lines
        (1e6, [1_100_000, 2_050_000, 3_000_000]),
        (1e6, list(range(5_000, 3_000_000, 5_000))),  # and as few as it may
        (1e6, [1_000, 2_000, 3_000_000]),  # most are seen before they are due
        (1e6, [2**40, 2**41, 2**42]),  # all of a span in one bucket
    ],
)
@pytest.mark.parametrize("piece", [50, 2_000, 1 << 18])
def test_many_lines_are_counted_and_selected_as_a_few_are(
    rate_per_s: float, seen_ns: list[int], piece: int
) -> None:
    found, took = many(rate_per_s, seen_ns)
    right = Histogram.of(ints(*took))
    with tiny(_LISTED=100, _PROBES=64, PIECE=piece):
        counted = found.histogram()
        ranks = [1, 2, 1_000, 1_500, 2_970, len(took) - 1, len(took)]
        assert found.at(ranks) == [sorted(took)[rank - 1] for rank in ranks]
    np.testing.assert_array_equal(counted.bucket, right.bucket)
    np.testing.assert_array_equal(counted.count, right.count)


@pytest.mark.parametrize(("apart_ns", "unused"), [(1, "_by_line"), (10**9, "_by_bucket")])
def test_spans_are_counted_by_whichever_is_less(
    monkeypatch: pytest.MonkeyPatch, apart_ns: int, unused: str
) -> None:
    # Of what took about 1,000 s, a bucket holds about 0.4 s.
    lane = of_times(START_NS + np.arange(10) * apart_ns).lanes[0]
    span = Spans(ints(0), ints(10), ints(START_NS + 1_000 * 10**9), ints(0))
    monkeypatch.setattr(looked_for, unused, None)
    found = SinceDue([(lane, span)], 0, lambda: 0.0).histogram()
    assert found.samples == 10


def test_many_equal_ones_are_one_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked_for, "_LISTED", 10)
    due_ns = np.repeat(np.arange(5), 200)
    load = Given(
        Listed(due_ns.tolist()), [(ints(1_000), ints(START_NS))], [ints(1_000)], ints(START_NS)
    )
    monkeypatch.setattr(SinceDue, "_between", None)  # between two equal bounds nothing is listed
    found, took, _ = since_due(load)
    assert found.at([100, 300, 500, 700, 900]) == [-4, -3, -2, -1, 0]
    assert (len(took), found.upto(-3)) == (1_000, 400)


def test_probes_that_mislead_are_left_for_farther_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    # Every tenth line is a probe, and none but the probes is late: they say nothing of the rest.
    monkeypatch.setattr(looked_for, "_LISTED", 100)
    monkeypatch.setattr(looked_for, "_PROBES", 100)
    due_ns = START_NS + np.arange(1_000) * 1_000
    late_ns = np.where(np.arange(1_000) % 10 == 0, 500, 7)
    lane = of_times(due_ns, visible_ns=due_ns + late_ns).lanes[0]
    found = SinceDue([(lane, lane.seen)], 0, lambda: 0.0)
    asked: list[int] = []
    upto = SinceDue.upto

    def noted(self: SinceDue, ns: int) -> int:
        asked.append(ns)
        return upto(self, ns)

    monkeypatch.setattr(SinceDue, "upto", noted)
    assert found.at([1, 450, 900, 901, 1_000]) == [7, 7, 7, 500, 500]
    assert len(asked) > 2 * 5  # two for each, if none misled


@given(entries(lines=20))
def test_lanes_without_a_line_that_was_seen_change_nothing(told: tuple[Int64, Int64]) -> None:
    counts, times_ns = told
    plan = Listed(list(range(0, 400, 20)))
    alone = Given(plan, [(counts, times_ns)], [counts], times_ns)
    parts = [(lane, lane.seen) for lane in alone.lines().lanes]
    silent = of_times(START_NS + np.arange(3), visible_ns=NOTHING).lanes[0]
    with tiny(_LISTED=3, _PROBES=4, PIECE=5), one_thread():
        _, took, lost = since_due(alone)
        check(SinceDue([(silent, silent.seen), *parts], lost + 3, lambda: 0.0), took, lost + 3)
