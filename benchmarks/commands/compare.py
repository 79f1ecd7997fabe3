"""`streamgauge compare`: a campaign, and its report."""

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis import record, report
from benchmarks import ready
from benchmarks.calibration import store
from benchmarks.campaign import RUNS, Campaign, Job
from benchmarks.campaign_spec import CampaignSpec
from benchmarks.commands import campaign_list, outcome
from benchmarks.commands.cell_options import add_cell, add_place, given, place_of
from benchmarks.crossing import split
from benchmarks.display import Display

_ABOUT = """Run a campaign: one that comes along, by its name, or one that a TOML file describes.
Options of a cell overrule the file's; several values (5k,10k) and sweeps (1k..64k*2) are crossed.
"""
_EXAMPLE = """examples:
  streamgauge compare --list
  streamgauge compare sinks --rate 1k,10k
  streamgauge compare mine.toml --setting 250ms..2s*2 --repeat 5
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "compare",
        help="run a campaign of cells, and report on them side by side",
        usage="%(prog)s [SPEC] [options]",
        description=_ABOUT,
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "spec",
        nargs="?",
        metavar="SPEC",
        default=ready.DEFAULT,
        help="a name that --list has, or a TOML file: default %(default)s",
    )
    parser.add_argument(
        "--list", action="store_true", help="the campaigns that come along, and nothing else"
    )
    add_cell(parser)
    add_place(parser)
    parser.add_argument(
        "--repeat", type=int, metavar="N", help="runs of each cell: default the file's"
    )
    parser.add_argument("--seed", type=int, help="of order, lines and phases: default the file's")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="a new folder, or one to go on with: default results/…",
    )
    parser.add_argument(
        "--aa",
        action="store_true",
        help="run each cell against itself: what differs is noise, and nothing less is claimed",
    )
    parser.add_argument("--json", action="store_true", help="the results as JSON, and nothing else")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Run what is left of the campaign, report on what is done."""
    if options.list:
        return campaign_list.show(as_json=options.json)
    spec = _spec(options)
    if options.aa:
        spec = spec.against_itself()
    out = options.out or Path("results") / f"{spec.name}-{time.strftime('%Y%m%d-%H%M%S')}"
    place = place_of(options)
    campaign = Campaign(spec, out)
    jobs = campaign.jobs()
    interrupted = False
    with Display([job.cell for job in jobs]) as display:

        def end(job: Job, why: str) -> None:
            display.next()
            if why:
                display.say(f"{job.name} failed: {why}")

        try:
            campaign.run(place, lambda job, phase: display.phase(_title(job, spec), phase), end)
        except KeyboardInterrupt:
            interrupted = True
            print("interrupted: reporting what is finished", file=sys.stderr)
    status = _report(campaign, as_json=options.json)
    return outcome.INTERRUPTED if interrupted else status


def _spec(options: argparse.Namespace) -> CampaignSpec:
    spec = CampaignSpec.read(ready.find(options.spec), changes=split(given(options)))
    repeat = spec.repeat if options.repeat is None else options.repeat
    seed = spec.seed if options.seed is None else options.seed
    return replace(spec, repeat=repeat, seed=seed)


def _title(job: Job, spec: CampaignSpec) -> str:
    return job.name if spec.repeat == 1 else f"{job.name} ({job.repeat} of {spec.repeat})"


def _report(campaign: Campaign, *, as_json: bool) -> int:
    """Write the report; print the table, or the JSON."""
    out = campaign.out
    failures = list(campaign.failures())
    summaries: list[dict[str, Any]] = []
    written: list[Path] = []
    if any((out / RUNS).iterdir()):
        store.quote(out)
        written = report.write(out)
        store.keep_noise(out)
        summaries = _summaries(campaign)
    if as_json:
        outcome.print_json(
            {
                "out": str(out),
                "runs": summaries,
                "failures": failures,
                "files": [str(w) for w in written],
            }
        )
    else:
        if summaries:
            outcome.print_table(summaries)
            outcome.print_backlogs(summaries)
            outcome.print_findings(summaries)
        for failure in failures:
            print(f"failed: {failure}")
        print(f"report: {out / 'report.html'}" if written else "nothing was finished: no report")
    return outcome.INVALID if failures else outcome.status_of(summaries)


def _summaries(campaign: Campaign) -> list[dict[str, Any]]:
    """The runs' summaries, in the campaign's order of cells."""
    order = {name: place for place, name in enumerate(campaign.spec.cells)}
    found = [json.loads(p.read_text()) for p in (campaign.out / RUNS).glob(f"*/{record.SUMMARY}")]
    return sorted(found, key=lambda one: (order.get(one["name"], len(order)), one["repeat"]))
