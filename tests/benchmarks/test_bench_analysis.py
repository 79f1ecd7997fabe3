from pathlib import Path

import pytest

from analysis.summary import analyse
from benchmarks import bench_analysis


def test_the_record_that_is_made_is_that_of_a_valid_run(tmp_path: Path) -> None:
    bench_analysis.make_record(tmp_path / "run", 1_500_000)
    run = analyse(tmp_path / "run")
    assert run.summary["verdict"] == "valid"
    assert run.summary["records"]["measured"] == 1_400_000
    assert run.summary["records"]["lost"] == 0


def test_each_size_is_reported_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_analysis.Scale, "params", (300_000,))
    scale = bench_analysis.Scale()
    figures = scale.setup_cache()
    seconds = scale.track_seconds(figures, 300_000)
    assert scale.track_ns_per_line(figures, 300_000) == pytest.approx(
        seconds / 300_000 * 1e9, rel=1e-3
    )
    assert 50 < scale.track_peak_mib(figures, 300_000) < 2000
