"""A comparison as rows of plain columns, and as others' tools take it."""

from collections.abc import Iterator
from typing import Any

from analysis.tracked import verdict, words
from analysis.tracked.comparison import Cell, Comparison, Place, places


def rows(comparison: Comparison) -> list[dict[str, Any]]:
    """A row a figure, all with the same columns; what isn't known is None.

    `worse_percent` and its bounds say by how many percent of the reference a figure is worse, below
    0 if it is better.
    """
    every = [*comparison.tables, *comparison.plain]
    names = list(dict.fromkeys(name for table in every for name in table.benchmark.param_names))
    return [_row(comparison, place, names) for place in places(every)]


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The verdicts and the changes."""
    told = [column for column in comparison.columns if column.against is not None]
    return {
        "machine": comparison.machine,
        "commit": comparison.commit,
        "against": comparison.against,
        "comparisons": comparison.made,
        "without_samples": comparison.unsampled,
        "verdicts": [
            {
                "of": column.label,
                "against": column.against and column.against.label,
                "sentences": verdict.sentences(comparison, column),
            }
            for column in told
        ],
        "changes": [
            {
                "benchmark": place.benchmark.name,
                "params": _params(place),
                "of": place.column.label,
                "against": place.column.against and place.column.against.label,
                **_change(place.cell),
                "words": words.of_change(place.cell.change),
            }
            for place in comparison.comparable()
            if place.cell.change is not None
        ],
    }


def smaller_is_better(comparison: Comparison, subject: str) -> list[dict[str, Any]]:
    """The figures of the commit as github-action-benchmark's `customSmallerIsBetter` takes them.

    Figures that aren't valid are left out, and those of which more is better.

    Args:
        comparison: of versions or commits.
        subject: what an environment's name is a version of, as in Spark.
    """
    return [
        entry
        for place in places([*comparison.tables, *comparison.plain])
        if place.benchmark.lower_is_better and place.column.result.commit == comparison.commit
        for entry in _entry(place, subject)
    ]


def _entry(place: Place, subject: str) -> Iterator[dict[str, Any]]:
    figure, benchmark = place.cell.figure, place.benchmark
    if figure is None or figure.value is None:
        return
    environment = f"{subject} {place.column.group}"
    parts = [environment, benchmark.group, benchmark.metric, " ".join(place.row.params)]
    told = {
        "range": words.of_spread(place.cell, benchmark.unit),
        "extra": f"{len(figure.samples)} samples" if figure.samples else "",
    }
    yield {
        "name": " / ".join(filter(None, parts)),
        "unit": benchmark.unit,
        "value": figure.value,
    } | {key: text for key, text in told.items() if text}


def _row(comparison: Comparison, place: Place, names: list[str]) -> dict[str, Any]:
    params, figure, column = _params(place), place.cell.figure, place.column
    low, high = (figure.spread if figure else None) or (None, None)
    return {
        "machine": comparison.machine,
        "commit": column.result.commit,
        "environment": column.group,
        "benchmark": place.benchmark.name,
        **{name: params.get(name) for name in names},
        "unit": place.benchmark.unit,
        "value": figure.value if figure else None,
        "why": figure.why if figure else None,
        "low": low,
        "high": high,
        "samples": len(figure.samples) if figure else None,
        "against": column.against and column.against.label,
        **_change(place.cell),
    }


def _params(place: Place) -> dict[str, str]:
    return dict(zip(place.benchmark.param_names, place.row.params, strict=False))


def _change(cell: Cell) -> dict[str, Any]:
    change = cell.change
    low, middle, high = change.worse if change else (None, None, None)
    return {
        "told_apart": change.told if change else None,
        "worse_percent": None if middle is None else 100 * middle,
        "worse_percent_low": None if low is None else 100 * low,
        "worse_percent_high": None if high is None else 100 * high,
    }
