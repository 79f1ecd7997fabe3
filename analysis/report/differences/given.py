"""What a report of differences is told by its command, for analysis knows nothing of Spark."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """Whether one cell of the support matrix can be run.

    Args:
        api, source, setting, sink, mode, workload: which cell.
        refused_by: `spark` or `streamgauge`; "" if it can be run.
        reason: why it can't; "" if it can.
    """

    api: str
    source: str
    setting: str
    sink: str
    mode: str
    workload: str
    refused_by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Job:
    """The same job in both APIs.

    Args:
        title: what it does.
        structured, dstreams: its source text.
    """

    title: str
    structured: str
    dstreams: str


@dataclass(frozen=True)
class Given:
    """All of it.

    Args:
        matrix: every cell of the support matrix.
        jobs: the jobs that were measured, the simplest first.
    """

    matrix: Sequence[Answer]
    jobs: Sequence[Job]
