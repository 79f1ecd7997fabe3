from collections.abc import Sequence
from typing import Any

import pytest

from benchmarks.cell import Cell
from benchmarks.jobs.dstreams import rows_of


@pytest.mark.parametrize(
    ("spec", "items", "rows"),
    [
        ({"workload": "length-count"}, [(12, 3), (13, 1)], [(12, 3), (13, 1)]),
        ({"workload": "length-count"}, [], []),
        ({"workload": "length-count-batch"}, [[12, 3]], [(12, 3)]),
        ({"workload": "lengths"}, [12, 13, 12], [(12,), (13,), (12,)]),
        ({"workload": "lengths"}, [], []),
        ({"workload": "lengths", "implementation": "dataframe"}, [(12,)], [(12,)]),
        ({"workload": "length-count-window"}, [(12, 3)], [(5000, 12, 3)]),
        ({"workload": "length-count-window", "window": "10s/5s"}, [(12, 3)], [(0, 12, 3)]),
        ({"workload": "length-count-window"}, [], []),
    ],
)
def test_items_are_made_rows(
    spec: dict[str, str], items: list[Any], rows: list[Sequence[int]]
) -> None:
    cell = Cell.parse({"api": "dstreams"} | spec)
    assert [tuple(row) for row in rows_of(cell, 10_000, items)] == rows
