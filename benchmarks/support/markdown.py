"""The matrix as Markdown, for docs/support.md."""

from collections.abc import Iterable, Sequence

from benchmarks.support.grid import LEGEND, Cells, No, beyond, grids, noes


def render(cells: Cells, *, whole: bool) -> str:
    """Grids, and every no.

    Args:
        cells: which.
        whole: whether they are all of the matrix, so that what is beyond it can be told.
    """
    cells = list(cells)
    parts = [f"{LEGEND}."]
    nowhere: dict[str, str] = {}
    for grid in grids(cells):
        if not grid.rows:
            nowhere[grid.api] = grid.places
            continue
        rows = [
            [f"`{workload}`", *(of_sink.get(sink, "-") for sink in grid.sinks)]
            for workload, of_sink in grid.rows.items()
        ]
        parts += [
            f"**{grid.api}**, {grid.places}",
            _table(["workload", *(f"`{sink}`" for sink in grid.sinks)], rows),
        ]
    parts += [f"Nothing runs with **{api}**, {places}." for api, places in nowhere.items()]
    head = ["api", "cells", "refused by", "why", "error class"]
    if refused := noes(cells):
        parts.append(_table(head, [_row(no, str(no.cells)) for no in refused]))
    if whole:
        rest = [[row[0], *row[2:]] for row in (_row(no, "") for no in beyond(cells))]
        parts += ["With other keys:", _table([head[0], *head[2:]], rest)]
    return "\n\n".join(parts) + "\n"


def _row(no: No, count: str) -> list[str]:
    return [
        no.api,
        count,
        no.refused_by,
        no.reason,
        f"`{no.error_class}`" if no.error_class else "",
    ]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
