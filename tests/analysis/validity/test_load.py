import pytest

from analysis.run import Run
from analysis.validity import load
from analysis.validity.finding import Level
from tests.analysis.validity.changes import INVALID, SUSPECT, level, saying, told


@pytest.mark.parametrize(
    ("late_ms", "median_ms", "expected"),
    [
        (5.0, 20.0, None),
        (5.1, 20.0, SUSPECT),
        (5.1, 60.0, None),
        (6.1, 60.0, SUSPECT),
        (50.0, 60.0, SUSPECT),
        (50.1, 60.0, INVALID),
        (200.0, 400.0, SUSPECT),
        (200.1, 400.0, INVALID),
        (5.1, None, SUSPECT),
        (None, 400.0, INVALID),
    ],
)
def test_generator_late(
    run: Run, of_files: Run, late_ms: float | None, median_ms: float | None, expected: Level | None
) -> None:
    latency = {"p50": median_ms}
    assert (
        level(load.generator_late(saying(run, lateness_ms={"p99": late_ms}, latency_ms=latency)))
        is expected
    )
    if late_ms is not None:
        late_ms += 100.0  # a file gathers lines for so long
    late = saying(of_files, lateness_ms={"p99": late_ms}, latency_ms=latency)
    assert level(load.generator_late(late)) is expected
    assert load.generator_late(saying(late, records={"measured": 0})) is None


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(1000.0, None), (990.0, None), (989.9, SUSPECT), (950.0, SUSPECT), (949.9, INVALID)],
)
def test_rate_shortfall(run: Run, sent: float, expected: Level | None) -> None:
    short = saying(run, rate={"target_per_s": 1000.0, "sent_per_s": sent})
    assert level(load.rate_shortfall(short)) is expected
    assert load.rate_shortfall(told(short, status="failed")) is None
    unknown = saying(run, rate={"target_per_s": None, "sent_per_s": None})
    assert load.rate_shortfall(unknown) is None
