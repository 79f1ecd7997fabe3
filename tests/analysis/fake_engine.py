"""Engines that don't exist, with the timing of those that do: the lines of each batch, and when."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from analysis.record import Int64

MS = 1_000_000


@dataclass(frozen=True)
class FakeBatch:
    number: int
    start_ns: int
    visible_ns: int
    end_ns: int
    before: int  # lines in before this batch
    lines: int  # and after it
    durations_ms: dict[str, int] = field(default_factory=dict)


@dataclass
class FakeEngine:
    """What all fake engines have in common.

    Args:
        rng: makes one batch unlike another.
        arrived: how many lines are there at a time.
        since_ns, until_ns: when batches start.
        base_ms: what a batch costs, however small.
        capacity_per_s: lines that it gets through in a second, apart from that.
        stall_at_ns, stall_ms: once, the first batch from this moment on takes so much longer.
    """

    rng: np.random.Generator
    arrived: Callable[[int], int]
    since_ns: int
    until_ns: int
    base_ms: float
    capacity_per_s: float
    stall_at_ns: int
    stall_ms: float = 0.0

    def busy_ms(self, now_ns: int, lines: int) -> float:
        busy = self.base_ms * self.rng.lognormal(0.0, 0.15) + lines / self.capacity_per_s * 1000
        if now_ns >= self.stall_at_ns:
            busy, self.stall_ms = busy + self.stall_ms, 0.0
        return busy

    def structured(self, interval_ns: int | None) -> list[FakeBatch]:
        """Triggers one after the other, or on the multiples of an interval."""
        batches: list[FakeBatch] = []
        now_ns, done = self.since_ns, 0
        while now_ns < self.until_ns:
            if interval_ns:
                now_ns = -(-now_ns // interval_ns) * interval_ns
            lines = self.arrived(now_ns + 2 * MS)
            if lines == done:
                now_ns += interval_ns or 10 * MS
                continue
            took = {"latestOffset": 2, "walCommit": int(self.rng.integers(9, 14)), "getBatch": 1}
            took["queryPlanning"] = int(self.rng.integers(7, 12))
            process_ns = now_ns + sum(took.values()) * MS
            busy_ms = self.busy_ms(now_ns, lines - done)
            took["addBatch"] = math.ceil(busy_ms) + 1
            took["commitOffsets"] = int(self.rng.integers(8, 12))
            took["triggerExecution"] = sum(took.values())
            end_ns = now_ns + took["triggerExecution"] * MS
            visible_ns = process_ns + round(busy_ms * MS)
            number = len(batches)
            batches.append(FakeBatch(number, now_ns, visible_ns, end_ns, done, lines, took))
            done, now_ns = lines, end_ns + MS
        return batches

    def dstreams(self, interval_ns: int) -> list[FakeBatch]:
        """A batch at every multiple of the interval; they queue when one takes too long."""
        batches: list[FakeBatch] = []
        free_ns, done = self.since_ns, 0
        first_ns = -(-self.since_ns // interval_ns) * interval_ns
        for start_ns in range(first_ns, self.until_ns, interval_ns):
            lines = self.arrived(start_ns)
            process_ns = max(start_ns + int(self.rng.integers(3, 9)) * MS, free_ns)
            busy_ms = self.busy_ms(start_ns, lines - done)
            visible_ns = process_ns + round(busy_ms * MS)
            free_ns = process_ns + (math.ceil(busy_ms) + 3) * MS
            took = {"start": process_ns // MS, "end": free_ns // MS}
            number = start_ns // MS
            batches.append(FakeBatch(number, start_ns, visible_ns, free_ns, done, lines, took))
            done = lines
        return batches


def floor(rng: np.random.Generator, counts: Int64, sent_ns: Int64) -> list[FakeBatch]:
    """A reader that counts whatever each hand-over brought."""
    seen_ns = np.maximum.accumulate(sent_ns + rng.integers(80_000, 300_000, len(sent_ns)))
    before = np.concatenate(([0], counts[:-1]))
    return [
        FakeBatch(k, int(sent), int(seen), int(seen), int(first), int(lines))
        for k, (sent, seen, first, lines) in enumerate(
            zip(sent_ns, seen_ns, before, counts, strict=True)
        )
    ]
