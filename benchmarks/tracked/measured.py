"""A campaign run for a class of benchmarks, and what it came to."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.tracked import label
from benchmarks.tracked.profile import Profile

DEADLINE_S = 1_500.0
"""Ours: asv's own limit is on silence, and what it stops may leave others behind."""
ASV_TIMEOUT_S = 2 * DEADLINE_S
"""For asv, so that ours comes first."""

_ENDING_S = 60.0


class UnmeasuredError(RuntimeError):
    """The campaign has no result; the message says why."""


@dataclass(frozen=True)
class Measured:
    """What a campaign came to.

    Args:
        summaries: those of the runs, as `analysis.summary` has them.
        failures: the runs that failed, each with the reason.
        wanted: how many runs there should be of each cell.
    """

    summaries: Sequence[dict[str, Any]]
    failures: Sequence[str]
    wanted: int


def measure(campaign: str, *smoke: str, deadline_s: float = DEADLINE_S) -> Measured:
    """Run a campaign as a command, which is the project's as installed where this runs.

    Args:
        campaign: its name, or its file.
        smoke: what the command is told besides if it is only to be seen that it works.
        deadline_s: how long it may take.

    Raises:
        UnmeasuredError: if it didn't come to its end.
        benchmarks.tracked.label.MislabelledError: if another Spark ran than was to.
    """
    profile = Profile.given()
    out = _folder(Path(campaign).stem)
    options = ["--repeat", str(profile.repeats), "--out", str(out), "--json"]
    command = [sys.executable, "-m", "benchmarks.tracked.tied", "compare", campaign, *options]
    found = _told([*command, *(smoke if profile.smoke else ())], deadline_s)
    label.prove(found["runs"], label.asked())
    return Measured(found["runs"], found["failures"], profile.repeats)


def _folder(name: str) -> Path:
    """A new folder for the runs: kept beside asv's results, or thrown away with asv's own."""
    root = os.environ.get("ASV_CONF_DIR")
    if root is None:
        return Path.cwd() / name
    labels = (os.environ["ASV_ENV_NAME"], os.environ.get("ASV_COMMIT", "")[:8], name)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    return Path(root) / ".asv" / "runs" / "-".join((*labels, stamp))


def _told(command: Sequence[str], deadline_s: float) -> dict[str, Any]:
    """What the command says of its runs."""
    processes.adopt_orphans()
    told, log = Path("told.json"), Path("log.txt")  # files: nobody reads a pipe meanwhile
    with told.open("wb") as into, log.open("wb") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=into, stderr=errors, start_new_session=True
        )
    try:
        process.wait(deadline_s)
    except subprocess.TimeoutExpired:
        raise UnmeasuredError(f"it took longer than {deadline_s:.0f} s, and was ended") from None
    finally:
        processes.end(process)
    try:
        found: dict[str, Any] = json.loads(told.read_text())
    except ValueError:
        why = (log.read_text(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
        raise UnmeasuredError(f"{why} (exit status {process.returncode})") from None
    return found
