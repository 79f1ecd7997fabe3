"""A cell: what to run, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from benchmarks import agreement
from benchmarks.choices import (
    APIS,
    DEFAULT_SETTING,
    IMPLEMENTATIONS,
    KAFKA,
    MODES,
    NONE,
    PRESETS,
    SINKS,
    SOURCES,
    STATE_STORES,
    SYNTHETIC,
    default_coalesce,
    default_mode,
    default_sink,
    default_state_store,
)
from benchmarks.reading import (
    choice,
    file_every_ns,
    give_up_ns,
    job_of,
    read,
    shape,
    table,
    whole,
)
from benchmarks.setting import Setting
from benchmarks.window import Window, watermark_ns_of, window_of
from loadgen.errors import BadInput
from loadgen.schedule import Schedule, parse_shape, warmed
from loadgen.units import (
    NS_PER_S,
    format_duration,
    parse_count,
    parse_duration_ns,
    parse_rate,
    parse_speed,
)

# Beyond the window and the watermark's delay: for the batches that have to come round meanwhile.
_TAIL_SLACK_NS = 3 * NS_PER_S


@dataclass(frozen=True)
class Cell:
    """workload x api x source x setting x sink x rate x preset, and how long to look at it.

    Every field has its default, so the empty spec is a cell too.

    Args:
        implementation: how the job computes lengths.
        mode: the output mode; `none` where there is no such thing.
        window: of length-count-window; None for other workloads.
        watermark_ns: how late lines may come, of Structured Streaming's windows; None for others.
        state_store: where Structured Streaming keeps its state; `none` for others.
        coalesce: partitions that a batch is brought together into; 0: as its source has them.
        job: a file with the user's own job; "" for one of ours.
        keys: lines carry a number below this one, and are counted by it; 0: by their length.
        rate_per_s: lines per second once the warm-up is over.
        lines: what is sent, as `loadgen.lines` reads it.
        schedule: how lines are spread over time, as `loadgen.schedule.shapes` reads it.
        speed: how many times as fast as it was a trace is replayed.
        duration_ns: how long lines are sent, the warm-up included.
        warmup_ns: how much of that is left out of the measured window.
        drain_ns: how long to wait, after the last line, for the last result.
        give_up_ns: how far behind its lines a run may fall before it is ended; None: never.
        conf: Spark settings of the user's own, which overrule the preset's.
        options: options of Spark's source of the user's own, which overrule the preset's.
        producer: settings of the generator's Kafka producer, as librdkafka names them.
        checkpoint: a folder for what the engine keeps to recover from; "" for a temporary one.
        file_every_ns: how long the files source gathers lines for one file.
        files_present: empty files that are in the directory before the run.
        lanes: connections, sequences of files, or partitions that the lines are dealt out to.
        generators: processes that send the lanes.
    """

    workload: str = "length-count"
    implementation: str = "jvm"
    api: str = "structured"
    source: str = "socket"
    setting: Setting = Setting("default", None, "default")  # noqa: RUF009 - frozen
    sink: str = "foreachBatch"
    mode: str = "update"
    window: Window | None = None
    watermark_ns: int | None = None
    state_store: str = "hdfs"
    coalesce: int = 1
    job: str = ""
    keys: int = 0
    rate_per_s: float = 5000.0
    lines: str = "uniform:10:120"
    schedule: str = "constant"
    speed: float = 1.0
    duration_ns: int = 60_000_000_000
    warmup_ns: int = 10_000_000_000
    drain_ns: int = 30_000_000_000
    give_up_ns: int | None = None
    preset: str = "tuned"
    conf: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    producer: tuple[tuple[str, str], ...] = ()
    master: str = "local[*]"
    checkpoint: str = ""
    file_every_ns: int = 100_000_000
    files_present: int = 0
    lanes: int = 1
    generators: int = 1

    @classmethod
    def parse(cls, spec: Mapping[str, Any]) -> Self:
        """A cell from words as the command line and TOML files write them.

        Args:
            spec: `api`, `source`, `setting`, `rate`, `duration`, … as text; what is missing takes
                its default. `conf`, `options` and `producer` are mappings.

        Raises:
            BadInput: for an unknown key, a word that isn't among a key's choices, a rate or time
                that can't be read, a duration not longer than the warm-up, keys that don't go
                together.
        """
        unknown = sorted(set(spec) - set(KEYS))
        if unknown:
            raise BadInput(f"unknown key {unknown[0]!r}: a cell takes {', '.join(KEYS)}")
        synthetic = spec.get("api") == SYNTHETIC
        api = SYNTHETIC if synthetic else choice(spec, "api", APIS, cls.api)
        job, workload = job_of(spec)
        rate_per_s = read(spec, "rate", parse_rate, cls.rate_per_s)
        preset = choice(spec, "preset", PRESETS, cls.preset)
        setting = Setting.parse(str(spec.get("setting", DEFAULT_SETTING[api])))
        sink = choice(spec, "sink", SINKS[api], default_sink(api, setting.text))
        state_store = default_state_store(api, setting.text)
        coalesce = default_coalesce(api, setting.text, preset, job)
        cell = cls(
            workload=workload,
            implementation=choice(spec, "implementation", IMPLEMENTATIONS[api]),
            api=api,
            source=choice(spec, "source", SOURCES, cls.source),
            setting=setting,
            sink=sink,
            mode=choice(spec, "mode", MODES[api], default_mode(api, setting.text, workload, sink)),
            window=window_of(spec, workload),
            watermark_ns=watermark_ns_of(spec, api, workload),
            state_store=choice(spec, "state-store", STATE_STORES[api], state_store),
            coalesce=read(spec, "coalesce", whole, coalesce),
            job=job,
            keys=read(spec, "keys", whole, cls.keys),
            rate_per_s=rate_per_s,
            lines=str(spec.get("lines", cls.lines)),
            schedule=read(spec, "schedule", shape, cls.schedule),
            speed=read(spec, "speed", parse_speed, cls.speed),
            duration_ns=read(spec, "duration", parse_duration_ns, cls.duration_ns),
            warmup_ns=read(spec, "warmup", parse_duration_ns, cls.warmup_ns),
            drain_ns=read(spec, "drain", parse_duration_ns, cls.drain_ns),
            give_up_ns=read(spec, "give-up", give_up_ns, cls.give_up_ns),
            preset=preset,
            conf=table(spec, "conf"),
            options=table(spec, "options"),
            producer=table(spec, "producer"),
            master=str(spec.get("master", cls.master)),
            checkpoint=str(spec.get("checkpoint", cls.checkpoint)),
            file_every_ns=read(
                spec, "file-every", lambda text: file_every_ns(text, rate_per_s), cls.file_every_ns
            ),
            files_present=read(spec, "files-present", whole, cls.files_present),
            lanes=read(spec, "lanes", parse_count, cls.lanes),
            generators=read(spec, "generators", parse_count, cls.generators),
        )
        agreement.check(cell)
        return cell

    def spec(self) -> dict[str, Any]:
        """The cell in words, as `parse` reads it."""
        return {
            "workload": self.workload,
            "implementation": self.implementation,
            "api": self.api,
            "source": self.source,
            "setting": self.setting.text,
            "sink": self.sink,
            "mode": self.mode,
            "window": self.window.text if self.window else NONE,
            "watermark": NONE if self.watermark_ns is None else format_duration(self.watermark_ns),
            "state-store": self.state_store,
            "coalesce": self.coalesce,
            "job": self.job,
            "keys": self.keys,
            "rate": self.rate_per_s,
            "lines": self.lines,
            "schedule": self.schedule,
            "speed": self.speed,
            "duration": format_duration(self.duration_ns),
            "warmup": format_duration(self.warmup_ns),
            "drain": format_duration(self.drain_ns),
            "give-up": NONE if self.give_up_ns is None else format_duration(self.give_up_ns),
            "preset": self.preset,
            "conf": dict(self.conf),
            "options": dict(self.options),
            "producer": dict(self.producer),
            "master": self.master,
            "checkpoint": self.checkpoint,
            "file-every": format_duration(self.file_every_ns),
            "files-present": self.files_present,
            "lanes": self.lanes,
            "generators": self.generators,
        }

    def with_preset(self, preset: str) -> "Cell":
        """The cell on another preset, with what follows from that and nobody asked for."""
        ours, theirs = (
            default_coalesce(self.api, self.setting.text, one, self.job)
            for one in (self.preset, preset)
        )
        coalesce = theirs if self.coalesce == ours else self.coalesce
        return replace(self, preset=preset, coalesce=coalesce)

    def plan(self, seed: int) -> Schedule:
        """When its lines are due, if it is run with this seed; the tail included.

        Raises:
            BadInput: if a trace can't be read, or is shorter than the time to be measured.
        """
        try:
            shape = parse_shape(self.schedule)
            times_ns = self.warmup_ns, self.duration_ns
            return warmed(shape, self.rate_per_s, *times_ns, seed, self.speed, self.tail_ns)
        except BadInput as error:
            named = str(error).startswith("--")
            raise error if named else BadInput(f"--schedule: {error}") from None

    @property
    def name(self) -> str:
        """api-source-setting: enough to tell the cells of most campaigns apart."""
        parts = [self.api, self.source] + ([self.setting.text] if self.on_spark else [])
        return "-".join(parts).replace(":", "-")

    @property
    def on_spark(self) -> bool:
        """Whether its engine is one of Spark's."""
        return self.api in {"structured", "dstreams"}

    @property
    def on_kafka(self) -> bool:
        """Whether it takes a broker."""
        return KAFKA in {self.source, self.sink}

    @property
    def results_count(self) -> bool:
        """Whether its results say how many lines are in; else that is for progress to say."""
        return self.sink != "noop" and not self.job

    @property
    def tells_progress(self) -> bool:
        """Whether its engine tells of its batches."""
        return self.api != "floor" and self.setting.kind != "continuous"

    @property
    def by_batch(self) -> bool:
        """Whether a batch's results come together, when it is done."""
        return self.setting.kind not in {"continuous", "real-time"}

    @property
    def interval_ns(self) -> int | None:
        """How often results come; None if as fast as possible, or each by itself."""
        return None if self.setting.kind == "real-time" else self.setting.interval_ns

    @property
    def of_backlog(self) -> bool:
        """Whether its load is there before the job begins."""
        return self.setting.kind == "available-now"

    @property
    def until_closed(self) -> bool:
        """Whether a line is shown only once later lines have closed its window."""
        return self.window is not None and self.mode == "append"

    @property
    def withheld(self) -> bool:
        """Whether a line may be shown later than with the batch that took it."""
        slides = self.api == "dstreams" and self.window is not None
        return self.until_closed or (slides and self._slides_slower)

    @property
    def tail_ns(self) -> int:
        """How long lines go on to come, slowly, to close the windows; 0 where nothing waits."""
        if not self.until_closed or self.window is None:
            return 0
        interval_ns = self.setting.interval_ns or 0
        late_ns = self.watermark_ns or 0
        return self.window.length_ns + late_ns + 2 * interval_ns + _TAIL_SLACK_NS

    @property
    def _slides_slower(self) -> bool:
        return self.window is not None and self.window.slide_ns != self.setting.interval_ns


KEYS = tuple(Cell().spec())
assert len(KEYS) == len(fields(Cell))  # noqa: S101 - a field that spec() forgets would be lost
