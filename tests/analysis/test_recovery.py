import pytest

from analysis.lines import Lines
from analysis.recovery import recovery
from loadgen.schedule import Burst, Constant, Schedule
from tests.analysis.bursts import WARM, S, lines_of, record_of
from tests.analysis.by_hand import START_NS
from tests.analysis.synthetic import MS


def test_a_burst_is_over_when_its_last_line_is_visible() -> None:
    # 100 of the warm-up, then 150 and 500 until 3 s, and as many until 5 s.
    lines = lines_of(WARM, (1_100, 100), (2_600, 300), (3_700, 750), (5_200, 1_400))
    assert WARM.count == 1_400
    found = recovery(record_of(WARM), lines)
    assert found == {
        "bursts": 2,
        "lines": 1_000,
        "longest_s": pytest.approx(0.7),
        "us_per_line": pytest.approx((1.2 + 0.7) * 1e6 / 1_000),
    }


def test_it_is_over_when_every_lane_is() -> None:
    lines = lines_of(WARM, (2_600, 350), (3_700, 375), (5_200, 700), lanes=2)
    found = recovery(record_of(WARM), lines)
    assert found is not None
    assert found["longest_s"] == pytest.approx(0.7)
    assert found["lines"] == 1_000


@pytest.mark.parametrize("plan", [None, Constant(100, S), Burst(100, 1_000, 2 * S, S // 2, S)])
def test_without_a_whole_burst_there_is_nothing_to_recover_from(plan: Schedule | None) -> None:
    lines = lines_of(plan, (9_000, plan.count)) if plan else Lines(())
    assert recovery(record_of(plan), lines) is None


def test_what_is_lost_was_not_recovered() -> None:
    assert recovery(record_of(WARM), lines_of(WARM, (3_000, 750), (9_000, 1_399))) is None


def test_a_burst_that_is_measured_in_part_is_none() -> None:
    lines = lines_of(WARM, (9_000, 1_400))
    assert recovery(record_of(WARM), lines.within(0, START_NS + 4_900 * MS)) is None
