"""Many cells, each several times: in what order, where the records go, what is done already."""

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import record
from benchmarks import runner
from benchmarks.broker.serving import serving
from benchmarks.campaign_spec import CampaignSpec
from benchmarks.cell import Cell
from benchmarks.place import Place
from loadgen.errors import BadInput

CAMPAIGN = "campaign.json"
RUNS = "runs"
SET_ASIDE = "incomplete"


@dataclass(frozen=True)
class Job:
    """One run of a campaign.

    Args:
        name: the cell's name.
        cell: what to run.
        repeat: which repeat it is, from 1.
        path: its run directory.
    """

    name: str
    cell: Cell
    repeat: int
    path: Path


class Campaign:
    """A campaign and the folder that it fills.

    A folder that holds part of the same campaign is gone on with: what is complete is kept.

    Args:
        spec: what to run.
        out: the folder.

    Raises:
        BadInput: if the folder holds something else or can't be written, or a cell can't be run.
    """

    def __init__(self, spec: CampaignSpec, out: Path) -> None:
        self.spec = spec
        self.out = out
        for name, cell in spec.cells.items():
            try:
                runner.check(cell)
            except BadInput as error:
                raise BadInput(f"{name}: {error}") from None
        self._claim()

    def jobs(self) -> list[Job]:
        """What is left to run, in its order: every cell once, shuffled, then every cell again.

        So no cell has all of its runs in a good hour of the machine, or right after the same other.
        """
        order = random.Random(self.spec.seed)
        jobs = []
        for repeat in range(1, self.spec.repeat + 1):
            names = list(self.spec.cells)
            order.shuffle(names)
            for name in names:
                path = self.out / RUNS / f"{name}-r{repeat}"
                jobs.append(Job(name, self.spec.cells[name], repeat, path))
        return [job for job in jobs if not _is_complete(job.path)]

    def run(
        self,
        place: Place,
        on_phase: Callable[[Job, str], None],
        on_end: Callable[[Job, str], None],
    ) -> None:
        """Run what is left. A run that fails is recorded as such, and the rest goes on.

        Args:
            place: where a run's parts find each other.
            on_phase: told of each run's phases.
            on_end: told of each run's end, and why it failed ("" if it didn't).

        Raises:
            KeyboardInterrupt: handed on; what is complete is on disk.
        """
        jobs = self.jobs()
        with serving((job.cell for job in jobs), place) as served:
            for job in jobs:
                self._set_aside(job.path)
                on_end(job, self._run(job, served, on_phase))

    def failures(self) -> Iterator[str]:
        """Each run that didn't come to its end, with the reason."""
        for path in sorted((self.out / RUNS).glob("*/" + record.RUN)):
            info = json.loads(path.read_text())
            if info["status"] != "complete":
                yield f"{path.parent.name}: {info['error']}"

    def _run(self, job: Job, place: Place, on_phase: Callable[[Job, str], None]) -> str:
        """Run one; why it failed, "" if it didn't."""
        try:
            runner.run(
                job.cell,
                job.path,
                name=job.name,
                repeat=job.repeat,
                seed=self.spec.seed + job.repeat - 1,
                place=place,
                on_phase=lambda phase: on_phase(job, phase),
            )
        except runner.RunFailedError as error:
            return str(error)
        return ""

    def _claim(self) -> None:
        """Make the folder ours, or find it to be ours already."""
        wanted = self.spec.described()
        held = self.out / CAMPAIGN
        try:
            if held.exists():
                _same(json.loads(held.read_text()), wanted, self.out)
            elif self.out.exists() and any(self.out.iterdir()):
                raise BadInput(f"--out: {self.out} isn't empty and holds no campaign")
            (self.out / RUNS).mkdir(parents=True, exist_ok=True)
            started = {"started_ns": time.time_ns(), "repeat": self.spec.repeat}
            record.write_json(held, {**wanted, **started})
        except OSError as error:
            raise BadInput(f"--out: {self.out} can't be written: {error.strerror}") from None

    def _set_aside(self, path: Path) -> None:
        """Move what an earlier, unfinished run left: it is no result, but nobody's to lose."""
        if not path.exists():
            return
        aside = self.out / SET_ASIDE
        aside.mkdir(exist_ok=True)
        count = sum(1 for _ in aside.glob(f"{path.name}-*"))
        path.replace(aside / f"{path.name}-{count + 1}")


def _same(held: dict[str, Any], wanted: dict[str, Any], out: Path) -> None:
    if any(held.get(key) != value for key, value in wanted.items()):
        raise BadInput(
            f"--out: {out} holds another campaign: it takes a new folder, or the same cells"
        )


def _is_complete(path: Path) -> bool:
    try:
        return bool(json.loads((path / record.RUN).read_text())["status"] == "complete")
    except (OSError, ValueError, KeyError):
        return False
