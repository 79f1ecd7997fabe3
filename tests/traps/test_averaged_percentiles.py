"""The percentile of several runs is that of all their lines, and no mean of percentiles."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis import report
from analysis.histogram import RELATIVE_ERROR
from analysis.plots.cells import Cell
from analysis.plots.scales import format_ms
from analysis.report import campaign
from analysis.summary import analyse
from tests.analysis.synthetic import Made, write_run
from tests.traps.by_line import latencies_ms, quantile

SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999}
BASES_MS = (60.0, 60.0, 900.0)
COMMON = Made(rate=500, warmup="2s", duration="12s")


@pytest.fixture(scope="module")
def repeats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs of a cell, one of which went badly."""
    path = tmp_path_factory.mktemp("repeats")
    for repeat, base_ms in enumerate(BASES_MS, start=1):
        made = replace(COMMON, repeat=repeat, base_ms=base_ms)
        write_run(path / "runs" / f"r{repeat}", made)
    return path


def test_the_figures_of_a_cell_are_those_of_all_lines_of_all_runs(repeats: Path) -> None:
    runs = [analyse(folder) for folder in sorted((repeats / "runs").iterdir())]
    every = np.concatenate([latencies_ms(run.measured) for run in runs])
    (cell,) = campaign.read(repeats).cells
    for name, share in SHARES.items():
        assert cell.latency_ms[name] == pytest.approx(quantile(every, share), rel=RELATIVE_ERROR)
    assert cell.latency_ms["mean"] == pytest.approx(every.mean())
    assert cell.latency_ms["max"] == pytest.approx(every.max())
    averaged = np.mean([run.summary["latency_ms"]["p99"] for run in runs])
    assert averaged < quantile(every, 0.99) / 2
    assert _p99_row(cell, repeats) == format_ms(quantile(every, 0.99))


def _p99_row(cell: Cell, path: Path) -> str:
    """The p99 that the report's table has for the cell, without its interval."""
    report.write(path)
    text = (path / "report.md").read_text()
    heads, row = (
        next(line for line in text.splitlines() if line.startswith(start)).split(" | ")
        for start in ("| cell | source | p50", f"| {cell.label} | ")
    )
    return row[heads.index("p99")].partition(" (")[0]
