import pytest

from analysis.tracked.benchmark import Benchmark


@pytest.mark.parametrize(
    ("name", "unit", "title"),
    [
        ("bench_latency.Latency.track_p99_ms", "ms", "Latency: p99"),
        ("bench_latency.Latency.track_cpu_us_per_1000_lines", "us/1000 lines", "Latency: CPU"),
        ("bench_latency.Latency.track_startup_s", "s", "Latency: startup"),
        ("bench_backlog.Backlog.track_us_per_line", "us/line", "Backlog: µs per line"),
        ("bench_a.Plain.time_reading", "seconds", "Plain: reading"),
        ("bench_a.track_it", "unit", "bench_a: it"),
        ("track_it", "unit", "track_it: it"),
    ],
)
def test_it_is_called_by_what_it_measures(name: str, unit: str, title: str) -> None:
    assert Benchmark(name, unit).title == title


@pytest.mark.parametrize("unit", ["ms", "seconds", "us/1000 lines", "bytes", "", "ms/run", "ms/s"])
def test_times_and_costs_are_better_when_they_are_lower(unit: str) -> None:
    assert Benchmark("a.B.track_c", unit).lower_is_better


@pytest.mark.parametrize("unit", ["lines/s", "MB/s"])
def test_so_many_a_second_is_better_when_it_is_more(unit: str) -> None:
    assert not Benchmark("a.B.track_c", unit).lower_is_better


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("ms", ("faster", "slower")),
        ("lines/s", ("faster", "slower")),
        ("us/1000 lines", ("lower", "higher")),
        ("bytes", ("lower", "higher")),
    ],
)
def test_times_and_rates_are_fast_or_slow_and_costs_are_high_or_low(
    unit: str, words: tuple[str, str]
) -> None:
    assert Benchmark("a.B.track_c", unit).words == words
