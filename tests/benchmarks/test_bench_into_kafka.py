import contextlib
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from benchmarks import bench_loadgen


def test_is_left_out_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_loadgen, "_LARGE", False)
    left_out = bench_loadgen.IntoKafka()
    with pytest.raises(NotImplementedError):
        left_out.setup(left_out.setup_cache())


@pytest.mark.kafka
def test_every_line_is_acknowledged(kafka: str, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextlib.contextmanager
    def here() -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(address=kafka)

    monkeypatch.setattr(bench_loadgen, "_LARGE", True)
    monkeypatch.setattr(bench_loadgen, "_MESSAGES", 5000)
    monkeypatch.setattr(bench_loadgen, "_TURNS", 1)
    monkeypatch.setattr(bench_loadgen, "started", here)
    into = bench_loadgen.IntoKafka()
    figures = into.setup_cache()
    into.setup(figures)
    assert into.track_s_per_million_lines(figures) > 0
    assert into.track_cpu_us_per_line(figures) > 0
