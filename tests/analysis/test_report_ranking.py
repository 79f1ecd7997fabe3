import pytest

from analysis.report import ranking
from tests.analysis.drawn import cells_of, summary_of

ONE, TWO, THREE = "structured-socket-default", "dstreams-socket-500ms", "dstreams-socket-1s"


def test_the_lowest_p99_leads_and_the_floor_never_does() -> None:
    made = cells_of(
        summary_of(TWO, p99_ms=740),
        summary_of(ONE, p99_ms=270),
        summary_of(THREE, p99_ms=1250),
        summary_of("floor-socket", p99_ms=1),
    )
    (lead,) = ranking.leads(made)
    assert (lead.first.name, lead.p99_ms, lead.near) == (ONE, 270, [])
    assert lead.next
    assert lead.slowest
    assert (lead.next.name, lead.slowest.name) == (TWO, THREE)


def test_each_source_has_its_own_lead() -> None:
    made = cells_of(summary_of("dstreams-files-1s"), summary_of(ONE), summary_of("floor-kafka"))
    assert [lead.source for lead in ranking.leads(made)] == ["files", "socket"]


def test_invalid_cells_and_lost_figures_are_not_ranked() -> None:
    made = cells_of(
        summary_of(ONE, p99_ms=1, verdict="invalid"),
        summary_of(TWO, p99_ms=None, lost=200),
        summary_of(THREE, p99_ms=900, verdict="suspect"),
    )
    (lead,) = ranking.leads(made)
    assert (lead.first.name, lead.next, lead.near) == (THREE, None, [])
    assert ranking.leads(made[:2]) == []


@pytest.mark.parametrize(("rival", "near"), [(110, True), (119, True), (120, False), (300, False)])
def test_single_runs_have_to_differ_by_a_fifth(rival: float, near: bool) -> None:  # noqa: FBT001
    made = cells_of(summary_of(ONE, p99_ms=100), summary_of(TWO, p99_ms=rival))
    (lead,) = ranking.leads(made)
    assert bool(lead.near) is near
    assert (lead.next is None) is near
    if near:
        assert ranking.why_near(lead) == "too near each other to rank"


def test_several_runs_have_to_lie_apart() -> None:
    def leading(*rival_ms: float) -> ranking.Lead:
        runs = [summary_of(ONE, repeat=n, p99_ms=ms) for n, ms in enumerate((100, 101, 102), 1)]
        rivals = [summary_of(TWO, repeat=n, p99_ms=ms) for n, ms in enumerate(rival_ms, 1)]
        return ranking.leads(cells_of(*runs, *rivals))[0]

    assert leading(104, 105, 106).next
    overlapping = leading(101.5, 150, 160)
    assert overlapping.near
    assert "overlap" in ranking.why_near(overlapping)
    assert leading(104).near  # one run of it says nothing of its spread
    assert leading(130).next


def test_a_lost_percentile_among_the_runs_leaves_the_spread_unknown() -> None:
    made = cells_of(
        summary_of(ONE, p99_ms=100),
        summary_of(TWO, p99_ms=500),
        summary_of(TWO, repeat=2, p99_ms=None, lost=200, verdict="suspect"),
    )
    assert ranking.extent_ms(made[1]) is None
    assert not ranking.apart(*made)


def test_cells_with_other_work_are_not_compared() -> None:
    made = cells_of(
        summary_of(ONE, p99_ms=100, rate="1k"),
        summary_of("structured-socket-default-10k", p99_ms=300, rate="10k"),
        summary_of(THREE, p99_ms=900, rate="10k"),
    )
    found = ranking.leads(made)
    assert [(lead.work, lead.first.name) for lead in found] == [
        ("rate 1k", ONE),
        ("rate 10k", "structured-socket-default-10k"),
    ]
    assert found[0].next is None


def test_the_two_apis_are_paired_where_nothing_else_differs() -> None:
    made = cells_of(
        summary_of("structured-socket-1s"),
        summary_of(THREE),
        summary_of(ONE),
        summary_of("dstreams-files-1s"),
    )
    assert list(ranking.pairs(made)) == [("socket", "1s", "")]
    twice = cells_of(
        summary_of("structured-socket-1s"),
        summary_of(THREE),
        summary_of("dstreams-socket-1s-spark", setting="1s"),
    )
    assert ranking.pairs(twice) == {}
