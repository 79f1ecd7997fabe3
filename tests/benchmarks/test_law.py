"""Laws, each held against its own words, line by line."""

import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.engines.law import Results, parse_law
from loadgen.errors import BadInput
from loadgen.schedule import Chain, Constant, Ramp, Schedule
from loadgen.units import NS_PER_MS, NS_PER_S

MS = NS_PER_MS
LAWS = [
    "fixed:20ms",
    "fixed:0s",
    "uniform:500ms:120ms",
    "uniform:100ms:250ms",
    "bimodal:100ms:10ms:60ms",
    "stalls:20ms:5ms:1s",
    "sizes:1k:5ms",
    "sizes:1:1ms",
    "limited:500:2ms",
    "limited:1M:0s",
]
PLANS = st.builds(
    lambda rate, rate_to, ms: Chain((Ramp(rate, rate_to, ms * MS), Constant(rate_to, 2 * ms * MS))),
    st.floats(1, 2000),
    st.floats(1, 2000),
    st.integers(1, 1500),
)


def due(plan: Schedule) -> list[int]:
    return [plan.due_at(line) for line in range(plan.count)]


def seen_at(results: Results, line: int) -> int:
    """When a line is in hand, looked for result by result."""
    rows = zip(results.lines, results.at_ns, strict=True)
    return next(int(at_ns) for lines, at_ns in rows if lines > line)


@pytest.mark.parametrize("text", LAWS)
@given(plan=PLANS)
def test_results_go_up_to_the_last_line_and_take_none_before_it_is_due(
    text: str, plan: Schedule
) -> None:
    results = parse_law(text).results(plan)
    lines, start_ns, at_ns = (
        column.tolist() for column in (results.lines, results.start_ns, results.at_ns)
    )
    assert len(results) == len(lines)
    assert lines[-1] == plan.count
    assert all(before < after for before, after in pairwise([0, *lines]))
    assert at_ns == sorted(at_ns)
    assert all(begun <= at for begun, at in zip(start_ns, at_ns, strict=True))
    last_due = [plan.due_at(n - 1) for n in lines]
    assert all(due_ns <= begun for due_ns, begun in zip(last_due, start_ns, strict=True))


def batches(
    times: list[int], interval_ns: int, took_ns: Callable[[int, int], int]
) -> dict[int, int]:
    """When each line is in hand, by going from ms to ms: a batch starts if none is running."""
    seen: dict[int, int] = {}
    now_ns, busy_until_ns, number = 0, 0, 0
    while len(seen) < len(times):
        fresh = [n for n, at in enumerate(times) if at <= now_ns and n not in seen]
        if now_ns % interval_ns == 0 and now_ns >= busy_until_ns and fresh:
            busy_until_ns = now_ns + took_ns(number, now_ns)
            number += 1
            seen |= dict.fromkeys(fresh, busy_until_ns)
        now_ns += MS
    return seen


PLAN = Chain((Ramp(10, 90, NS_PER_S), Constant(90, 2 * NS_PER_S)))


@pytest.mark.parametrize(
    ("text", "interval_ns", "took_ns"),
    [
        ("uniform:500ms:120ms", 500 * MS, lambda _number, _start: 120 * MS),
        ("uniform:100ms:250ms", 100 * MS, lambda _number, _start: 250 * MS),
        (
            "bimodal:100ms:10ms:60ms",
            100 * MS,
            lambda number, _start: (60 if number % 2 else 10) * MS,
        ),
        (
            "stalls:20ms:5ms:1s",
            20 * MS,
            # Only one batch starts in the 20 ms that follow the middle, at 1.5 s.
            lambda _number, start: (1000 if 1500 * MS <= start < 1520 * MS else 5) * MS,
        ),
    ],
)
def test_batches_start_at_multiples_and_one_at_a_time(
    text: str, interval_ns: int, took_ns: Callable[[int, int], int]
) -> None:
    results = parse_law(text).results(PLAN)
    expected = batches(due(PLAN), interval_ns, took_ns)
    assert {line: seen_at(results, line) for line in range(PLAN.count)} == expected


def test_fixed_is_the_same_for_every_line_but_for_its_place_within_a_ms() -> None:
    plan = Constant(20_000, NS_PER_S // 2)
    results = parse_law("fixed:20ms").results(plan)
    took_ns = [seen_at(results, line) - at for line, at in enumerate(due(plan))]
    assert set(took_ns) == {20 * MS + k * 50_000 for k in range(20)}
    every_ms = Constant(1000, NS_PER_S // 2)
    results = parse_law("fixed:20ms").results(every_ms)
    assert {seen_at(results, line) - at for line, at in enumerate(due(every_ms))} == {20 * MS}


def test_sizes_are_drawn_and_batches_wait_for_each_other() -> None:
    plan = Constant(5000, 4 * NS_PER_S)
    results = parse_law("sizes:5k:3ms").results(plan)
    draw = random.Random(1)
    taken, free_ns = 0, 0
    for lines, start_ns, at_ns in zip(
        results.lines.tolist(), results.start_ns.tolist(), results.at_ns.tolist(), strict=True
    ):
        size = min(int(5000 ** draw.random()), plan.count - taken)
        taken += size
        assert lines == taken
        assert start_ns == max(plan.due_at(taken - 1), free_ns)
        free_ns = start_ns + 3 * MS
        assert at_ns == free_ns
    assert taken == plan.count


def test_a_limited_one_keeps_up_below_its_limit_and_not_above() -> None:
    law = parse_law("limited:1k:10ms")
    for rate, oldest_ms in ((500, 20), (900, 100)):
        results = law.results(Constant(rate, 10 * NS_PER_S))
        took_ms = (results.at_ns - results.start_ns) / MS
        assert took_ms[-20:].mean() == pytest.approx(oldest_ms, rel=0.2)
    above = Constant(1250, 10 * NS_PER_S)
    results = law.results(above)
    # Of each second a fifth is left over, and a batch takes as long as the lines that it has.
    end_ms = int(results.at_ns[-1]) / MS
    assert end_ms == pytest.approx(above.count + 10 * len(results), abs=2)


def test_a_stall_is_one() -> None:
    results = parse_law("stalls:20ms:5ms:1s").results(Constant(1000, 4 * NS_PER_S))
    took_ms = ((results.at_ns - results.start_ns) // MS).tolist()
    assert sorted(set(took_ms)) == [5, 1000]
    assert took_ms.count(1000) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("normal:5ms", "'normal:5ms' is not known: it takes fixed:LATENCY, uniform:INTERVAL"),
        ("fixed", "'fixed': it takes fixed:LATENCY"),
        ("fixed:5ms:5ms", "'fixed:5ms:5ms': it takes fixed:LATENCY"),
        ("fixed:5", "'fixed:5': '5' is not a time"),
        ("uniform:0s:5ms", "'0s' is no interval from 1ms up: it takes uniform:"),
        ("sizes:0:5ms", "'0' is not a count"),
    ],
)
def test_bad_laws_are_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_law(text)
    assert str(caught.value).startswith("--conf law: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
