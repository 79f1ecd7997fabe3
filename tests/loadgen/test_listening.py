from loadgen.listening import Listening
from tests.loadgen.fakes import FakeClock, FakeWait, ListLog

MS = 1_000_000


class FakeReports:
    """A broker that acknowledges lane 0's lines at given times, ms.

    It is waited for as long as it takes, and never longer than asked for.
    """

    patience_ns = 1000 * MS
    failed = False

    def __init__(self, clock: FakeClock, *at_ms: int) -> None:
        self._clock = clock
        self._at_ns = [at * MS for at in at_ms]
        self._heard = 0
        self.timeouts_s: list[float] = []

    @property
    def outstanding(self) -> int:
        return len(self._at_ns) - self._heard

    def hear(self, timeout_s: float) -> dict[int, int]:
        self.timeouts_s.append(timeout_s)
        until_ns = self._clock.time_ns + round(timeout_s * 1e9)
        left = self._at_ns[self._heard :]
        self._clock.time_ns = max(self._clock.time_ns, min([until_ns, *left]))
        before = self._heard
        self._heard += sum(at_ns <= self._clock.time_ns for at_ns in left)
        return {0: self._heard} if self._heard > before else {}


def listening(*at_ms: int, calls: int = 1000) -> tuple[Listening, FakeReports, ListLog, FakeWait]:
    clock, log = FakeClock(), ListLog()
    reports, wait = FakeReports(clock, *at_ms), FakeWait(clock, calls=calls)
    return Listening(wait, reports, log, clock), reports, log, wait


def test_word_that_comes_while_nothing_is_due_is_noted_at_once() -> None:
    listen, _, log, wait = listening(7, 9)
    assert listen(50 * MS, [])
    assert listen(50 * MS, [])
    assert log.rows == [(0, 1, 7 * MS), (0, 2, 9 * MS)]
    assert [until_ns for until_ns, _ in wait.calls] == [7 * MS, 9 * MS]


def test_the_timer_has_the_last_of_a_wait() -> None:
    listen, reports, log, wait = listening(500)
    listen(50 * MS, [])
    listen(50 * MS, [3])
    assert reports.timeouts_s == [0.049, 0.0]
    assert log.rows == []
    assert wait.calls == [(49 * MS, []), (50 * MS, [3])]


def test_without_outstanding_lines_it_only_waits() -> None:
    listen, reports, _, wait = listening()
    assert listen(500 * MS, [4])
    assert (reports.timeouts_s, wait.calls) == ([0.0], [(500 * MS, [4])])


def test_a_wish_to_stop_is_seen_while_the_broker_is_silent() -> None:
    listen, reports, _, _ = listening(10_000, calls=1)
    assert not listen(60_000 * MS, [])
    assert max(reports.timeouts_s) <= 0.1


def test_the_last_words_are_waited_for() -> None:
    listen, _, log, _ = listening(3, 3, 400)
    assert listen.finish()
    assert log.rows == [(0, 2, 3 * MS), (0, 3, 400 * MS)]


def test_what_there_is_no_word_of_in_time_is_given_up() -> None:
    listen, _, log, wait = listening(3, 5000)
    assert not listen.finish()
    assert log.rows == [(0, 1, 3 * MS)]
    assert 999 * MS <= wait.calls[-1][0] <= 1001 * MS


def test_who_wants_us_to_stop_waits_half_a_second() -> None:
    listen, _, log, wait = listening(300, 5000, calls=1)
    assert not listen.finish()
    assert log.rows == [(0, 1, 300 * MS)]
    assert 500 * MS <= wait.calls[-1][0] <= 605 * MS


def test_a_line_that_failed_is_no_good_end() -> None:
    listen, reports, _, _ = listening(3)
    reports.failed = True
    assert not listen.finish()
