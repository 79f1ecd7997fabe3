"""Time that passes when it is told to, and a sink that takes what it is told to."""

from collections.abc import Callable, Sequence


class FakeClock:
    def __init__(self, now_ns: int = 0) -> None:
        self.time_ns = now_ns

    def now_ns(self) -> int:
        return self.time_ns


class FakeWait:
    """Wakes up when asked to, or as much later as it is told to.

    Args:
        clock: what it moves on.
        late_ns: how much too late it wakes up, by the number of the call.
        calls: after so many calls it asks to stop.
    """

    def __init__(
        self,
        clock: FakeClock,
        late_ns: Callable[[int], int] = lambda _: 0,
        calls: int = 1_000_000,
    ) -> None:
        self._clock = clock
        self._late_ns = late_ns
        self._left = calls
        self.calls: list[tuple[int, list[int]]] = []

    def __call__(self, until_ns: int, writable: Sequence[int]) -> bool:
        self._clock.time_ns = max(self._clock.time_ns, until_ns) + self._late_ns(len(self.calls))
        self.calls.append((until_ns, list(writable)))
        return len(self.calls) < self._left


class FakeSink:
    """Takes all lines, or as many a call as it is told to.

    Args:
        clock: read to note when lines came.
        most: of lane k, how many lines it takes at once.
        ends_at: of lane k, after how many lines its consumer leaves.
    """

    def __init__(
        self,
        clock: FakeClock,
        most: dict[int, int] | None = None,
        ends_at: dict[int, int] | None = None,
    ) -> None:
        self._clock = clock
        self._most = most or {}
        self._ends_at = ends_at or {}
        self._lines: dict[int, int] = {}
        self.taken: list[tuple[int, int, int]] = []  # lane, lines, when

    def hand_over(self, lane: int, lines: int) -> int:
        before = self._lines.get(lane, 0)
        after = min(lines, before + self._most.get(lane, lines), self._ends_at.get(lane, lines))
        self._lines[lane] = after
        self.taken.append((lane, after, self._clock.time_ns))
        return after

    def ended(self, lane: int) -> bool:
        return self._lines[lane] >= self._ends_at.get(lane, 2**63)

    def blocked(self, lane: int) -> int | None:
        return 100 + lane if lane in self._most else None


class ListLog:
    """An emission log in memory."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, ...]] = []
        self.flushed = 0

    def append(self, *row: int) -> None:
        self.rows.append(row)

    def flush(self) -> None:
        self.flushed += 1
