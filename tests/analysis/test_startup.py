from typing import Any

import pytest

from analysis.lines import Lines
from analysis.startup import startup
from tests.analysis.bursts import WARM, S, lines_of, record_of
from tests.analysis.by_hand import START_NS
from tests.analysis.synthetic import MS


def test_the_start_ends_with_the_first_result_but_for_our_own_wait() -> None:
    record = record_of(WARM, started_ns=START_NS - 9 * S, ready_ns=START_NS - 2 * S)
    plan = lines_of(WARM, (300, 1), (9_000, 1_400), lanes=1)
    first_ms = WARM.due_at(0) / MS
    assert startup(record, plan) == {
        "ready_s": 7.0,
        "first_result_s": pytest.approx(7 + (300 - first_ms) / 1000),
    }


@pytest.mark.parametrize(
    "info", [{}, {"started_ns": START_NS, "ready_ns": None}, {"started_ns": None, "ready_ns": 1}]
)
def test_a_start_that_was_not_noted_is_not_known(info: dict[str, Any]) -> None:
    assert startup(record_of(WARM, **info), lines_of(WARM, (300, 1))) is None


def test_without_a_first_result_no_start_has_ended() -> None:
    record = record_of(WARM, started_ns=START_NS - S, ready_ns=START_NS)
    assert startup(record, lines_of(WARM)) is None
    assert startup(record, Lines(())) is None
