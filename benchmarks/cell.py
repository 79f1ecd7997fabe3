"""A cell: what to run, as one frozen value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self, TypeVar

from benchmarks.setting import Setting
from loadgen.errors import BadInput
from loadgen.schedule import Schedule, parse_shape, warmed
from loadgen.units import format_duration, parse_count, parse_duration_ns, parse_rate, parse_speed

T = TypeVar("T")

APIS = ("structured", "dstreams", "floor")
# Our own, for `streamgauge calibrate` and for tests: nobody's to choose, so none of APIS.
SYNTHETIC = "synthetic"
SOURCES = ("socket", "files", "kafka")
WORKLOADS = ("length-count", "length-count-batch", "lengths", "length-count-window")
SINKS = {
    "structured": (
        "foreachBatch",
        "foreach",
        "memory",
        "console",
        "text",
        "parquet",
        "noop",
        "kafka",
    ),
    "dstreams": ("foreachRDD", "saveAsTextFiles", "pprint"),
    "floor": ("reader",),
    SYNTHETIC: ("reader",),
}
PRESETS = ("tuned", "spark")
_DEFAULT_SETTING = {"structured": "default", "dstreams": "1s", "floor": "none", SYNTHETIC: "none"}


@dataclass(frozen=True)
class Cell:
    """workload x api x source x setting x sink x rate x preset, and how long to look at it.

    Every field has its default, so the empty spec is a cell too.

    Args:
        rate_per_s: lines per second once the warm-up is over.
        lines: what is sent, as `loadgen.lines` reads it.
        schedule: how lines are spread over time, as `loadgen.schedule.shapes` reads it.
        speed: how many times as fast as it was a trace is replayed.
        duration_ns: how long lines are sent, the warm-up included.
        warmup_ns: how much of that is left out of the measured window.
        drain_ns: how long to wait, after the last line, for the last result.
        conf: Spark settings of the user's own, which overrule the preset's.
        file_every_ns: how long the files source gathers lines for one file.
        lanes: connections, or sequences of files, that the lines are dealt out to.
        generators: processes that send the lanes.
    """

    workload: str = "length-count"
    api: str = "structured"
    source: str = "socket"
    setting: Setting = Setting("default", None, "default")  # noqa: RUF009 - frozen
    sink: str = "foreachBatch"
    mode: str = "update"
    rate_per_s: float = 5000.0
    lines: str = "uniform:10:120"
    schedule: str = "constant"
    speed: float = 1.0
    duration_ns: int = 60_000_000_000
    warmup_ns: int = 10_000_000_000
    drain_ns: int = 30_000_000_000
    preset: str = "tuned"
    conf: tuple[tuple[str, str], ...] = ()
    master: str = "local[*]"
    file_every_ns: int = 100_000_000
    lanes: int = 1
    generators: int = 1

    @classmethod
    def parse(cls, spec: Mapping[str, Any]) -> Self:
        """A cell from words as the command line and TOML files write them.

        Args:
            spec: `api`, `source`, `setting`, `rate`, `duration`, … as text; what is missing takes
                its default. `conf` is a mapping.

        Raises:
            BadInput: for an unknown key, a word that isn't among a key's choices, a rate or time
                that can't be read, a duration not longer than the warm-up.
        """
        unknown = sorted(set(spec) - set(KEYS))
        if unknown:
            raise BadInput(f"unknown key {unknown[0]!r}: a cell takes {', '.join(KEYS)}")
        synthetic = spec.get("api") == SYNTHETIC
        api = SYNTHETIC if synthetic else _choice(spec, "api", APIS, cls.api)
        cell = cls(
            workload=_choice(spec, "workload", WORKLOADS, cls.workload),
            api=api,
            source=_choice(spec, "source", SOURCES, cls.source),
            setting=Setting.parse(str(spec.get("setting", _DEFAULT_SETTING[api]))),
            sink=_choice(spec, "sink", SINKS[api], SINKS[api][0]),
            mode=_choice(spec, "mode", ("update",), cls.mode),
            rate_per_s=_read(spec, "rate", parse_rate, cls.rate_per_s),
            lines=str(spec.get("lines", cls.lines)),
            schedule=_read(spec, "schedule", _shape, cls.schedule),
            speed=_read(spec, "speed", parse_speed, cls.speed),
            duration_ns=_read(spec, "duration", parse_duration_ns, cls.duration_ns),
            warmup_ns=_read(spec, "warmup", parse_duration_ns, cls.warmup_ns),
            drain_ns=_read(spec, "drain", parse_duration_ns, cls.drain_ns),
            preset=_choice(spec, "preset", PRESETS, cls.preset),
            conf=_conf(spec.get("conf", {})),
            master=str(spec.get("master", cls.master)),
            file_every_ns=_read(spec, "file-every", parse_duration_ns, cls.file_every_ns),
            lanes=_read(spec, "lanes", parse_count, cls.lanes),
            generators=_read(spec, "generators", parse_count, cls.generators),
        )
        if cell.speed != 1 and not parse_shape(cell.schedule).own_rate:
            raise BadInput("--speed: only a trace takes it; --rate makes other loads faster")
        if cell.generators > cell.lanes:
            raise BadInput(
                f"--generators: {cell.generators} have no lane each: it takes up to --lanes, "
                f"{cell.lanes}"
            )
        if cell.duration_ns <= cell.warmup_ns:
            raise BadInput(
                f"--duration: {format_duration(cell.duration_ns)} leaves nothing to measure "
                f"after a warm-up of {format_duration(cell.warmup_ns)}: it takes a longer time"
            )
        return cell

    def spec(self) -> dict[str, Any]:
        """The cell in words, as `parse` reads it."""
        return {
            "workload": self.workload,
            "api": self.api,
            "source": self.source,
            "setting": self.setting.text,
            "sink": self.sink,
            "mode": self.mode,
            "rate": self.rate_per_s,
            "lines": self.lines,
            "schedule": self.schedule,
            "speed": self.speed,
            "duration": format_duration(self.duration_ns),
            "warmup": format_duration(self.warmup_ns),
            "drain": format_duration(self.drain_ns),
            "preset": self.preset,
            "conf": dict(self.conf),
            "master": self.master,
            "file-every": format_duration(self.file_every_ns),
            "lanes": self.lanes,
            "generators": self.generators,
        }

    def plan(self, seed: int) -> Schedule:
        """When its lines are due, if it is run with this seed.

        Raises:
            BadInput: if a trace can't be read, or is shorter than the time to be measured.
        """
        try:
            shape = parse_shape(self.schedule)
            times_ns = self.warmup_ns, self.duration_ns
            return warmed(shape, self.rate_per_s, *times_ns, seed, self.speed)
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


KEYS = tuple(Cell().spec())
assert len(KEYS) == len(fields(Cell))  # noqa: S101 - a field that spec() forgets would be lost


def _shape(text: str) -> str:
    parse_shape(text)
    return text


def _choice(spec: Mapping[str, Any], key: str, known: tuple[str, ...], default: str) -> str:
    value = str(spec.get(key, default))
    if value not in known:
        raise BadInput(f"--{key}: {value!r} is not known: it takes {' | '.join(known)}")
    return value


def _read(spec: Mapping[str, Any], key: str, parse: Callable[[str], T], default: T) -> T:
    if key not in spec:
        return default
    try:
        return parse(str(spec[key]))
    except BadInput as error:
        raise BadInput(f"--{key}: {error}") from None


def _conf(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        raise BadInput(f"--conf: {value!r} is not known: it takes key=value, or a table in TOML")
    return tuple(sorted((str(key), str(setting)) for key, setting in value.items()))
