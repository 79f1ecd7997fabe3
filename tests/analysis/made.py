"""What a synthetic run is to be like, and what is to be broken in it."""

from dataclasses import dataclass

from loadgen import schedule
from loadgen.units import parse_duration_ns


@dataclass(frozen=True)
class Made:
    """What to make, and what to break.

    Args:
        rate: lines per second.
        warmup, duration: as on the command line; the duration includes the warm-up.
        tail: how long 20 lines a second are sent after that.
        base_ms: what a batch costs the engine; None for its own default.
        overload: the rate as a multiple of what the engine gets through.
        stall_ms: how long the engine hangs, once, in the middle of the measured window.
        lose: lines that the engine forgets in mid-run.
        duplicate: lines that it counts twice.
        swap: lines whose count went to a wrong length; totals stay as they are.
        late_ms: how late every line leaves, beyond the usual.
        unsent: of the lines at the end, how many never leave.
        progress_short: lines that the engine's own account lacks from mid-run; with DStreams and
            files, one file of them.
        clock_step_ms: how far the system's clock is set forward in mid-run.
        steal: share of the machine that the hypervisor takes away.
        others: share of the machine that other processes take.
        tasks: how many tasks run or wait at a time, by the load average.
        slower: share of their speed that the machine's cores lose in mid-run.
        killed_at: share of the schedule after which the run is killed: journals, half-written rows.
        spark: the version that ran; 4.3.0 was asked for.
    """

    api: str = "structured"
    source: str = "socket"
    setting: str = "default"
    rate: float = 1000.0
    warmup: str = "2s"
    duration: str = "12s"
    tail: str = "0s"
    repeat: int = 1
    seed: int = 1
    base_ms: float | None = None
    overload: float = 0.05
    stall_ms: float = 0.0
    lose: int = 0
    duplicate: int = 0
    swap: int = 0
    late_ms: float = 0.0
    unsent: int = 0
    progress_short: int = 0
    clock_step_ms: int = 0
    steal: float = 0.0
    others: float = 0.02
    tasks: float = 2.0
    slower: float = 0.0
    killed_at: float | None = None
    spark: str = "4.3.0"

    @property
    def name(self) -> str:
        parts = [self.api, self.source] + ([self.setting] if self.api != "floor" else [])
        return "-".join(parts)

    @property
    def interval_ns(self) -> int | None:
        return None if self.setting in {"default", "none"} else parse_duration_ns(self.setting)

    @property
    def warmup_ns(self) -> int:
        return parse_duration_ns(self.warmup)

    @property
    def duration_ns(self) -> int:
        return parse_duration_ns(self.duration)

    def plan(self) -> schedule.Schedule:
        ramp_ns = self.warmup_ns // 2
        steady = schedule.Constant(self.rate, self.duration_ns - ramp_ns)
        parts = (schedule.Ramp(self.rate / 10, self.rate, ramp_ns), steady)
        if self.tail == "0s":
            return schedule.Chain(parts)
        return schedule.Chain((*parts, schedule.Constant(20.0, parse_duration_ns(self.tail))))
