"""What a load is to send."""

from dataclasses import dataclass
from typing import Any

from loadgen.lanes import LaneView
from loadgen.lines import Ring
from loadgen.schedule.schedule import Schedule


@dataclass(frozen=True)
class Load:
    """What is to be sent.

    Args:
        source: `socket`, `files` or `kafka`.
        schedule: when.
        lines: what, as given to --lines.
        ring: the same, rendered.
        seed: of random lines.
        lanes: how many sub-streams.
        file_every_ns: for how long lines are gathered into a file, ns; None for other sources.
        processes: how many processes share the lanes out.
        keys: lines carry a number below this one; 0 for none.
    """

    source: str
    schedule: Schedule
    lines: str
    ring: Ring
    seed: int
    lanes: int
    file_every_ns: int | None = None
    processes: int = 1
    keys: int = 0

    @property
    def views(self) -> tuple[LaneView, ...]:
        """Each lane's share of the schedule."""
        return tuple(LaneView(self.schedule, lane, self.lanes) for lane in range(self.lanes))

    def meta(self, start_ns: int) -> dict[str, Any]:
        """What a reader of the emission log needs besides its rows.

        Args:
            start_ns: when the schedule starts, ns on the run clock.
        """
        return {
            "schedule": self.schedule.spec(),
            "start_ns": start_ns,
            "lanes": self.lanes,
            "source": self.source,
            "file_every_ns": self.file_every_ns,
            "lines": self.lines,
            "keys": self.keys,
            "seed": self.seed,
        }
