"""`streamgauge report --asv`: what asv measured, by Spark version or by commit."""

import argparse
import json
import shlex
from pathlib import Path

from analysis.report import versions as page
from analysis.tracked import archive, commits, exports, threshold, verdict, versions
from analysis.tracked.comparison import Comparison
from analysis.tracked.results import SHORT
from analysis.tracked.threshold import Judged
from benchmarks.commands import outcome
from loadgen.errors import BadInput
from loadgen.options import takes

RESULTS = Path(".asv/results")
_SUBJECT = "Spark"
_OPTIONS = ("machine", "commit", "base", "against", "threshold", "github_action_benchmark", "out")


def add(parser: argparse.ArgumentParser) -> None:
    """Add its options to those of `streamgauge report`."""
    parser.add_argument(
        "--asv",
        nargs="?",
        const=RESULTS,
        type=Path,
        metavar="DIR",
        help="write how Spark versions, or commits, compare in place of the report, from the "
        f"results folder of asv run (default: {RESULTS})",
    )
    group = parser.add_argument_group("with --asv")
    group.add_argument("--machine", metavar="NAME", help="whose results, if there are several")
    group.add_argument(
        "--commit", metavar="PREFIX", help="which commit's (default: the newest with results)"
    )
    group.add_argument(
        "--base", metavar="VERSION", help="what others are compared with (default: the oldest)"
    )
    group.add_argument(
        "--against",
        metavar="PREFIX",
        help="compare the commit with this one, each version with itself",
    )
    group.add_argument(
        "--threshold",
        type=takes(threshold.parse),
        metavar="PERCENT",
        help="end with status 4 if a figure is worse than its reference by more than this, as in "
        "10%%, and its interval doesn't hold no change",
    )
    group.add_argument(
        "--github-action-benchmark",
        type=Path,
        metavar="FILE",
        help="write the commit's figures for github-action-benchmark's customSmallerIsBetter",
    )
    group.add_argument(
        "--out", type=Path, metavar="DIR", help="where to (default: versions beside the results)"
    )


def check(options: argparse.Namespace) -> None:
    """Whether options that need --asv are there without it, or don't go together.

    Raises:
        BadInput: if so.
    """
    if options.asv is None:
        for name in _OPTIONS:
            if getattr(options, name) is not None:
                raise BadInput(f"--{name.replace('_', '-')}: it goes with --asv only")
    elif options.dir is not None or options.differences:
        raise BadInput("--asv: it takes neither DIR nor --differences besides")
    elif options.base is not None and options.against is not None:
        raise BadInput("--base: with --against, each version is compared with itself")


def main(options: argparse.Namespace) -> int:
    """Write the page; returns the exit status."""
    compared = _compared(options)
    folder = options.out or options.asv.parent / "versions"
    written = page.write(compared, folder, _again(options, compared))
    if options.github_action_benchmark is not None:
        entries = exports.smaller_is_better(compared, _SUBJECT)
        options.github_action_benchmark.write_text(json.dumps(entries, indent=1, allow_nan=False))
        written.append(options.github_action_benchmark)
    judged = threshold.judge(compared, options.threshold) if options.threshold else None
    if options.json:
        told = {"files": [str(path) for path in written], **exports.as_json(compared)}
        if judged is not None:
            told |= {"beyond": judged.beyond, "not_told": judged.untold}
        outcome.print_json(told)
    else:
        _print(compared, judged)
        print(f"report: {written[0]}")
    return outcome.DONE if judged is None else _status(judged)


def _compared(options: argparse.Namespace) -> Comparison:
    known = archive.read(options.asv, options.machine)
    if options.against is not None:
        return commits.compare(known, page.REQUIREMENT, options.commit, options.against)
    return versions.compare(known, page.REQUIREMENT, page.BY, options.commit, options.base)


def _print(compared: Comparison, judged: Judged | None) -> None:
    for column in compared.columns:
        sentences = verdict.sentences(compared, column)
        if sentences:
            print(" ".join(sentences))
    for words in filter(None, [verdict.remark(compared), *compared.remarks]):
        print(words)
    if judged is None:
        return
    for line in judged.beyond:
        print(f"beyond the threshold: {line}")
    for line in judged.untold:
        print(f"can't be told: {line}")
    if judged.unsampled:
        print(f"not compared, for want of samples: {judged.unsampled} figures")


def _status(judged: Judged) -> int:
    if judged.beyond:
        return outcome.MISSED
    return outcome.DONE if judged.compared else outcome.INVALID


def _again(options: argparse.Namespace, compared: Comparison) -> str:
    words = [
        "streamgauge",
        "report",
        "--asv",
        str(options.asv),
        "--commit",
        compared.commit[:SHORT],
    ]
    for name in ("machine", "base", "against", "out"):
        if getattr(options, name) is not None:
            words += [f"--{name}", str(getattr(options, name))]
    return shlex.join(words)
