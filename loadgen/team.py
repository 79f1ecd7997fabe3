"""Several processes that send one load together, each some of its lanes.

They are forked once every lane has its consumer, so that lines and connections are there already,
and get ready before the schedule starts.
Each keeps logs of its own; in the end they are merged into one of each kind, row by row.
"""

import contextlib
import json
import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any, Never, Self

import numpy as np

from loadgen import journal
from loadgen.acknowledged import ACKNOWLEDGED
from loadgen.clock import RunClock
from loadgen.control import Control
from loadgen.emission import EMISSION, part_of
from loadgen.errors import BadInput
from loadgen.journal import Journal
from loadgen.load import Load
from loadgen.pacer import Pace
from loadgen.sending import Logs, Sent, send
from loadgen.sinks.sink import Place
from loadgen.waiting import Wait

Beat = Callable[[int], None]


@dataclass
class _Member:
    """A process of the team, as the one who leads it sees it.

    Args:
        pid: its process.
        parts: the logs that it leaves.
        reports: what it tells, a line of JSON each; ends with the process.
        lifeline: says when to start; closed, it makes the process end.
        text: what has been read of `reports` and isn't a line yet.
        sent: the lines that it has sent.
        end: its last word.
        ended: whether nothing more comes from it.
    """

    pid: int
    parts: Sequence[Path]
    reports: IO[bytes]
    lifeline: IO[bytes]
    text: bytes = b""
    sent: int = 0
    end: Mapping[str, Any] = field(default_factory=dict)
    ended: bool = False

    def start(self, start_ns: int) -> None:
        """Have it start the schedule, at a time on the run clock."""
        with contextlib.suppress(BrokenPipeError):  # it has died, which its reports' end says
            self.lifeline.write(json.dumps({"start_ns": start_ns}).encode() + b"\n")


class Team:
    """The processes of a load, from when they are ready to send until they have ended.

    Args:
        load: what to send; its lanes are dealt out to its processes.
        sink: where to, ready for every lane.
        clock: the run's.
        pace: how often each wakes up.
        wait: says when to stop.
        paths: where the logs are to be (see `loadgen.sending.Logs`); None for those not to be kept.

    Raises:
        BadInput: once entered, if the sink can't be written to.
        OSError: the same, if a process died.
    """

    def __init__(
        self,
        load: Load,
        sink: Place,
        *,
        clock: RunClock,
        pace: Pace,
        wait: Wait,
        paths: Sequence[Path | None],
    ) -> None:
        self._load = load
        self._sink = sink
        self._clock = clock
        self._pace = pace
        self._wait = wait
        self._paths = paths
        self._stack = contextlib.ExitStack()
        self._members: list[_Member] = []

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            # Where nobody acknowledges lines, there is no second log to merge.
            paths = self._paths if self._sink.producer else self._paths[:1]
            logs = [stack.enter_context(self._parts(path)) for path in paths]
            for number, parts in enumerate(zip(*logs, strict=True)):
                self._members.append(self._fork(number, parts))
                stack.callback(_end, self._members[-1])
            while not all("begun" in one.end or one.ended for one in self._members):
                if not self._wait(readable=_going(self._members)):
                    break
                _take_in(self._members)
            for member in self._members:
                if member.ended:
                    _check(member)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.__exit__(*error)  # type: ignore[arg-type] # as it was handed to us

    def send(self, start_ns: int, logs: Logs, beat: Beat) -> tuple[Sent, list[dict[str, Any]]]:
        """Send all lanes; the logs of all processes become the rows of one, in order of time.

        Args:
            start_ns: when the schedule starts, ns on the run clock.
            logs: take the rows.
            beat: called about once a second, with the lines sent so far.

        Returns:
            How it went; what each connection took (see `Place.took`).

        Raises:
            BadInput: if the sink can't be written to.
            OSError: if a log can't, or a process died.
        """
        team = self._members
        for member in team:
            member.start(start_ns)
        while going := _going(team):
            if not self._wait(readable=going):
                for member in team:
                    member.lifeline.close()
            if _take_in(team):
                beat(sum(member.sent for member in team))
        for member in team:
            _check(member)
        for log, parts in zip(logs, zip(*(one.parts for one in team), strict=True), strict=False):
            rows = np.concatenate([_rows(part, log.columns) for part in parts])
            log.extend(rows[np.argsort(rows[:, -1], kind="stable")])
        took = sorted((t for member in team for t in member.end["took"]), key=lambda t: t["lane"])
        finished = all(member.end["finished"] for member in team)
        end_ns = max(member.end["end_ns"] for member in team)
        return Sent(finished, sum(member.sent for member in team), end_ns), took

    @contextlib.contextmanager
    def _parts(self, path: Path | None) -> Iterator[list[Path]]:
        """Where each process leaves its log; gone once they are merged, kept if that failed."""
        with contextlib.ExitStack() as stack:
            if path is None:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="loadgen-"))
                path = Path(folder) / "log.parquet"
            parts = [part_of(path, member) for member in range(self._load.processes)]
            yield parts
            for part in parts:
                part.unlink(missing_ok=True)

    def _fork(self, member: int, parts: Sequence[Path]) -> _Member:
        (heard, told), (held, lifeline) = os.pipe(), os.pipe()
        pid = os.fork()
        if not pid:
            os.close(heard)
            os.close(lifeline)
            self._be(member, parts, held, told)
        os.close(told)
        os.close(held)
        return _Member(pid, parts, os.fdopen(heard, "rb", 0), os.fdopen(lifeline, "wb", 0))

    def _be(self, member: int, parts: Sequence[Path], held: int, told: int) -> Never:
        """Be a process of the team, and end."""
        status = 1
        try:
            # Those who lead us say when to end; a Ctrl-C in the terminal reaches them as well.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            with os.fdopen(told, "w") as reports:
                self._send(member, parts, Control(held), reports)
            status = 0
        finally:
            os._exit(status)

    def _send(
        self,
        member: int,
        parts: Sequence[Path],
        control: Control,
        told: IO[str],
    ) -> None:
        """Send a share of the lanes, and report."""

        def tell(**words: Any) -> None:  # noqa: ANN401 - whatever JSON holds
            with contextlib.suppress(BrokenPipeError):  # they have gone: the lifeline says so too
                told.write(json.dumps(words) + "\n")
                told.flush()

        views = self._load.views[member :: self._load.processes]
        mine = {view.lane for view in views}
        wait = Wait(self._clock, control)
        try:
            reports = self._sink.begin()
            tell(begun=True)
            while control.start_ns is None:
                if not wait():
                    return
            meta = self._load.meta(control.start_ns)
            with contextlib.ExitStack() as stack:
                logs = Logs(
                    *(
                        stack.enter_context(Journal(part, columns, meta))
                        for part, columns in zip_longest(parts, (EMISSION, ACKNOWLEDGED))
                    )
                )
                sent = send(
                    views,
                    self._sink,
                    reports,
                    logs,
                    clock=self._clock,
                    wait=wait,
                    pace=self._pace,
                    beat=lambda lines: tell(sent=lines),
                    start_ns=control.start_ns,
                )
        except BadInput as error:
            tell(refused=str(error))
        except OSError as error:
            tell(failed=[error.errno, error.strerror, error.filename])
        else:
            took = [one for one in self._sink.took() if one["lane"] in mine]
            tell(sent=sent.lines, finished=sent.finished, end_ns=sent.end_ns, took=took)


def _going(team: Sequence[_Member]) -> tuple[int, ...]:
    """What those who haven't ended report on."""
    return tuple(member.reports.fileno() for member in team if not member.ended)


def _take_in(team: Sequence[_Member]) -> bool:
    """Take in what the team has told, and say whether it has told anything."""
    told = False
    for member in team:
        received = b"" if member.ended else _available(member.reports.fileno())
        member.ended = received == b""
        *lines, member.text = (member.text + (received or b"")).split(b"\n")
        for line in lines:
            member.end = json.loads(line)
            member.sent = member.end.get("sent", member.sent)
            told = True
    return told


def _available(descriptor: int) -> bytes | None:
    """What there is to read; None if there is nothing yet."""
    os.set_blocking(descriptor, False)
    try:
        return os.read(descriptor, 65536)
    except BlockingIOError:
        return None


def _check(member: _Member) -> None:
    """Raise what stopped a process of the team, if anything did."""
    if "refused" in member.end:
        raise BadInput(member.end["refused"])
    if "failed" in member.end:
        raise OSError(*member.end["failed"])
    if "finished" not in member.end:
        raise OSError(None, f"a process that sends lines died (pid {member.pid})")


def _rows(part: Path, columns: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
    table, _ = journal.read(part)
    return np.stack([table[name].to_numpy() for name in columns], axis=1)


def _end(member: _Member) -> None:
    member.lifeline.close()
    member.reports.close()
    os.waitpid(member.pid, 0)
