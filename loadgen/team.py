"""Several processes that send one load together, each some of its lanes.

They are forked once every lane has its consumer, so that lines and connections are there already.
Each keeps an emission log of its own; in the end the logs are merged into one, row by row.
"""

import contextlib
import json
import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Never

import numpy as np

from loadgen import journal
from loadgen.clock import RunClock
from loadgen.control import Control
from loadgen.emission import EMISSION, part_of
from loadgen.errors import BadInput
from loadgen.journal import Journal
from loadgen.load import Load
from loadgen.pacer import Pace, Pacer
from loadgen.sinks.sink import Place
from loadgen.waiting import Wait

Beat = Callable[[int], None]


@dataclass
class _Member:
    """A process of the team, as the one who leads it sees it.

    Args:
        pid: its process.
        part: the emission log that it leaves.
        reports: what it tells, a line of JSON each; ends with the process.
        lifeline: closed, it makes the process end.
        text: what has been read of `reports` and isn't a line yet.
        sent: the lines that it has sent.
        end: its last word.
    """

    pid: int
    part: Path
    reports: IO[bytes]
    lifeline: IO[bytes]
    text: bytes = b""
    sent: int = 0
    end: Mapping[str, Any] = field(default_factory=dict)


class Team:
    """The processes of a load.

    Args:
        load: what to send; its lanes are dealt out to its processes.
        sink: where to, ready for every lane.
        clock: the run's.
        pace: how often each wakes up.
    """

    def __init__(self, load: Load, sink: Place, clock: RunClock, pace: Pace) -> None:
        self._load = load
        self._sink = sink
        self._clock = clock
        self._pace = pace

    def send(
        self, start_ns: int, log: Journal, wait: Wait, beat: Beat
    ) -> tuple[bool, list[dict[str, Any]]]:
        """Send all lanes; the logs of all processes become the rows of one, in order of time.

        Args:
            start_ns: when the schedule starts, ns on the run clock.
            log: takes the rows.
            wait: says when to stop.
            beat: called about once a second, with the lines sent so far.

        Returns:
            Whether every line has left; what each connection took (see `Place.took`).

        Raises:
            BadInput: if the sink can't be written to.
            OSError: if a log can't, or a process died.
        """
        with self._parts(log.path) as parts, contextlib.ExitStack() as members:
            team = [self._fork(k, part, start_ns) for k, part in enumerate(parts)]
            for member in team:
                members.callback(_end, member)
            _follow(team, wait, beat)
            for member in team:
                _check(member)
            rows = np.concatenate([_rows(member.part) for member in team])
            log.extend(rows[np.argsort(rows[:, -1], kind="stable")])
        took = sorted((t for member in team for t in member.end["took"]), key=lambda t: t["lane"])
        return all(member.end["finished"] for member in team), took

    @contextlib.contextmanager
    def _parts(self, emission: Path | None) -> Iterator[list[Path]]:
        """Where each process leaves its log; gone once they are merged, kept if that failed."""
        with contextlib.ExitStack() as stack:
            folder = emission and emission.parent
            if folder is None:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="loadgen-")))
            whole = emission or folder / "emission.parquet"
            parts = [part_of(whole, member) for member in range(self._load.processes)]
            yield parts
            for part in parts:
                part.unlink()

    def _fork(self, member: int, part: Path, start_ns: int) -> _Member:
        (heard, told), (held, lifeline) = os.pipe(), os.pipe()
        pid = os.fork()
        if not pid:
            os.close(heard)
            os.close(lifeline)
            self._be(member, part, start_ns, held, told)
        os.close(told)
        os.close(held)
        return _Member(pid, part, os.fdopen(heard, "rb", 0), os.fdopen(lifeline, "wb", 0))

    def _be(self, member: int, part: Path, start_ns: int, held: int, told: int) -> Never:
        """Be a process of the team, and end."""
        status = 1
        try:
            # Those who lead us say when to end; a Ctrl-C in the terminal reaches them as well.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            with os.fdopen(told, "w") as reports:
                self._send(member, part, start_ns, Control(held), reports)
            status = 0
        finally:
            os._exit(status)

    def _send(
        self, member: int, part: Path, start_ns: int, lifeline: Control, reports: IO[str]
    ) -> None:
        """Send a share of the lanes, and report."""

        def tell(**words: Any) -> None:  # noqa: ANN401 - whatever JSON holds
            with contextlib.suppress(BrokenPipeError):  # they have gone: the lifeline says so too
                reports.write(json.dumps(words) + "\n")
                reports.flush()

        views = self._load.views[member :: self._load.processes]
        mine = {view.lane for view in views}
        try:
            with Journal(part, EMISSION, self._load.meta(start_ns)) as log:
                pacer = Pacer(
                    views,
                    self._sink,
                    log=log,
                    clock=self._clock,
                    wait=Wait(self._clock, lifeline),
                    pace=self._pace,
                    beat=lambda sent: tell(sent=sent),
                )
                finished = pacer.run(start_ns)
        except BadInput as error:
            tell(refused=str(error))
        except OSError as error:
            tell(failed=[error.errno, error.strerror, error.filename])
        else:
            took = [one for one in self._sink.took() if one["lane"] in mine]
            tell(sent=sum(pacer.sent), finished=finished, took=took)


def _follow(team: list[_Member], wait: Wait, beat: Beat) -> None:
    """Take in what the team tells until all have ended; if we have to stop, so do they."""
    going = {member.reports.fileno(): member for member in team}
    while going:
        if not wait(readable=tuple(going)):
            for member in team:
                member.lifeline.close()
        for descriptor, member in list(going.items()):
            received = _available(descriptor)
            if received == b"":
                del going[descriptor]
            *lines, member.text = (member.text + (received or b"")).split(b"\n")
            for line in lines:
                member.end = json.loads(line)
                member.sent = member.end.get("sent", member.sent)
                beat(sum(one.sent for one in team))


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


def _rows(part: Path) -> np.ndarray[Any, np.dtype[np.int64]]:
    table, _ = journal.read(part)
    return np.stack([table[name].to_numpy() for name in EMISSION], axis=1)


def _end(member: _Member) -> None:
    member.lifeline.close()
    member.reports.close()
    os.waitpid(member.pid, 0)
