"""A good run with something changed, and what a finding says of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.run import Run
from analysis.validity.finding import Finding, Level

SUSPECT, INVALID = Level.SUSPECT, Level.INVALID


def saying(run: Run, **figures: Mapping[str, Any] | int) -> Run:
    """The run with other figures in its summary."""
    summary = dict(run.summary)
    for key, value in figures.items():
        summary[key] = {**summary[key], **value} if isinstance(value, Mapping) else value
    return replace(run, summary=summary)


def told(run: Run, **info: Any) -> Run:
    """The run with another run.json."""
    return replace(run, record=replace(run.record, info={**run.record.info, **info}))


def with_column(run: Run, table: str, column: str, values: np.ndarray[Any, Any]) -> Run:
    changed: dict[str, Any] = {table: {**getattr(run.record, table), column: values}}
    return replace(run, record=replace(run.record, **changed))


def level(finding: Finding | None) -> Level | None:
    """A finding's level, once it is known to say something that a person can act on."""
    if finding is None:
        return None
    assert len(finding.evidence) > 20
    assert any(figure.isdigit() for figure in finding.evidence) or "isn't known" in finding.evidence
    assert len(finding.remedy) > 20
    assert "\n" not in finding.evidence + finding.remedy
    return finding.level
