"""How much a calibration measures: all of it, or a quick look."""

from dataclasses import dataclass

from loadgen.units import NS_PER_S


@dataclass(frozen=True)
class Plan:
    """What is measured, and for how long.

    Args:
        quick: whether it is the quick look.
        rate_per_s: the floor's lines per second.
        floor_ns: how long a run of the floor is.
        floor_warmup_ns: how much of that is its warm-up.
        trials: laws of the synthetic engine, each with its lines per second.
        trial_ns: how long a trial is.
        trial_warmup_ns: how much of that is its warm-up.
        rates_per_s: at which rates the generator is always tried, ascending.
        rate_ns: for how long each.
        flat_out_lines: lines that are sent as fast as it goes.
        cost_warm: batches before the first block.
        cost_blocks: how many blocks of batches, half of them with the observers on.
        cost_batches: timed batches a block.
    """

    quick: bool
    rate_per_s: float
    floor_ns: int
    floor_warmup_ns: int
    trials: tuple[tuple[str, float], ...]
    trial_ns: int
    trial_warmup_ns: int
    rates_per_s: tuple[float, ...]
    rate_ns: int
    flat_out_lines: int
    cost_warm: int
    cost_blocks: int
    cost_batches: int


def full(rate_per_s: float) -> Plan:
    """All of it: some five minutes on two cores."""
    return Plan(
        quick=False,
        rate_per_s=rate_per_s,
        floor_ns=15 * NS_PER_S,
        floor_warmup_ns=3 * NS_PER_S,
        trials=(
            ("fixed:20ms", 1e3),
            ("uniform:500ms:120ms", 1e3),
            ("bimodal:200ms:30ms:150ms", 1e3),
            ("stalls:50ms:10ms:3s", 1e3),
            ("sizes:2k:5ms", 1e3),
            ("fixed:20ms", 20e3),
            ("uniform:500ms:120ms", 20e3),
            ("bimodal:200ms:30ms:150ms", 20e3),
            ("stalls:50ms:10ms:3s", 20e3),
            ("sizes:20k:5ms", 20e3),
        ),
        trial_ns=8 * NS_PER_S,
        trial_warmup_ns=NS_PER_S,
        rates_per_s=(1e3, 10e3, 100e3, 1e6),
        rate_ns=3 * NS_PER_S,
        flat_out_lines=50_000_000,
        cost_warm=60,
        cost_blocks=96,
        cost_batches=5,
    )


def quick(rate_per_s: float) -> Plan:
    """A look that takes half a minute, and finds what is grossly wrong."""
    return Plan(
        quick=True,
        rate_per_s=rate_per_s,
        floor_ns=2 * NS_PER_S,
        floor_warmup_ns=NS_PER_S // 2,
        trials=(("uniform:200ms:50ms", 1e3), ("sizes:5k:5ms", 20e3)),
        trial_ns=3 * NS_PER_S,
        trial_warmup_ns=NS_PER_S // 2,
        rates_per_s=(1e3, 100e3),
        rate_ns=NS_PER_S // 2,
        flat_out_lines=5_000_000,
        cost_warm=10,
        cost_blocks=8,
        cost_batches=3,
    )
