"""A campaign carried out: its runs made with a bar over them, its report written and told of."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import record, report
from benchmarks.calibration import store
from benchmarks.campaign import RUNS, Campaign, Job
from benchmarks.commands import outcome
from benchmarks.display import Display
from benchmarks.place import Place


@dataclass(frozen=True)
class Reported:
    """What a campaign came to.

    Args:
        out: its folder.
        summaries: those of the runs that could be analysed, in the campaign's order of cells.
        failures: the runs that failed, with the reason.
        written: the report's files; none if nothing was finished.
    """

    out: Path
    summaries: Sequence[dict[str, Any]]
    failures: Sequence[str]
    written: Sequence[Path]

    @property
    def status(self) -> int:
        """The exit status."""
        return outcome.INVALID if self.failures else outcome.status_of(self.summaries)

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            "out": str(self.out),
            "runs": self.summaries,
            "failures": self.failures,
            "files": [str(path) for path in self.written],
        }

    def show(self) -> None:
        """Print a table of the runs, what was found, and where the report is."""
        if self.summaries:
            outcome.print_table(self.summaries)
            outcome.print_backlogs(self.summaries)
            outcome.print_findings(self.summaries)
        for failure in self.failures:
            print(f"failed: {failure}")
        where = f"report: {self.out / 'report.html'}"
        print(where if self.written else "nothing was finished: no report")


def carry_out(campaign: Campaign, place: Place) -> bool:
    """Make the runs that are left; returns whether the user interrupted it."""
    spec = campaign.spec

    def title(job: Job) -> str:
        return job.name if spec.repeat == 1 else f"{job.name} ({job.repeat} of {spec.repeat})"

    with Display([job.cell for job in campaign.jobs()]) as display:

        def end(job: Job, why: str) -> None:
            display.next()
            if why:
                display.say(f"{job.name} failed: {why}")

        try:
            campaign.run(place, lambda job, phase: display.phase(title(job), phase), end)
        except KeyboardInterrupt:
            print("interrupted: reporting what is finished", file=sys.stderr)
            return True
    return False


def reported(campaign: Campaign) -> Reported:
    """Write the report on what is done."""
    out = campaign.out
    failures = list(campaign.failures())
    if not any((out / RUNS).iterdir()):
        return Reported(out, [], failures, [])
    store.quote(out)
    written = report.write(out)
    store.keep_noise(out)
    return Reported(out, _summaries(campaign), failures, written)


def _summaries(campaign: Campaign) -> list[dict[str, Any]]:
    """The runs' summaries, in the campaign's order of cells."""
    order = {name: place for place, name in enumerate(campaign.spec.cells)}
    found = [json.loads(p.read_text()) for p in (campaign.out / RUNS).glob(f"*/{record.SUMMARY}")]
    return sorted(found, key=lambda one: (order.get(one["name"], len(order)), one["repeat"]))
