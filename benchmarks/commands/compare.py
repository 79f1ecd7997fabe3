"""`streamgauge compare`: a campaign, and its report."""

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks import ready
from benchmarks.campaign import Campaign
from benchmarks.campaign_spec import CampaignSpec
from benchmarks.commands import campaign_list, outcome
from benchmarks.commands.carried_out import carry_out, reported
from benchmarks.commands.cell_options import add_cell, add_place, given, place_of
from benchmarks.crossing import split
from benchmarks.folder import for_results

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
    out = options.out or for_results(spec.name)
    place = place_of(options)
    campaign = Campaign(spec, out)
    interrupted = carry_out(campaign, place)
    found = reported(campaign)
    if options.json:
        outcome.print_json(found.as_json())
    else:
        found.show()
    return outcome.INTERRUPTED if interrupted else found.status


def _spec(options: argparse.Namespace) -> CampaignSpec:
    spec = CampaignSpec.read(ready.find(options.spec), changes=split(given(options)))
    repeat = spec.repeat if options.repeat is None else options.repeat
    seed = spec.seed if options.seed is None else options.seed
    return replace(spec, repeat=repeat, seed=seed)
