"""The generator: how late lines leave at each rate, and where it can't keep up."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.calibration.plan import Plan
from benchmarks.cell import Cell
from benchmarks.load import Load, LoadError
from benchmarks.runner import RunFailedError
from loadgen.clock import RunClock
from loadgen.schedule import MOST_PER_S
from loadgen.summary import LATE_MS
from loadgen.units import NS_PER_MS, NS_PER_S, format_rate

MOST_SHORTFALL = 0.01
"""The generator keeps up with a rate if no more of it is missing than this, and p99 lateness is no
more than `loadgen.summary.LATE_MS`."""
LEAST_PER_S = 100_000.0
"""The bound: it keeps up with this rate."""

_TRIES = 2
_HOST = "127.0.0.1"
_READY_S = 30.0
_SENT_S = 120.0
_LEAD_NS = 200 * NS_PER_MS
_FLAT_OUT_LINES = "fixed:63"  # 64 bytes each


def flat_out(plan: Plan, folder: Path) -> float:
    """Lines per second when they are all due at once.

    Raises:
        RunFailedError: if not all of them arrived.
    """
    cell = Cell(
        rate_per_s=MOST_PER_S,
        lines=_FLAT_OUT_LINES,
        duration_ns=round(plan.flat_out_lines / MOST_PER_S * NS_PER_S),
    )
    return float(_sent(cell, folder)["rate"]["sent_per_s"])


def paced(plan: Plan, rate_per_s: float, folder: Path) -> dict[str, Any]:
    """How late lines leave at a rate, and whether that is keeping up with it.

    Where it was late it is tried once more: a machine's bad moment doesn't come twice as a rule.

    Returns:
        The figures of the last try, and how many there were.

    Raises:
        RunFailedError: if not all of the lines arrived.
    """
    first = _paced(plan, rate_per_s, folder)
    if first["kept_up"]:
        return {**first, "tries": 1}
    return {**_paced(plan, rate_per_s, folder), "tries": _TRIES}


def rates_to_try(plan: Plan, flat_out_per_s: float) -> Iterator[float]:
    """The plan's rates, then ever doubled ones to beyond what it sends flat out."""
    yield from plan.rates_per_s
    rate_per_s = plan.rates_per_s[-1]
    while rate_per_s < flat_out_per_s:
        rate_per_s *= 2
        yield rate_per_s


def judged(flat_out_per_s: float, tried: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the rates say together.

    Args:
        flat_out_per_s: lines per second flat out.
        tried: as made by `paced`, by ascending rate.
    """
    late_from = next((one["rate_per_s"] for one in tried if not one["kept_up"]), None)
    before = [
        one["rate_per_s"] for one in tried if late_from is None or one["rate_per_s"] < late_from
    ]
    kept_up_per_s = max(before, default=None)
    return {
        "rates": list(tried),
        "flat_out_per_s": flat_out_per_s,
        "kept_up_per_s": kept_up_per_s,
        "late_from_per_s": late_from,
        "least_per_s": LEAST_PER_S,
        "within": kept_up_per_s is not None and kept_up_per_s >= LEAST_PER_S,
    }


def _paced(plan: Plan, rate_per_s: float, folder: Path) -> dict[str, Any]:
    sent = _sent(Cell(rate_per_s=rate_per_s, duration_ns=plan.rate_ns), folder)
    late, rate = sent["lateness_ms"], sent["rate"]
    shortfall = 1 - rate["sent_per_s"] / rate["target_per_s"]
    return {
        "rate_per_s": rate_per_s,
        "lateness_ms": {name: late[name] for name in ("p50", "p99", "max")},
        "shortfall": shortfall,
        "kept_up": late["p99"] <= LATE_MS and shortfall <= MOST_SHORTFALL,
    }


def _sent(cell: Cell, folder: Path) -> dict[str, Any]:
    """Send a cell's lines to a consumer that counts them; the generator's summary."""
    try:
        return _send(replace(cell, warmup_ns=0), folder)
    except (LoadError, subprocess.TimeoutExpired) as error:
        raise RunFailedError(str(error)) from None


def _send(cell: Cell, folder: Path) -> dict[str, Any]:
    clock = RunClock.start()
    load = Load(
        cell,
        emission=folder / "emission.parquet",
        directory=folder,
        clock=clock,
        seed=1,
        host=_HOST,
        log=folder / "loadgen.log",
    )
    consumer: subprocess.Popen[str] | None = None
    try:
        port = load.expect("ready", _READY_S)["ports"][0]
        consumer = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.consumer", _HOST, str(port)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is ours to handle
        )
        load.expect("connected", _READY_S)
        load.start(clock.now_ns() + _LEAD_NS)
        sent = load.expect("sent", _SENT_S)
        load.close()  # which hangs up on the consumer, so that it prints what it got
        counted = int(consumer.communicate(timeout=_READY_S)[0])
    finally:
        load.close()
        if consumer is not None:
            consumer.kill()
            consumer.communicate()
    if counted != sent["emitted"]:
        rate = format_rate(cell.rate_per_s)
        raise RunFailedError(f"{counted:,} of {sent['emitted']:,} lines arrived at {rate} lines/s")
    return sent
