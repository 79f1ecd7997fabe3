"""All of a calibration, part by part."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis import calibration
from benchmarks import host
from benchmarks.calibration import cost, floor, generator, trial
from benchmarks.calibration.plan import Plan
from loadgen.units import format_rate


def measure(plan: Plan, out: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Measure everything.

    Args:
        plan: how much.
        out: a folder that is there, and takes the runs' records.
        tell: told what is being measured.

    Returns:
        What docs/calibration.md describes; JSON.

    Raises:
        RunFailedError: if a part didn't come to its end.
    """
    floors, trials, tried = [], [], []
    for source in floor.SOURCES:
        tell(f"a plain reader, from {source}")
        floors.append(floor.measure(plan, source, out / f"floor-{source}"))
    for law, rate_per_s in plan.trials:
        rate = format_rate(rate_per_s)
        tell(f"a synthetic engine, {law} at {rate} lines/s")
        name = f"synthetic-{law.partition(':')[0]}-{rate}"
        trials.append(trial.measure(plan, law, rate_per_s, out / name))
    with _scratch() as folder:
        tell("the generator, flat out")
        flat_out_per_s = generator.flat_out(plan, folder)
        for rate_per_s in generator.rates_to_try(plan, flat_out_per_s):
            tell(f"the generator, at {format_rate(rate_per_s)} lines/s")
            tried.append(generator.paced(plan, rate_per_s, folder))
            if not tried[-1]["kept_up"] and rate_per_s >= plan.rates_per_s[-1]:
                break
    sent = generator.judged(flat_out_per_s, tried)
    costs = _cost(plan, out, tell)
    return {
        "format": calibration.FORMAT,
        "made_ns": time.time_ns(),
        "quick": plan.quick,
        "environment": host.describe(),
        "floor": floors,
        "trials": trials,
        "generator": sent,
        "cost": costs,
        "within": all(one.get("within", True) for one in (*floors, *trials, sent, costs)),
    }


def _cost(plan: Plan, out: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    why = cost.lacking()
    if why:
        return {"skipped": why}
    tell("what measuring costs Spark")
    folder = out / "cost"
    folder.mkdir()
    with _scratch() as scratch:
        return cost.measure(plan, folder, scratch)


@contextmanager
def _scratch() -> Iterator[Path]:
    with TemporaryDirectory(prefix="streamgauge-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
