"""The stage of lines that wait for their window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import stages
from analysis.batches import Batches
from tests.analysis import by_hand
from tests.analysis.by_hand import START_NS, Given, ints, loads, of_times, results
from tests.analysis.synthetic import MS


def mean_ms(values_ns: list[int]) -> float:
    return sum(values_ns) / len(values_ns) / MS


@st.composite
def withheld(draw: st.DrawFn) -> tuple[Given, Batches]:
    """Lines of one lane, the batches that took them, and later ones that showed them."""
    load = draw(loads(whole=True).filter(lambda load: len(load.sent) == 1))
    count, shown = load.plan.count, len(load.seen_ns)
    takers = draw(st.lists(st.integers(0, count), max_size=6).map(sorted))
    lines = ints(*takers, *[count] * (shown + 1))
    times = st.lists(st.integers(0, 10**12), min_size=len(lines), max_size=len(lines))
    begun_ns, job_ns = (ints(*draw(times.map(sorted))) + START_NS for _ in range(2))
    number = np.arange(len(lines)) - len(takers) - 1  # those that show are from 0 on
    told = by_hand.batches(number, lines=lines, start_ns=begun_ns, process_ns=job_ns)
    return load, told


@given(withheld())
def test_a_wait_for_the_window_is_from_the_taking_to_the_showing(
    run: tuple[Given, Batches],
) -> None:
    load, told = run
    visible = results(load.seen[0], load.seen_ns)
    found = stages.by_result(load.lines(), visible, told, engine=True, withheld=True)
    right = load.one_by_one()
    if not right:
        assert found is None
        return
    assert found is not None
    showing = told.start_ns[told.rows_of(np.arange(len(load.seen_ns)))].tolist()
    taking = [int(told.start_ns[by_hand.first_with(told.lines, line.number)]) for line in right]
    means = found.means()
    assert means["boundary_wait"] == pytest.approx(
        mean_ms([ns - line.sent_ns for ns, line in zip(taking, right, strict=True)]), abs=1e-6
    )
    assert means["window_wait"] == pytest.approx(
        mean_ms([showing[line.result] - ns for ns, line in zip(taking, right, strict=True)]),
        abs=1e-6,
    )
    latency_ms = mean_ms([line.visible_ns - line.due_ns for line in right])
    assert sum(means.values()) == pytest.approx(latency_ms, abs=1e-6)


def test_a_line_that_no_batch_is_known_to_have_taken_has_no_stages() -> None:
    due_ns = START_NS + ints(0, 1, 2) * MS
    lines = of_times(due_ns, due_ns, due_ns + 9 * MS)
    visible = results(ints(1, 2, 3), due_ns + 9 * MS)
    for taken, known in ((3, True), (2, False)):
        told = by_hand.batches(ints(0, 1, 2), lines=ints(1, 2, taken), start_ns=due_ns)
        found = stages.by_result(lines, visible, told, engine=True, withheld=True)
        assert (found is not None) is known
