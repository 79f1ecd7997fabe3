"""What a report of differences has to be told: what can be run, and the jobs as written."""

import inspect
import re
from collections.abc import Callable

from analysis.report.differences import Answer, Given, Job
from benchmarks.jobs import dstreams, structured
from benchmarks.support import matrix

_JOBS: dict[str, tuple[tuple[Callable[..., object], ...], tuple[Callable[..., object], ...]]] = {
    "The length of each line": ((structured.lengths,), (dstreams.lengths,)),
    "Running counts per length": (
        (structured.length_counts,),
        (dstreams.batch_counts, dstreams.length_counts),
    ),
    "Counts per window and length": ((structured.window_counts,), (dstreams.window_counts,)),
}
"""What it does, and its functions in Structured Streaming and in DStreams."""
# The two stand side by side on a page: what a job is without is left out.
_BESIDE_THE_JOB = re.compile(r' *# (?:noqa|type): .*|\n +"""(?:.|\n)*?"""')


def given() -> Given:
    """All of it."""
    answers = [
        Answer(
            api=cell.api,
            source=cell.source,
            setting=cell.setting.text,
            sink=cell.sink,
            mode=cell.mode,
            workload=cell.workload,
            refused_by=answer.refused_by or "",
            reason=answer.reason,
        )
        for cell, answer in matrix()
    ]
    jobs = [Job(title, *map(_source, functions)) for title, functions in _JOBS.items()]
    return Given(answers, jobs)


def _source(functions: tuple[Callable[..., object], ...]) -> str:
    texts = (inspect.getsource(function).strip() for function in functions)
    return "\n\n\n".join(_BESIDE_THE_JOB.sub("", text) for text in texts)
