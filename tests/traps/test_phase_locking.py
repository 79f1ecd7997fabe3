"""A schedule that starts on a boundary always meets it the same way: ours start anywhere."""

import numpy as np
from numpy.typing import NDArray

from benchmarks import phase
from loadgen.schedule import Constant
from loadgen.units import NS_PER_S

INTERVAL_NS = NS_PER_S // 2
SEEDS = 400
NOW_NS = 1_800_000_000 * NS_PER_S + 123_456_789
# In step with the interval: a line each half second, so that all lines of a run wait as long.
PLAN = Constant(2.0, 10 * NS_PER_S)


def start_ns(seed: int, now_ns: int = NOW_NS) -> int:
    """When a run of this seed starts."""
    return phase.start_ns(now_ns, INTERVAL_NS, seed)


def waits_ns(start_ns: int) -> NDArray[np.int64]:
    """How long each line waits for the next multiple of the interval."""
    due_ns = start_ns + PLAN.due_ns(np.arange(PLAN.count))
    return np.asarray(-due_ns % INTERVAL_NS)


def test_a_start_is_at_a_random_phase_that_the_seed_decides() -> None:
    starts = [start_ns(seed) for seed in range(SEEDS)]
    assert all(NOW_NS <= start < NOW_NS + 3 * INTERVAL_NS for start in starts)
    assert starts == [start_ns(seed) for seed in range(SEEDS)]
    assert len({start % INTERVAL_NS for start in starts}) == SEEDS
    # The same seed meets the boundary the same way whenever it is run: repeats can be repeated.
    phase_ns = starts[7] % INTERVAL_NS
    assert start_ns(7, NOW_NS + 77_777_777) % INTERVAL_NS == phase_ns


def test_over_seeds_lines_wait_for_half_the_interval_on_average() -> None:
    means_ns = [float(waits_ns(start_ns(seed)).mean()) for seed in range(SEEDS)]
    # The seeds are what they are, so this can't fail by chance: it allows 3 standard errors.
    error_ns = INTERVAL_NS / np.sqrt(12 * SEEDS)
    assert abs(np.mean(means_ns) - INTERVAL_NS / 2) < 3 * error_ns
    assert min(means_ns) < 0.05 * INTERVAL_NS
    assert max(means_ns) > 0.95 * INTERVAL_NS


def test_a_locked_schedule_would_have_had_an_extreme_and_called_it_the_latency() -> None:
    boundary_ns = -(-NOW_NS // INTERVAL_NS) * INTERVAL_NS
    assert waits_ns(boundary_ns).max() == 0
    assert waits_ns(boundary_ns + 1).min() == INTERVAL_NS - 1
