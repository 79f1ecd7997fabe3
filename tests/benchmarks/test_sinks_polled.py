import threading

import pytest

from benchmarks.sinks.polled import Polled
from tests.loadgen.consumers import DEADLINE_S, until

pytestmark = pytest.mark.usefixtures("nothing_left")


class Counting(Polled):
    """Counts its looks; fails at one of them, or waits there, if it is to."""

    def __init__(self, error: Exception | None = None, *, waits: bool = False) -> None:
        super().__init__(every_s=0.001)
        self.looks = 0
        self.leave = threading.Event()
        self._fails = error
        self._waits = waits

    def look(self) -> None:
        self.looks += 1
        if self._waits:
            assert self.leave.wait(DEADLINE_S)
        if self._fails is not None:
            raise self._fails


def test_it_looks_again_and_again_until_it_is_closed() -> None:
    sink = Counting()
    assert sink.looks == 0
    sink.start()
    until(lambda: sink.looks > 2)
    sink.close()
    looks = sink.looks
    assert not sink._thread.is_alive()
    assert sink.failure() is None
    assert sink.looks == looks


def test_one_that_never_began_can_be_closed() -> None:
    sink = Counting()
    sink.close()
    assert sink.failure() is None
    assert sink.looks == 0


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ValueError("no number\nat all"), "ValueError: no number"),
        (FileNotFoundError(2, "No such file"), "FileNotFoundError: [Errno 2] No such file"),
        (RuntimeError(), "RuntimeError: ?"),
    ],
)
def test_what_ends_it_is_told_in_a_line(error: Exception, says: str) -> None:
    sink = Counting(error)
    sink.start()
    until(lambda: sink.failure() is not None)
    assert sink.failure() == f"the sink's reader failed: {says}"
    sink.close()
    assert sink.looks == 1


def test_what_fails_while_it_is_stopped_is_no_failure() -> None:
    sink = Counting(ConnectionError("the JVM is gone"), waits=True)
    sink.start()
    until(lambda: sink.looks)
    closing = threading.Thread(target=sink.close)
    closing.start()
    until(sink._stopped.is_set)
    sink.leave.set()
    closing.join()
    assert sink.failure() is None
