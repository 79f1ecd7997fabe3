"""Schedules of every kind, for laws that hold for all."""

import math

import numpy as np
from hypothesis import strategies as st

from loadgen.schedule import (
    MOST_PER_S,
    Burst,
    Chain,
    Constant,
    Exponential,
    Head,
    Poisson,
    Ramp,
    Schedule,
    Sine,
    Step,
    Trace,
)
from loadgen.units import NS_PER_S

HOUR_NS = 3600 * NS_PER_S

rates = st.one_of(
    st.sampled_from([5e-324, 0.1, 1 / 3, 1.0, 5000.0, 99_999.9, 3.3e6, MOST_PER_S]),
    st.floats(1e-300, MOST_PER_S),
    st.floats(1e-3, 1e4),
)
durations = st.one_of(st.sampled_from([1, NS_PER_S, HOUR_NS]), st.integers(1, 24 * HOUR_NS))
constants = st.builds(Constant, rates, durations)
ramps = st.one_of(
    st.builds(Ramp, rates, rates, durations),
    st.builds(Ramp, st.just(0.0), rates, durations),
    st.builds(Ramp, rates, st.just(0.0), durations),
    rates.flatmap(lambda r: st.builds(Ramp, st.just(r), st.just(math.nextafter(r, 1)), durations)),
)


fair_rates = st.sampled_from([0.001, 1 / 3, 5000.0, MOST_PER_S]) | st.floats(1e-3, 1e6)
exponentials = st.builds(Exponential, fair_rates, fair_rates, st.integers(NS_PER_S, HOUR_NS))
rates_or_none = st.just(0.0) | fair_rates
steps = st.builds(
    lambda rates_per_s, some, ns: Step((*rates_per_s, some), ns),
    st.lists(rates_or_none, max_size=4),
    fair_rates,
    st.integers(NS_PER_S, 24 * HOUR_NS),
)
periods = st.sampled_from([1_000_001, NS_PER_S]) | st.integers(1_000_000, 2 * HOUR_NS)
sines = st.builds(
    Sine, fair_rates, st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1), periods, durations
)
bursts = st.builds(
    lambda base, peak, every_ns, part, ns: Burst(
        base, peak, every_ns, max(every_ns // part, 1), every_ns + ns
    ),
    rates_or_none,
    fair_rates,
    periods,
    st.integers(1, 10),
    durations,
)


@st.composite
def poisson(draw: st.DrawFn) -> Poisson:
    """Long enough to have some lines, and not more than a few blocks of them."""
    rate_per_s = draw(fair_rates)
    lines = draw(st.integers(100, 3000))
    return Poisson(rate_per_s, round(lines / rate_per_s * NS_PER_S), draw(st.integers(0, 99)))


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    gaps_ns = draw(st.lists(st.integers(0, 5) | st.integers(0, HOUR_NS), min_size=1, max_size=30))
    lines = draw(st.lists(st.integers(1, 9), min_size=len(gaps_ns), max_size=len(gaps_ns)))
    times_ns = np.cumsum(gaps_ns)
    after_ns = draw(st.integers(1, NS_PER_S))
    return Trace.of(times_ns, np.array(lines), int(times_ns[-1]) + after_ns)


@st.composite
def heads(draw: st.DrawFn, of: st.SearchStrategy[Schedule]) -> Schedule:
    schedule = draw(of)
    return Head(schedule, draw(st.integers(1, schedule.count)))


simple = st.one_of(constants, ramps, exponentials, steps, sines, bursts, poisson(), traces())
chains = st.lists(simple, min_size=1, max_size=4).map(lambda parts: Chain(tuple(parts)))
schedules = st.one_of(simple, chains, heads(st.one_of(simple, chains)))
