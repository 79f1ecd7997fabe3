import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import gc, record, resources
from analysis.gc import Pauses
from analysis.record import Columns, RunRecord
from analysis.window import Window
from tests.analysis.synthetic import MS, Made, write_run

S = 1_000 * MS


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunRecord:
    made = Made(steal=0.05, others=0.25)
    return record.read(write_run(tmp_path_factory.mktemp("cost") / "run", made))


@pytest.fixture(scope="module")
def samples(run: RunRecord) -> Columns:
    return run.resources


@pytest.fixture(scope="module")
def pauses(run: RunRecord) -> Pauses:
    found = gc.pauses(run)
    assert found is not None
    return found


def part_of(samples: Columns, since_s: float, until_s: float) -> Window:
    first_ns = int(samples["time_ns"][0])
    return Window(first_ns + round(since_s * S), first_ns + round(until_s * S))


def test_totals_are_interpolated_between_samples(samples: Columns, pauses: Pauses) -> None:
    # Pauses end each half second from 0.5 s on, the nth after 4 + n % 10 ms.
    figures = resources.usage(samples, part_of(samples, 2.23, 7.23), 2_000_000, pauses)
    assert figures == {
        "driver_cpu_s": pytest.approx(0.25),
        "jvm_cpu_s": pytest.approx(3.0),
        "python_worker_cpu_s": pytest.approx(0.2),
        "generator_cpu_s": pytest.approx(0.1),
        "broker_cpu_s": None,
        "gc_s": pytest.approx(0.025, abs=0.002),
        "peak_rss_mb": pytest.approx(850_000 / 1024),
        "peak_rss_mb_of": {
            "driver": pytest.approx(90_000 / 1024),
            "jvm": pytest.approx(700_000 / 1024),
            "python_worker": pytest.approx(60_000 / 1024),
            "generator": pytest.approx(40_000 / 1024),
        },
        "gc_pauses": {"count": 10, "total_s": pytest.approx(0.085), "max_ms": 13.0},
        "cpu_s_per_million_lines": {
            "driver": pytest.approx(0.125),
            "jvm": pytest.approx(1.5),
            "python_worker": pytest.approx(0.1),
            "generator": pytest.approx(0.05),
            "total": pytest.approx(1.725),
        },
    }


def test_the_peak_is_of_the_window_and_its_neighbouring_samples(samples: Columns) -> None:
    window = part_of(samples, 2.2, 3.2)
    held = samples["jvm_rss_kb"].copy()
    held[[3, 8]] += 512_000  # at 1.5 s and at 4 s
    figures = resources.usage({**samples, "jvm_rss_kb": held}, window)
    assert figures["peak_rss_mb"] == pytest.approx(850_000 / 1024)
    held[7] += 1024
    figures = resources.usage({**samples, "jvm_rss_kb": held}, window)
    assert figures["peak_rss_mb"] == pytest.approx(851_024 / 1024)
    assert figures["peak_rss_mb_of"]["jvm"] == pytest.approx(701_024 / 1024)


def test_processes_need_not_peak_at_once(samples: Columns) -> None:
    driver, jvm = samples["driver_rss_kb"].copy(), samples["jvm_rss_kb"].copy()
    driver[6] += 10_240
    jvm[9] += 20_480
    table = {**samples, "driver_rss_kb": driver, "jvm_rss_kb": jvm}
    figures = resources.usage(table, part_of(samples, 2, 6))
    assert figures["peak_rss_mb"] == pytest.approx(850_000 / 1024 + 20)
    assert figures["peak_rss_mb_of"]["driver"] == pytest.approx(90_000 / 1024 + 10)


def empty(figures: dict[str, object]) -> dict[str, object]:
    """The same keys, and nothing known."""
    return {
        key: dict.fromkeys(value) if isinstance(value, dict) else None
        for key, value in figures.items()
    }


def test_what_the_samples_dont_cover_isnt_known(samples: Columns) -> None:
    unknown = empty(resources.usage(samples, part_of(samples, 1, 2), 1000))
    end_s = (samples["time_ns"][-1] - samples["time_ns"][0]) / S
    for window in (None, part_of(samples, -1.1, 5), part_of(samples, 1, end_s + 1.1)):
        assert resources.usage(samples, window, 1000) == unknown
        assert resources.machine_shares(samples, {"cores": 2}, window) is None
    assert resources.usage(samples, part_of(samples, -0.9, end_s + 0.9)) != unknown
    nothing = {name: np.empty(0, np.int64) for name in record.RESOURCES}
    assert resources.usage(nothing, part_of(samples, 1, 2)) == unknown


def test_each_part_may_be_missing_alone(samples: Columns, pauses: Pauses) -> None:
    window = part_of(samples, 1, 5)
    for lines in (None, 0):
        figures = resources.usage(samples, window, lines)
        assert set(figures["cpu_s_per_million_lines"].values()) == {None}
        assert set(figures["gc_pauses"].values()) == {None}
        assert figures["jvm_cpu_s"] == pytest.approx(2.4)
    nothing = {name: np.empty(0, np.int64) for name in record.RESOURCES}
    figures = resources.usage(nothing, window, 1000, pauses)
    assert figures["jvm_cpu_s"] is None
    assert figures["gc_pauses"]["count"] == 8
    before = {**samples, "generator_rss_kb": np.zeros_like(samples["time_ns"])}
    assert resources.usage(before, window)["peak_rss_mb_of"]["generator"] is None


def test_a_process_that_has_ended_took_what_it_took(samples: Columns) -> None:
    total = samples["jvm_cpu_us"].copy()
    total[10:] = 0  # it died after 4.5 s
    figures = resources.usage({**samples, "jvm_cpu_us": total}, part_of(samples, 1, 9))
    assert figures["jvm_cpu_s"] == pytest.approx(0.6 * 3.5)


def test_shares_are_of_all_cores(samples: Columns) -> None:
    window = part_of(samples, 1, 9)
    shares = resources.machine_shares(samples, {"cores": 2}, window)
    assert shares is not None
    np.testing.assert_allclose(shares, (0.05, 0.25))
    assert resources.machine_shares(samples, {}, window) is None


def test_over_time_each_process_has_its_cores(run: RunRecord, pauses: Pauses) -> None:
    start_ns = int(run.info["window"]["start_ns"])
    used = resources.over_time(run.resources, {"cores": 2}, start_ns, pauses)
    assert used is not None
    assert used.edge_s.tolist() == list(range(len(used.edge_s)))
    assert used.edge_s[-1] >= 12
    shares = {"driver": 0.05, "jvm": 0.6, "python_worker": 0.04, "generator": 0.02, "broker": 0.0}
    for process, cores in used.cores.items():
        np.testing.assert_allclose(cores, shares[process], atol=1e-5)
    np.testing.assert_allclose(used.steal, 0.05, atol=1e-5)
    np.testing.assert_allclose(used.others, 0.25, atol=1e-5)
    np.testing.assert_allclose(used.rss_mb["jvm"], 700_000 / 1024)
    assert used.machine_cores == 2
    assert used.pause_s[:3].tolist() == [0.0, 0.5, 1.0]
    assert used.pause_ms[:3].tolist() == [4.0, 5.0, 6.0]


def test_over_time_what_isnt_known_is_no_figure(run: RunRecord) -> None:
    start_ns = int(run.info["window"]["start_ns"])
    used = resources.over_time(run.resources, {}, start_ns)
    assert used is not None
    assert used.machine_cores is None
    assert np.isnan(used.steal).all()
    assert np.isnan(used.others).all()
    assert len(used.pause_s) == len(used.pause_ms) == 0


def test_what_the_samples_hold_is_what_the_bins_add_up_to(run: RunRecord) -> None:
    rng = np.random.default_rng(4)
    table = dict(run.resources)
    table["jvm_cpu_us"] = np.cumsum(rng.integers(0, 10**6, len(table["time_ns"])))
    start_ns = int(table["time_ns"][0])
    used = resources.over_time(table, {}, start_ns)
    assert used is not None
    window = Window(start_ns, start_ns + round(used.edge_s[-1] * S))
    width_s = np.diff(used.edge_s)
    total_s = float(used.cores["jvm"] @ width_s)
    assert total_s == pytest.approx(resources.used(table, "jvm_cpu_us", window) / 1e6)


@given(first_s=st.floats(-20, 500), length_s=st.floats(0, 20_000))
def test_bins_lie_within_what_was_sampled(first_s: float, length_s: float) -> None:
    time_ns = np.array([round(first_s * S), round((first_s + length_s) * S)])
    table = {name: np.zeros(2, np.int64) for name in record.RESOURCES} | {"time_ns": time_ns}
    used = resources.over_time(table, {"cores": 2}, 0)
    if used is None:
        return
    assert max(0.0, first_s) - 1e-6 <= used.edge_s[0] < used.edge_s[-1]
    assert used.edge_s[-1] <= first_s + length_s + 1e-6
    assert 1 <= len(used.cores["jvm"]) <= 180
    assert (used.edge_s == np.rint(used.edge_s)).all()


def test_too_few_samples_are_nothing(run: RunRecord) -> None:
    start_ns = int(run.info["window"]["start_ns"])
    assert resources.over_time(run.resources, {}, start_ns + 3600 * S) is None
    few = {name: column[:3] for name, column in run.resources.items()}
    assert resources.over_time(few, {}, start_ns) is None
    late = {**few, "time_ns": start_ns + np.array([1.2, 1.5, 1.9]) * S}
    assert resources.over_time(late, {}, start_ns) is None
    nothing = {name: np.empty(0, np.int64) for name in record.RESOURCES}
    assert resources.over_time(nothing, {}, start_ns) is None


def test_a_broker_of_the_runs_own_is_no_stranger(run: RunRecord) -> None:
    start_ns = int(run.info["window"]["start_ns"])
    half = (run.resources["time_ns"] - run.resources["time_ns"][0]) // 2000
    held = {**run.resources, "broker_cpu_us": half}
    window = Window(start_ns + 2 * S, start_ns + 7 * S)
    assert resources.usage(held, window)["broker_cpu_s"] == pytest.approx(2.5)
    without, within = (
        resources.over_time(one, {"cores": 2}, start_ns) for one in (run.resources, held)
    )
    assert without is not None
    assert within is not None
    np.testing.assert_allclose(without.others - within.others, 0.25, atol=1e-5)
    known = [resources.machine_shares(one, {"cores": 2}, window) for one in (run.resources, held)]
    assert known[0] is not None
    assert known[1] is not None
    assert known[0][1] - known[1][1] == pytest.approx(0.25)
