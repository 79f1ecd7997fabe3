import numpy as np
import pytest

from analysis import record, resources
from analysis.record import Columns
from analysis.window import Window
from tests.analysis.synthetic import MS, Made, write_run

S = 1_000 * MS


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    made = Made(steal=0.05, others=0.25)
    return record.read(write_run(tmp_path_factory.mktemp("cost") / "run", made)).resources


def part_of(samples: Columns, since_s: float, until_s: float) -> Window:
    first_ns = int(samples["time_ns"][0])
    return Window(first_ns + round(since_s * S), first_ns + round(until_s * S))


def test_totals_are_interpolated_between_samples(samples: Columns) -> None:
    figures = resources.usage(samples, part_of(samples, 2.23, 7.23))
    assert figures == {
        "driver_cpu_s": pytest.approx(0.25),
        "jvm_cpu_s": pytest.approx(3.0),
        "python_worker_cpu_s": pytest.approx(0.2),
        "generator_cpu_s": pytest.approx(0.1),
        "gc_s": pytest.approx(0.025, abs=0.002),
        "peak_rss_mb": pytest.approx(850_000 / 1024),
    }


def test_the_peak_is_of_the_window_and_its_neighbouring_samples(samples: Columns) -> None:
    window = part_of(samples, 2.2, 3.2)
    held = samples["jvm_rss_kb"].copy()
    held[[3, 8]] += 512_000  # at 1.5 s and at 4 s
    assert resources.usage({**samples, "jvm_rss_kb": held}, window)["peak_rss_mb"] == (
        pytest.approx(850_000 / 1024)
    )
    held[7] += 1024
    assert resources.usage({**samples, "jvm_rss_kb": held}, window)["peak_rss_mb"] == (
        pytest.approx(851_024 / 1024)
    )


def test_what_the_samples_dont_cover_isnt_known(samples: Columns) -> None:
    unknown = dict.fromkeys(resources.usage(samples, part_of(samples, 1, 2)))
    end_s = (samples["time_ns"][-1] - samples["time_ns"][0]) / S
    for window in (None, part_of(samples, -1.1, 5), part_of(samples, 1, end_s + 1.1)):
        assert resources.usage(samples, window) == unknown
        assert resources.machine_shares(samples, {"cores": 2}, window) is None
    assert resources.usage(samples, part_of(samples, -0.9, end_s + 0.9)) != unknown
    nothing = {name: np.empty(0, np.int64) for name in record.RESOURCES}
    assert resources.usage(nothing, part_of(samples, 1, 2)) == unknown


def test_shares_are_of_all_cores(samples: Columns) -> None:
    window = part_of(samples, 1, 9)
    shares = resources.machine_shares(samples, {"cores": 2}, window)
    assert shares is not None
    np.testing.assert_allclose(shares, (0.05, 0.25))
    assert resources.machine_shares(samples, {}, window) is None
