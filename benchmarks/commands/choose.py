"""`streamgauge choose`: which API and setting to take, for a rate and an objective."""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from analysis import record
from analysis.decide.objective import Objective
from analysis.decide.recommend import P99_SHARE, Question
from benchmarks import host, runner
from benchmarks.calibration import store
from benchmarks.commands import outcome
from benchmarks.commands.cell_options import add_cell, add_place, given, place_of
from benchmarks.commands.console import console
from benchmarks.display import Display
from benchmarks.folder import RESULTS, for_results
from benchmarks.held import Held, here
from benchmarks.trials import Trial, Trials
from loadgen import options as takes
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S, format_rate

if TYPE_CHECKING:
    from analysis.decide.recommend import Recommendation
    from benchmarks.choose.inquiry import Inquiry

FILE = "choose.json"

_WITHIN_NS = 300 * NS_PER_S
_WORDS = {"api", "setting", ""}

_ABOUT = """Say which API and which setting to take for a rate and an objective: it measures what
it needs on this machine and no more, and takes what was measured here before. --api and --setting
say what to choose from; several values are separated by commas."""
_EXAMPLE = """examples:
  streamgauge choose --rate 20k --objective 'p99<2s'
  streamgauge choose --rate 20k --objective 'p50<500ms,p99<2s' --cost
  streamgauge choose --source files --setting 500ms,1s --within 3m
exit status: 0 done; 2 bad input; 3 no run counts; 4 nothing meets the objective
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "choose",
        help="say which API and setting to take for a rate and an objective: five minutes",
        usage="%(prog)s [options]",
        description=_ABOUT,
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--objective",
        metavar="LIMITS",
        help="what latency has to meet: p99<2s, or p50<200ms,p99<1s: default nothing",
    )
    parser.add_argument(
        "--cost",
        action="store_true",
        help="take what costs the least CPU, not what has the lowest p99",
    )
    parser.add_argument(
        "--within",
        type=takes.positive_duration_ns,
        default=_WITHIN_NS,
        metavar="TIME",
        help="start nothing that wouldn't be done by then: default 5m",
    )
    parser.add_argument(
        "--from",
        type=Path,
        metavar="DIR",
        action="append",
        default=[],
        dest="sources",
        help=f"where runs are, besides {RESULTS}/, that need not be made again; may be given often",
    )
    parser.add_argument("--fresh", action="store_true", help="make all runs anew")
    add_cell(parser)
    add_place(parser)
    parser.add_argument("--seed", type=int, default=1, help="of the lines and phases: default 1")
    parser.add_argument("--out", type=Path, metavar="DIR", help="a new folder: default results/…")
    parser.add_argument("--json", action="store_true", help="the answer as JSON, and nothing else")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Measure, answer, print."""
    from benchmarks.choose import answer  # noqa: PLC0415 - what looks at runs imports matplotlib

    inquiry, found, interrupted = _inquire(options)
    out = inquiry.trials.out
    told = answer.of(inquiry, found)
    record.write_json(out / FILE, told)
    store.quote(out)
    if options.json:
        outcome.print_json(told)
    else:
        _print(told)
    if interrupted:
        return outcome.INTERRUPTED
    if found.chosen:
        return outcome.DONE
    return outcome.MISSED if found.question.limits and found.answered else outcome.INVALID


def _inquire(options: argparse.Namespace) -> "tuple[Inquiry, Recommendation, bool]":
    """Measure what is needed, with a bar on a terminal.

    Returns:
        What was measured; what that comes to; whether the user ended it early.

    Raises:
        BadInput: if it can't be.
    """
    from benchmarks.choose.budget import Budget  # noqa: PLC0415 - as above
    from benchmarks.choose.contenders import contenders  # noqa: PLC0415
    from benchmarks.choose.inquiry import Inquiry  # noqa: PLC0415

    objective = Objective.parse(options.objective) if options.objective else None
    found = contenders(given(options), objective)
    cells = [one.cell for one in found if one.cell]
    for cell in cells:
        runner.check(cell)
    held = Held(_folders(options), here(), time.time_ns())
    out = options.out or for_results("choose")
    with Display(cells) as display:

        def end(trial: Trial) -> None:
            display.next()
            display.say(_ended(trial))

        trials = Trials(out, place_of(options), options.seed, display.phase, held.find)
        question = Question(objective, options.cost, _noise_factor())
        budget = Budget(options.within / NS_PER_S)
        inquiry = Inquiry(found, question, trials, budget, end)
        try:
            return inquiry, inquiry.run(), False
        except KeyboardInterrupt:
            print("interrupted: answering from what is finished", file=sys.stderr)
            return inquiry, inquiry.so_far(), True


def _folders(options: argparse.Namespace) -> tuple[Path, ...]:
    """Where to look for runs that are there.

    Raises:
        BadInput: if a folder that was named isn't one.
    """
    for folder in options.sources:
        if not folder.is_dir():
            raise BadInput(f"--from: {folder} is no folder")
    return () if options.fresh else (RESULTS, *options.sources)


def _noise_factor() -> float:
    """What pairs of the same cell were found to differ by on this machine, at p99."""
    from analysis.report import aa  # noqa: PLC0415 - as above

    known = aa.measured([], {}, store.folder(host.describe()))
    noise = known.at(P99_SHARE) if known else None
    return noise.factor if noise else 1.0


def _ended(trial: Trial) -> str:
    """What a run came to, in short."""
    called = f"{trial.cell.name}, {format_rate(trial.cell.rate_per_s)} lines/s"
    if trial.failed or trial.summary is None:
        return f"{called}: {trial.failed or 'its record is damaged'}"
    p99_ms = trial.summary["latency_ms"]["p99"]
    figure = "no p99" if p99_ms is None else f"p99 {p99_ms:,.0f} ms"
    there = " (was there)" if trial.reused else ""
    return f"{called}: {figure}, {trial.summary['verdict']}{there}"


def _print(told: Mapping[str, Any]) -> None:
    """The sentence, what it rests on, and how to find it again."""
    wide = console()
    wide.print(told["sentence"], highlight=False, markup=False, soft_wrap=True)
    for note in told["notes"]:
        wide.print(note, highlight=False, markup=False, soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD, title="latency, ms; CPU, s per million lines")
    for column in ("api", "setting", "p50", "p99", "interval", "CPU", "runs", ""):
        table.add_column(column, justify="left" if column in _WORDS else "right")
    for one in told["candidates"]:
        table.add_row(*_row(one))
    wide.print(table)
    for one in told["candidates"]:
        if one["command"]:
            print(one["command"])
        for run in one["runs"]:
            there = f" (run of {run['made_on']})" if run["reused"] else ""
            print(f"    {run['path']}{there}")
    out = told["out"]
    print(f"answer: {out}/{FILE}\nreport: streamgauge report {out}")


def _row(one: Mapping[str, Any]) -> list[str]:
    bounds = one["interval_ms"].get("p99")
    days = sorted({run["made_on"] for run in one["runs"] if run["reused"]})
    return [
        one["api"],
        one["setting"],
        *(outcome.shown_ms(one["latency_ms"].get(figure)) for figure in ("p50", "p99")),
        f"{bounds['low']:,.0f} to {bounds['high']:,.0f}" if bounds else "-",
        "-" if one["cpu_s_per_million_lines"] is None else f"{one['cpu_s_per_million_lines']:.3g}",
        str(len(one["runs"]) or "-"),
        one["why"] + (f" (run of {', '.join(days)})" if days else ""),
    ]
