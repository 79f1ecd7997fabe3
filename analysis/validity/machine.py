"""Checks of the ground: the clock, the machine, the versions."""

import numpy as np

from analysis import pace, resources, window
from analysis.progress import wall_ahead_ns
from analysis.run import Run
from analysis.validity.finding import Code, Finding, Level, level_of
from loadgen.units import NS_PER_MS

# Between two samples a clock that is slewed (500 ppm at most) moves by less than a ms. A step moves
# the engine's own times, and from 100 ms on its batches too: both APIs fire by the system's clock.
STEP_SUSPECT_MS, STEP_INVALID_MS = 10.0, 100.0

# Of the machine's CPU time. A hypervisor takes cores away whole and unasked, for ms at a time: at a
# tenth the machine isn't the one that its name says. Other processes compete by the same rules as
# ours, and what they leave is how fast Spark is beside them: true, but of a day like this one only.
STEAL_SUSPECT, STEAL_INVALID = 0.02, 0.10
OTHERS_SUSPECT = 0.15

# Tasks that run or wait, a core. A run has about three of its own at its busiest: a task of Spark,
# its Python worker, and a thread that compiles or collects. The kernel counts but once in 5 s, so
# one more may be chance. What goes beyond that gets in the way without much CPU time: disks that
# are waited for, or a crowd that is starved as ours is.
TASKS_PER_CORE_SUSPECT = 4.0

# A core that slows down slows down all that is measured by as much. In the first minutes of work
# many lose a few per cent of the speed that they only lend; a tenth is heat, or a battery.
SLOWER_SUSPECT = 0.10


def clock_stepped(run: Run) -> Finding | None:
    """The system's clock was set while the run went on."""
    ahead_ns = wall_ahead_ns(run.record.resources)
    moved_ms = float(np.abs(np.diff(ahead_ns)).max(initial=0)) / NS_PER_MS
    level = level_of(moved_ms, STEP_SUSPECT_MS, STEP_INVALID_MS)
    if level is None:
        return None
    return Finding(
        Code.CLOCK_STEPPED,
        level,
        f"the system's clock was set by {moved_ms:,.0f} ms in mid-run",
        "run the cell again, and let the clock be slewed, not stepped, meanwhile: latency_ms "
        "doesn't need it, but the engine's own times and its triggers do",
    )


def noisy_machine(run: Run) -> Finding | None:
    """Others had part of the machine while it was measured, or it slowed down."""
    environment = run.record.info.get("environment") or {}
    within = window.at_work(run.record)
    shares = resources.machine_shares(run.record.resources, environment, within)
    if shares is None:
        return None
    steal, others = shares
    tasks_per_core = (pace.active_tasks(run.record.resources, within) or 0.0) / environment["cores"]
    if not _on_this_machine(run):
        others = tasks_per_core = 0.0  # executors are nobody's children here, and some may be ours
    level = level_of(steal, STEAL_SUSPECT, STEAL_INVALID)
    shared = (
        f"of the machine's CPU time the hypervisor took {max(steal, 0):.1%}, and processes that "
        f"aren't the run's {max(others, 0):.1%}"
    )
    evidence, remedies = [shared], []
    if tasks_per_core > TASKS_PER_CORE_SUSPECT:
        evidence.append(f"{tasks_per_core:.1f} tasks a core ran or waited at a time")
    if level or others > OTHERS_SUSPECT or len(evidence) > 1:
        remedies.append("stop what else runs, or use a machine that isn't shared")
    first_mhz, slowest_mhz = pace.slowest_mhz(run.record.resources, within) or (1.0, 1.0)
    if slowest_mhz < (1 - SLOWER_SUSPECT) * first_mhz:
        evidence.append(f"its cores slowed down from {first_mhz:,.0f} to {slowest_mhz:,.0f} MHz")
        remedies.append("let it cool down between runs, or hold its cores at one frequency")
    if not remedies:
        return None
    return Finding(
        Code.NOISY_MACHINE, level or Level.SUSPECT, "; ".join(evidence), "; ".join(remedies)
    )


def version_mismatch(run: Run) -> Finding | None:
    """What ran isn't the version that was asked for. `17` asks for any 17."""
    ran = run.record.info.get("environment") or {}
    wrong, unknown = [], []
    for name, asked in (run.record.info.get("asked") or {}).items():
        if asked is None:
            continue
        version = ran.get(name)
        if version is None:
            unknown.append(f"{name} {asked} was asked for, and what ran isn't known")
        elif version != asked and not str(version).startswith(f"{asked}."):
            wrong.append(f"{name} {asked} was asked for, and {version} ran")
    if not wrong and not unknown:
        return None
    return Finding(
        Code.VERSION_MISMATCH,
        Level.INVALID if wrong else Level.SUSPECT,
        "; ".join(wrong + unknown),
        "install the version asked for in the environment that runs it, without its dependencies "
        "being resolved anew, or ask for the one that is there",
    )


def _on_this_machine(run: Run) -> bool:
    """Whether all that works for the run belongs to its own processes: the floor, local[N]."""
    cell = run.record.info["cell"]
    master = str(cell.get("master", "local"))
    return cell["api"] == "floor" or master == "local" or master.startswith("local[")
