import pytest

from benchmarks.calibration.trial import compared
from benchmarks.calibration.truth import FIGURES


def figures(value: float) -> dict[str, float]:
    return dict.fromkeys(FIGURES, value)


@pytest.mark.parametrize(
    ("true_ms", "off_ms", "within"),
    [
        (20, 0, True),
        (20, 0.999, True),
        (20, 1.001, False),
        (20, -0.999, True),
        (20, -1.001, False),
        (500, 4.9, True),  # 1% of it
        (500, 5.1, False),
        (500, -5.1, False),
    ],
)
def test_an_error_is_bounded_by_a_ms_or_a_hundredth(
    true_ms: float,
    off_ms: float,
    within: bool,  # noqa: FBT001
) -> None:
    reported: dict[str, float | None] = {**figures(true_ms), "p99": true_ms + off_ms}
    row = compared(figures(true_ms), figures(true_ms), reported)
    assert row["within"] is within
    assert row["error_ms"]["p99"] == pytest.approx(off_ms)
    assert row["error_ms"]["p50"] == 0


def test_what_the_engine_was_late_by_is_no_error_of_the_instrument() -> None:
    noted = {**figures(20), "max": 30}
    late: dict[str, float | None] = {**figures(20), "max": 30.5}
    assert compared(figures(20), noted, late)["within"]
    assert compared(figures(20), noted, late)["engine_ms"]["max"] == 10
    assert compared(figures(20), noted, {**late, "max": 31.5})["within"] is False
    assert compared(figures(20), noted, {**late, "max": 18.5})["within"] is False
    assert compared(figures(20), figures(20), late)["within"] is False


def test_a_figure_that_is_not_reported_is_never_within() -> None:
    row = compared(figures(20), figures(20), {**figures(20), "mean": None})
    assert row["within"] is False
    assert row["error_ms"]["mean"] is None
