"""All results that asv has of one machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.tracked import results
from analysis.tracked.benchmark import Benchmark
from analysis.tracked.results import SHORT, Result
from loadgen.errors import BadInput

_BENCHMARKS, _MACHINE = "benchmarks.json", "machine.json"
_TAKES = "it takes the results folder of asv run, with benchmarks.json and a folder a machine"


@dataclass(frozen=True)
class Archive:
    """What one machine measured.

    Args:
        machine: its name.
        benchmarks: as they are now, by name.
        results: of every commit and environment, by file name.
    """

    machine: str
    benchmarks: Mapping[str, Benchmark]
    results: Sequence[Result]

    def newest(self) -> str:
        """The newest commit with results."""
        return max(self.results, key=lambda result: (result.date_ms, result.commit)).commit

    def commit(self, prefix: str, option: str) -> str:
        """The one commit with results whose name begins so.

        Args:
            prefix: the beginning of its name.
            option: what it was given by, for what is wrong with it.

        Raises:
            BadInput: if there is none, or several.
        """
        known = {result.commit for result in self.results}
        found = sorted(commit for commit in known if commit.startswith(prefix)) if prefix else []
        if len(found) == 1:
            return found[0]
        several = f"may be {_listed(found)}" if found else f"has no results of {self.machine}"
        hint = "" if found else f"; there are some of {_listed(sorted(known))}"
        raise BadInput(f"{option}: {prefix!r} {several}{hint}")

    def of(self, commit: str) -> list[Result]:
        """What was measured of a commit."""
        return [result for result in self.results if result.commit == commit]


def read(folder: Path, machine: str | None = None) -> Archive:
    """Read asv's results of one machine.

    Args:
        folder: asv's results folder.
        machine: which machine's; None if there is only one.

    Raises:
        BadInput: if it isn't asv's, or there are no results, or a file is damaged.
    """
    if not (folder / _BENCHMARKS).is_file():
        raise BadInput(f"--asv: {folder} is not asv's: {_TAKES}")
    machines = {path.parent.name: path.parent for path in sorted(folder.glob(f"*/{_MACHINE}"))}
    if machine is not None and machine not in machines:
        there = ", ".join(machines) or "none"
        raise BadInput(f"--machine: {folder} has no results of {machine!r}; there are: {there}")
    if machine is None and len(machines) > 1:
        raise BadInput(f"--machine: say which: {folder} has results of {', '.join(machines)}")
    name = machine or next(iter(machines), "")
    files = sorted(path for path in (folder / name).glob("*.json") if path.name != _MACHINE)
    if not name or not files:
        raise BadInput(f"--asv: {folder} has no results: {_TAKES}")
    known = [results.read(path) for path in files]
    for path, result in zip(files, known, strict=True):
        if result.machine != name:
            raise BadInput(f"--asv: {path} is of another machine, {result.machine!r}")
    return Archive(name, _benchmarks(folder / _BENCHMARKS), known)


def _benchmarks(path: Path) -> dict[str, Benchmark]:
    held = {name: one for name, one in results.load(path).items() if name != "version"}
    try:
        return {
            name: Benchmark(
                name,
                str(one["unit"]),
                tuple(map(str, one["param_names"])),
                str(one["version"]),
            )
            for name, one in held.items()
        }
    except (KeyError, TypeError) as error:
        raise BadInput(f"--asv: {path} is damaged: {error}") from None


def _listed(commits: Sequence[str]) -> str:
    most = 5
    more = f" and {len(commits) - most} more" if len(commits) > most else ""
    return ", ".join(commit[:SHORT] for commit in commits[:most]) + more
