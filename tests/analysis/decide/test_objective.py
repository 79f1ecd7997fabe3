import math

import pytest

from analysis.decide.objective import FIGURES, Limit, Objective
from loadgen.errors import BadInput


@pytest.mark.parametrize(
    ("text", "limits", "again"),
    [
        ("p99<2s", [("p99", 2_000_000_000)], "p99<2s"),
        (" p50 < 200ms , p99.9<=1s", [("p50", 200_000_000), ("p999", 10**9)], "p50<200ms,p999<1s"),
        (
            "max<1m,mean<1500ms",
            [("max", 60 * 10**9), ("mean", 1_500_000_000)],
            "max<1m,mean<1500ms",
        ),
    ],
)
def test_it_reads_what_people_write(text: str, limits: list[tuple[str, int]], again: str) -> None:
    objective = Objective.parse(text)

    assert objective.limits == tuple(Limit(*one) for one in limits)
    assert objective.text == again
    assert Objective.parse(objective.text) == objective


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no limit"),
        ("p99", "no limit"),
        ("p98<1s", "no limit"),
        ("p99>1s", "no limit"),
        ("p99<2", "not a time"),
        ("p99<0s", "less than no time"),
        ("p99<1s,p99<2s", "twice"),
        ("p99<1s,", "no limit"),
    ],
)
def test_what_it_cannot_read_is_refused_by_the_options_name(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=f"^--objective: .*{said}"):
        Objective.parse(text)


def test_a_figure_at_its_limit_misses_it() -> None:
    limit = Objective.parse("p99<200ms").limits[0]

    assert limit.met(199.9)
    assert not limit.met(200.0)
    assert not limit.met(None)


def test_all_limits_must_be_kept() -> None:
    objective = Objective.parse("p50<100ms,p99<1s")

    assert objective.met({"p50": 99.0, "p99": 999.0})
    assert objective.missed({"p50": 150.0, "p99": 999.0}) == [Limit("p50", 100_000_000)]
    assert [limit.figure for limit in objective.missed({"p50": 1.0, "p99": None})] == ["p99"]
    assert objective.missed({}) == list(objective.limits)


def test_the_excess_is_that_of_the_worst_figure() -> None:
    objective = Objective.parse("p50<100ms,p99<1s")

    assert objective.excess({"p50": 150.0, "p99": 2000.0}) == 2.0
    assert objective.excess({"p50": 50.0, "p99": 100.0}) == 0.5
    assert math.isinf(objective.excess({"p50": 1.0, "p99": None}))


def test_the_tightest_limit_allows_the_least_time() -> None:
    assert Objective.parse("p99<1s,mean<100ms,max<3s").tightest.figure == "mean"


def test_every_figure_can_be_limited() -> None:
    assert [Objective.parse(f"{name}<1s").limits[0].figure for name in FIGURES] == list(FIGURES)
