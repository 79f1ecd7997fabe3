"""The options that describe a cell, which several commands share."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.cell import Cell
from benchmarks.choices import (
    APIS,
    IMPLEMENTATIONS,
    MODES,
    PRESETS,
    SINKS,
    SOURCES,
    STATE_STORES,
    WORKLOADS,
)
from benchmarks.place import Place
from loadgen.errors import BadInput
from loadgen.schedule import SHAPES_TAKE


def _both(choices: Mapping[str, tuple[str, ...]]) -> str:
    return " | ".join((*choices["structured"], *choices["dstreams"]))


_TEXT = (
    # key, what it takes, what it means
    ("api", " | ".join(APIS), "the engine: default structured; floor is a plain reader"),
    ("source", " | ".join(SOURCES), "where lines come from: default socket"),
    ("workload", " | ".join(WORKLOADS), "the job: default length-count"),
    ("setting", "SETTING", "default, an interval such as 500ms, … (see streamgauge support)"),
    ("sink", _both(SINKS), "where results go: default foreachBatch, foreachRDD"),
    (
        "implementation",
        _both(IMPLEMENTATIONS),
        "how lengths are computed: default jvm, lambdas",
    ),
    (
        "mode",
        " | ".join(MODES["structured"]),
        "output mode of a structured query: default what job and sink go with",
    ),
    ("window", "TIME[/TIME]", "length-count-window's: 5s, or 10s/5s for a slide of 5s: default 5s"),
    ("watermark", "TIME", "how late lines of a structured window may come: default 1s"),
    ("state-store", " | ".join(STATE_STORES["structured"]), "of a structured query: default hdfs"),
    ("coalesce", "N", "partitions that a batch is brought into, 0 for none: default by preset"),
    ("job", "FILE.py", "your own job in place of ours: build(lines) or build_dstream(lines)"),
    ("keys", "N", "lines carry numbers below N, and are counted by them: default by their length"),
    ("rate", "LINES_PER_S", "500, 10k, 1.5M: default 5k"),
    ("lines", "LINES", "uniform:10:120 | fixed:100 | normal:… | lognormal:… | zipf:… | file:PATH"),
    ("schedule", "SHAPE", f"how lines are spread over time: {SHAPES_TAKE}: default constant"),
    ("speed", "X", "replay a trace so many times as fast as it was: default 1"),
    ("duration", "TIME", "how long lines are sent, warm-up included: default 60s"),
    ("warmup", "TIME", "how much of that isn't measured: default 10s"),
    ("drain", "TIME", "how long to wait for the last result: default 30s"),
    ("give-up", "TIME", "end the run once results are so far behind their lines: default none"),
    (
        "preset",
        " | ".join(PRESETS),
        "settings: ours, each with its reason, or Spark's: default tuned",
    ),
    ("master", "URL", "any Spark master: default local[*]"),
    ("checkpoint", "DIR", "where Spark keeps what it recovers from: default a temporary folder"),
    (
        "file-every",
        "TIME",
        "how long a file gathers lines; or 10/s, files a second; or 500lines a file: default 100ms",
    ),
    ("files-present", "N", "empty files that are in the directory before: default 0"),
    (
        "lanes",
        "N",
        "connections, sequences of files, or partitions that share the lines: default 1",
    ),
    ("generators", "N", "processes that send the lanes: default 1"),
)


def add_cell(parser: argparse.ArgumentParser) -> None:
    """Add every option of a cell; those not given are absent from what is parsed."""
    group = parser.add_argument_group("what to run")
    for key, takes, meaning in _TEXT:
        group.add_argument(
            f"--{key}", metavar=takes, help=meaning, default=argparse.SUPPRESS, dest=f"cell:{key}"
        )
    group.add_argument(
        "--conf",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a Spark setting of your own, which overrules the preset; may be given often",
    )
    group.add_argument(
        "--option",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="an option of Spark's own source, such as maxFilesPerTrigger=10; may be given often",
    )
    group.add_argument(
        "--producer",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a setting of the generator's Kafka producer, as librdkafka names it, such as "
        "linger.ms=5; may be given often",
    )


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add the options for clusters."""
    group = parser.add_argument_group("elsewhere than on this machine")
    group.add_argument(
        "--advertise",
        metavar="HOST",
        default="",
        help="this machine's name as the cluster of --master knows it",
    )
    group.add_argument(
        "--shared-dir",
        metavar="DIR",
        type=Path,
        help="a folder that all machines see, for the files source and checkpoints",
    )
    group.add_argument(
        "--kafka",
        metavar="HOST:PORT",
        default="",
        help="a Kafka of your own, for --source kafka and --sink kafka: default one is started",
    )


def place_of(options: argparse.Namespace) -> Place:
    """Where the parts of a run find each other.

    Raises:
        BadInput: if the shared folder isn't one.
    """
    if options.shared_dir is not None and not options.shared_dir.is_dir():
        raise BadInput(f"--shared-dir: {options.shared_dir} is no folder")
    return Place(options.advertise, options.shared_dir, options.kafka)


def given(options: argparse.Namespace) -> dict[str, Any]:
    """What the command line says of cells, by key.

    Raises:
        BadInput: for a --conf, --option or --producer that isn't key=value.
    """
    spec = {k.removeprefix("cell:"): v for k, v in vars(options).items() if k.startswith("cell:")}
    tables = {"conf": options.conf, "options": options.option, "producer": options.producer}
    for key, pairs in tables.items():
        if pairs:
            spec[key] = _table(key.removesuffix("s"), pairs)
    return spec


def cell_of(options: argparse.Namespace) -> Cell:
    """The cell that the command line describes.

    Raises:
        BadInput: if it can't be one.
    """
    return Cell.parse(given(options))


def _table(option: str, pairs: list[str]) -> Mapping[str, str]:
    table = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise BadInput(f"--{option}: {pair!r} is not known: it takes KEY=VALUE")
        table[key] = value
    return table
