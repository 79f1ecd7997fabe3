"""Lines made by hand, and the same line by line: small enough to be checked one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from analysis.batches import Batches
from analysis.lines import LOST, Lane, Lines
from analysis.record import Columns, Int64
from analysis.steps import Steps
from loadgen.lanes import LaneView
from loadgen.schedule import Constant, Schedule

START_NS = 1_800_000_000_000_000_000


def ints(*values: int) -> Int64:
    return np.array(values, np.int64)


@dataclass(frozen=True)
class Listed:
    """A schedule whose due times are listed, ns since its start, ascending."""

    times_ns: Sequence[int]

    @property
    def count(self) -> int:
        return len(self.times_ns)

    @property
    def duration_ns(self) -> int:
        return self.times_ns[-1] + 1 if self.count else 1

    def due_ns(self, index: Int64) -> Int64:
        return np.array(self.times_ns, np.int64)[index]

    def due_at(self, index: int) -> int:
        return self.times_ns[index]

    def count_due(self, elapsed_ns: int) -> int:
        return int(np.searchsorted(self.times_ns, elapsed_ns, side="right"))

    def counts_due(self, elapsed_ns: Int64) -> Int64:
        return np.searchsorted(self.times_ns, elapsed_ns, side="right").astype(np.int64)

    def spec(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True)
class Line:
    """A line by itself: its lane, its number there, and its times, ns on the run clock or `LOST`.

    `result` is the row of the first result that has it; -1 if none has.
    """

    lane: int
    number: int
    due_ns: int
    sent_ns: int
    visible_ns: int
    result: int


def first_with(counts: Int64, line: int) -> int:
    """The first entry that counts more lines than come before this one; -1 if none does."""
    return next((k for k, count in enumerate(counts.tolist()) if count > line), -1)


def reference(counts: Int64, times_ns: Int64, total: int) -> list[int]:
    """Line by line: the time of the first entry that counts it, or `LOST`."""
    rows = [first_with(counts, line) for line in range(total)]
    return [int(times_ns[row]) if row >= 0 else LOST for row in rows]


@dataclass(frozen=True)
class Given:
    """Counts as they were told of a load: what `Lines` are made of.

    Args:
        plan: the schedule, which the lanes share.
        sent: for each lane its counts and their times, int64[hand-overs] both.
        seen: for each lane its counts, int64[results].
        seen_ns: the results' times, int64[results].
    """

    plan: Schedule
    sent: Sequence[tuple[Int64, Int64]]
    seen: Sequence[Int64]
    seen_ns: Int64

    def view(self, lane: int) -> LaneView:
        return LaneView(self.plan, lane, len(self.sent))

    def lines(self) -> Lines:
        lanes = []
        for k, (counts, times_ns) in enumerate(self.sent):
            view = self.view(k)
            sent = Steps.of(counts, times_ns, view.count)
            visible = Steps.of(self.seen[k], self.seen_ns, view.count)
            lanes.append(Lane(view, START_NS, 0, view.count, sent, visible))
        return Lines(tuple(lanes))

    def one_by_one(self) -> list[Line]:
        """Every line, lane by lane."""
        found = []
        for k, (counts, times_ns) in enumerate(self.sent):
            view = self.view(k)
            left = reference(counts, times_ns, view.count)
            seen_ns = reference(self.seen[k], self.seen_ns, view.count)
            for j in range(view.count):
                due_ns = START_NS + self.plan.due_at(j * len(self.sent) + k)
                row = first_with(self.seen[k], j)
                found.append(Line(k, j, due_ns, left[j], seen_ns[j], row))
        return found


plans: st.SearchStrategy[Schedule] = st.one_of(
    # Lines that are due together, lines that are far apart, no lines at all.
    st.lists(st.integers(0, 60), max_size=40).map(lambda times: Listed(sorted(times))),
    st.lists(st.integers(0, 10**6), max_size=40).map(lambda times: Listed(sorted(times))),
    st.builds(Constant, st.sampled_from([1e9, 9e8, 1e8, 1.5e7]), st.integers(1, 40)),
)


def moments(most_ns: int) -> st.SearchStrategy[int]:
    """Times on the run clock, around those when lines are due."""
    return st.integers(START_NS - most_ns // 10, START_NS + most_ns)


@st.composite
def entries(draw: st.DrawFn, *, lines: int = 40, n: int | None = None) -> tuple[Int64, Int64]:
    """Counts that mostly grow, now and then stand still, fall or shoot up; times that ascend."""
    n = draw(st.integers(0, 12)) if n is None else n
    counts = draw(st.lists(st.integers(-3, lines + 5), min_size=n, max_size=n))
    if draw(st.booleans()):
        counts.sort()
    times = sorted(draw(st.lists(moments(1_000), min_size=n, max_size=n)))
    return ints(*counts), ints(*times)


@st.composite
def loads(draw: st.DrawFn, *, whole: bool = False) -> Given:
    """A load of one to three lanes, some without a line or a result.

    Args:
        draw: hypothesis's.
        whole: whether every line left and became visible.
    """
    plan = draw(plans)
    lanes = draw(st.integers(1, 3))
    results = draw(st.integers(1, 12))
    seen_ns = ints(*sorted(draw(st.lists(moments(1_000), min_size=results, max_size=results))))
    sent, seen = [], []
    for k in range(lanes):
        count = LaneView(plan, k, lanes).count
        left, left_ns = draw(entries(lines=count))
        shown, _ = draw(entries(lines=count, n=results))
        if whole:
            last_ns = int(left_ns[-1]) if len(left_ns) else START_NS
            left, left_ns = np.append(left, count), np.append(left_ns, last_ns)
            shown[-1] = count
        sent.append((left, left_ns))
        seen.append(shown)
    return Given(plan, sent, seen, seen_ns)


@st.composite
def windows(draw: st.DrawFn, *, whole: bool = False) -> tuple[Given, int, int]:
    """A load, and two moments in their order: most often when lines are due to the ns."""
    load = draw(loads(whole=whole))
    due = [START_NS + load.plan.due_at(line) for line in range(load.plan.count)]
    edge = st.one_of(st.sampled_from(due), moments(1_000)) if due else moments(1_000)
    since_ns, until_ns = sorted((draw(edge), draw(edge)))
    return load, since_ns, until_ns


def of_times(due_ns: Int64, sent_ns: Int64 | None = None, visible_ns: Int64 | None = None) -> Lines:
    """Lines of one lane, each of which left and became visible by itself; as due, if not told.

    All are ns on the run clock, int64[lines], but for `sent_ns` and `visible_ns` of fewer lines:
    the others are lost.
    """
    sent_ns = due_ns if sent_ns is None else sent_ns
    visible_ns = due_ns if visible_ns is None else visible_ns
    start_ns = int(due_ns[0]) if len(due_ns) else START_NS
    view = LaneView(Listed((due_ns - start_ns).tolist()), 0, 1)
    sent, visible = (Steps(np.arange(1, len(t) + 1), t) for t in (sent_ns, visible_ns))
    return Lines((Lane(view, start_ns, 0, len(due_ns), sent, visible),))


def results(counts: Int64, times_ns: Int64) -> Columns:
    """A table of results, numbered as they come."""
    return {"batch": np.arange(len(counts)), "lines": counts, "visible_ns": times_ns}


def batches(number: Int64, lanes: Int64 | None = None, **columns: Int64) -> Batches:
    """The engine's batches; columns that aren't given are 0.

    Args:
        number: int64[batches].
        lanes: int64[batches, lanes]; None if they aren't told apart.
        columns: `Batches`'s own by their names, and steps by the engine's.
    """
    nothing = np.zeros(len(number), np.int64)
    own = ("start_ns", "ready_ns", "process_ns", "end_ns", "lines")
    return Batches(
        batch=number,
        lanes=np.empty((len(number), 0), np.int64) if lanes is None else lanes,
        durations_ns={step: took for step, took in columns.items() if step not in own},
        **{name: columns.get(name, nothing) for name in own},
    )
