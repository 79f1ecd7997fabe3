import pytest

from benchmarks import bench_loadgen


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_loadgen, "_LINES", 100_000)
    monkeypatch.setattr(bench_loadgen, "_SECONDS", 1)


def test_flat_out_counts_every_line() -> None:
    assert 0 < bench_loadgen.FlatOut().track_ns_per_line() < 100_000


def test_pacing_gives_lateness_and_cpu_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_loadgen.Pacing, "params", (1000,))
    pacing = bench_loadgen.Pacing()
    figures = pacing.setup_cache()
    late_ms = pacing.track_lateness_p50_ms(figures, 1000)
    assert 0 <= late_ms <= pacing.track_lateness_p99_ms(figures, 1000)
    assert 0 < pacing.track_cpu_ms_per_s(figures, 1000) < 1000


def test_rendering_runs() -> None:
    bench_loadgen.Rendering().time_ring("uniform:10:120")


@pytest.mark.parametrize("shape", bench_loadgen.Due.params)
def test_due_times_take_some_ns(shape: str) -> None:
    due = bench_loadgen.Due()
    due.setup(shape)
    assert due.track_due_ns_per_line(shape) > 0
    assert due.track_count_ns_per_time(shape) > 0
