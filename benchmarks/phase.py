"""At which phase of the interval a schedule starts."""

import random

from loadgen.units import NS_PER_MS

# Between saying when to start and that time.
_LEAD_NS = 200 * NS_PER_MS


def start_ns(now_ns: int, interval_ns: int | None, seed: int) -> int:
    """When to start: at a seeded random phase of the interval.

    Spark fires at multiples of the interval on the system's clock. A schedule that started at such
    a multiple would always meet it the same way.

    Args:
        now_ns: the time on the run clock.
        interval_ns: between batches; None where there is no such thing.
        seed: of the phase.
    """
    earliest_ns = now_ns + _LEAD_NS
    if interval_ns is None:
        return earliest_ns
    boundary_ns = -(-earliest_ns // interval_ns) * interval_ns
    return boundary_ns + random.Random(seed).randrange(interval_ns)
