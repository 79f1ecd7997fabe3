from hypothesis import given
from hypothesis import strategies as st

from benchmarks.phase import start_ns
from loadgen.units import NS_PER_MS, NS_PER_S

LEAD_NS = 200 * NS_PER_MS


@given(st.integers(0, 10**18), st.integers(1, 60 * NS_PER_S), st.integers(0, 99))
def test_the_start_is_soon_and_at_the_seed_s_phase(now: int, interval: int, seed: int) -> None:
    start = start_ns(now, interval, seed)
    assert now + LEAD_NS <= start < now + LEAD_NS + 2 * interval
    assert start % interval == start_ns(now + 12_345, interval, seed) % interval


def test_phases_differ_by_seed() -> None:
    assert len({start_ns(0, NS_PER_S, seed) for seed in range(20)}) == 20


def test_without_an_interval_it_starts_at_once() -> None:
    assert start_ns(5, None, 1) == 5 + LEAD_NS
