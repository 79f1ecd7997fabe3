"""The inquiry: runs are made, or found, until the question is answered or time is up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from analysis.decide.candidate import Candidate
from analysis.decide.headroom import Headroom
from analysis.decide.recommend import Question, Recommendation
from analysis.plots import portrait
from analysis.plots.cells import Cell as Runs
from analysis.plots.portrait import Portrait
from analysis.plots.style import INVALID
from analysis.summary import analyse
from benchmarks.cell import Cell
from benchmarks.choose import agenda, headroom
from benchmarks.choose.budget import Budget
from benchmarks.choose.contenders import Contender
from benchmarks.display import expected_s
from benchmarks.trials import Trial, Trials
from loadgen.units import NS_PER_S

_DAMAGED = "its record is damaged"


def _nothing(_trial: Trial) -> None:
    pass


@dataclass
class Inquiry:
    """What is asked, who may win, and what was measured so far.

    Args:
        contenders: the cells that may win, and those that can't be run.
        question: what is asked for.
        trials: runs cells; its `held` finds the runs that are there.
        budget: the time that there is.
        on_trial: told of each run.
    """

    contenders: Sequence[Contender]
    question: Question
    trials: Trials
    budget: Budget
    on_trial: Callable[[Trial], None] = _nothing
    made: dict[str, list[Trial]] = field(default_factory=dict, init=False)
    headrooms: list[Headroom] = field(default_factory=list, init=False)
    _candidates: dict[str, Candidate] = field(default_factory=dict, init=False)
    _portraits: dict[Path, Portrait] = field(default_factory=dict, init=False)

    def run(self) -> Recommendation:
        """Measure what is wanted and fits into the time.

        Raises:
            BadInput: if a cell can't be run here.
        """
        cells = {one.name: one.cell for one in self.contenders if one.cell}
        found = self.so_far()
        while True:
            reserve_s = self._for_room_s(found, cells)
            names = [one.name for one in agenda.wanted(found)]
            name = next((one for one in names if self._fits(cells[one], reserve_s)), None)
            if name is None:
                break
            self.made.setdefault(name, []).append(self._run(cells[name]))
            found = self.so_far()
        if found.chosen:
            self._look_for_room(found.chosen, found.roomiest, cells)
        return found

    def day_of(self, trial: Trial) -> str | None:
        """The day on which a run was made, as in 2026-11-20; None if its record doesn't say."""
        portrayed = self._portraits.get(trial.path)
        if portrayed is None or not portrayed.started_ns:
            return None
        return f"{datetime.fromtimestamp(portrayed.started_ns / NS_PER_S).astimezone():%Y-%m-%d}"

    def so_far(self) -> Recommendation:
        """What is known so far, held against the question."""
        return Recommendation(self.question, [self._candidate(one) for one in self.contenders])

    def _for_room_s(self, found: Recommendation, cells: Mapping[str, Cell]) -> float:
        """What is kept for a run that shows headroom, s; nothing if that can't fit anyhow."""
        cell = cells[found.chosen.name] if found.chosen else None
        if cell is None or headroom.refused(cell, agenda.ROOM):
            return 0.0
        takes_s = self._expected_s(headroom.at(cell, agenda.ROOM, self.question.objective))
        return takes_s if self.budget.fits(takes_s) else 0.0

    def _fits(self, cell: Cell, reserve_s: float) -> bool:
        expected = self._expected_s(cell)
        return self.budget.fits(expected + reserve_s if expected else 0.0)

    def _expected_s(self, cell: Cell) -> float:
        """How long a run will take, s; 0 if there is one on disk."""
        used = frozenset(trial.path for trial in self.trials.made)
        return 0.0 if self.trials.held(cell, used) else expected_s(cell)

    def _run(self, cell: Cell, name: str = "") -> Trial:
        expected, begun_s = self._expected_s(cell), self.budget.spent_s
        trial = self.trials.run(cell, name)
        self.budget.took(expected, self.budget.spent_s - begun_s)
        self.on_trial(trial)
        return trial

    def _run_in_time(self, cell: Cell, name: str) -> Trial | None:
        return self._run(cell, name) if self._fits(cell, 0.0) else None

    def _look_for_room(
        self, chosen: Candidate, other: Candidate | None, cells: Mapping[str, Cell]
    ) -> None:
        """The headroom of the chosen one; if there is little, whether another has more."""
        room = self._headroom(chosen, cells, agenda.MULTIPLES)
        little = room.times(cells[chosen.name].rate_per_s) < agenda.ROOM
        if little and room.failed_per_s is not None and other is not None:
            self._headroom(other, cells, (agenda.ROOM,))

    def _headroom(
        self, one: Candidate, cells: Mapping[str, Cell], multiples: Sequence[float]
    ) -> Headroom:
        """The headroom of a candidate: if its runs count, they kept up with its rate."""
        cell = cells[one.name]
        kept_per_s = cell.rate_per_s if one.valid else 0.0
        objective = self.question.objective
        room = headroom.of(cell, kept_per_s, multiples, objective, self._run_in_time)
        self.headrooms.append(room)
        return room

    def _candidate(self, one: Contender) -> Candidate:
        """A contender with its runs; the same as long as there are no more of them."""
        trials = self.made.get(one.name, [])
        known = self._candidates.get(one.name)
        if known is None or known.tried < len(trials):
            self._candidates[one.name] = known = self._made_of(one, trials)
        return known

    def _made_of(self, one: Contender, trials: Sequence[Trial]) -> Candidate:
        if one.cell is None:
            return Candidate(one.name, one.spec, refused=one.refused)
        return Candidate(
            one.name,
            one.cell.spec(),
            one.interval_ms,
            tried=len(trials),
            runs=self._runs(one.name, one.cell, trials),
            failures=tuple(trial.failed or _DAMAGED for trial in trials if _failed(trial)),
        )

    def _runs(self, name: str, cell: Cell, trials: Sequence[Trial]) -> Runs | None:
        portraits = [self._portrait(trial) for trial in trials if trial.summary is not None]
        if not portraits:
            return None
        return Runs(name, cell.setting.text, cell.api, cell.source, INVALID, portraits)

    def _portrait(self, trial: Trial) -> Portrait:
        if trial.path not in self._portraits:
            self._portraits[trial.path] = portrait.of(analyse(trial.path))
        return self._portraits[trial.path]


def _failed(trial: Trial) -> bool:
    return bool(trial.failed) or trial.summary is None
