import pytest

from analysis.report.ranking import Lead, Ranking, p99_ms
from analysis.stats.noise import Noise
from analysis.stats.sample import Basis
from tests.analysis.drawn import cells_of, summary_of

ONE, TWO, THREE = "structured-socket-default", "dstreams-socket-500ms", "dstreams-socket-1s"


def test_the_lowest_p99_leads_and_the_floor_never_does() -> None:
    made = cells_of(
        summary_of(TWO, p99_ms=740),
        summary_of(ONE, p99_ms=270),
        summary_of(THREE, p99_ms=1250),
        summary_of("floor-socket", p99_ms=1),
    )
    (lead,) = Ranking(made).leads
    assert (lead.first.name, p99_ms(lead.first), lead.near) == (ONE, 270, [])
    assert lead.next
    assert lead.slowest
    assert (lead.next.second.name, lead.slowest.second.name) == (TWO, THREE)
    for pair, times in ((lead.next, 740 / 270), (lead.slowest, 1250 / 270)):
        assert pair.first is lead.first
        assert pair.found is not None
        assert pair.found.ratio.estimate == pytest.approx(times, rel=0.001)
        assert pair.found.ratio.basis is Basis.BLOCKS


def test_each_source_has_its_own_lead() -> None:
    made = cells_of(summary_of("dstreams-files-1s"), summary_of(ONE), summary_of("floor-kafka"))
    assert [lead.source for lead in Ranking(made).leads] == ["files", "socket"]


def test_invalid_cells_and_lost_figures_are_not_ranked() -> None:
    made = cells_of(
        summary_of(ONE, p99_ms=1, verdict="invalid"),
        summary_of(TWO, p99_ms=None, lost=200),
        summary_of(THREE, p99_ms=900, verdict="suspect"),
    )
    (lead,) = Ranking(made).leads
    assert (lead.first.name, lead.next, lead.near) == (THREE, None, [])
    assert Ranking(made[:2]).leads == []


@pytest.mark.parametrize(("rival", "near"), [(110, True), (119, True), (121, False), (300, False)])
def test_single_runs_have_to_differ_by_a_fifth(rival: float, near: bool) -> None:  # noqa: FBT001
    made = cells_of(summary_of(ONE, p99_ms=100), summary_of(TWO, p99_ms=rival))
    (lead,) = Ranking(made).leads
    assert bool(lead.near) is near
    assert (lead.next is None) is near


def test_several_runs_have_to_lie_apart() -> None:
    def leading(*rival_ms: float) -> Lead:
        runs = [summary_of(ONE, repeat=n, p99_ms=ms) for n, ms in enumerate((100, 101, 102), 1)]
        rivals = [summary_of(TWO, repeat=n, p99_ms=ms) for n, ms in enumerate(rival_ms, 1)]
        return Ranking(cells_of(*runs, *rivals)).leads[0]

    assert leading(104, 105, 106).next
    assert leading(101.5, 150, 160).near
    assert leading(104).near  # one run of it says nothing of its spread
    assert leading(130).next


def test_a_cell_whose_percentile_is_lost_among_its_runs_is_not_ranked() -> None:
    made = cells_of(
        summary_of(ONE, p99_ms=100),
        summary_of(TWO, p99_ms=500),
        summary_of(TWO, repeat=2, p99_ms=None, lost=200, verdict="suspect"),
    )
    (lead,) = Ranking(made).leads
    assert (lead.first.name, lead.near, lead.next) == (ONE, [], None)


def test_what_is_no_more_than_noise_is_not_ranked() -> None:
    made = cells_of(summary_of(ONE, p99_ms=100), summary_of(TWO, p99_ms=150))
    for factor, near in ((1.4, False), (1.6, True)):
        noise = Noise(0.99, 3, factor, factor, 0, Basis.BLOCKS)
        (lead,) = Ranking(made, noise).leads
        assert bool(lead.near) is near


def test_cells_with_other_work_are_not_compared() -> None:
    made = cells_of(
        summary_of(ONE, p99_ms=100, rate=1000.0),
        summary_of("structured-socket-default-10k", p99_ms=300, rate=10_000.0),
        summary_of(THREE, p99_ms=900, rate=10_000.0),
    )
    found = Ranking(made).leads
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
    found = Ranking(made).same_setting
    assert list(found) == [("socket", "1s", "")]
    pair = found["socket", "1s", ""]
    assert (pair.first.api, pair.second.api) == ("structured", "dstreams")
    twice = cells_of(
        summary_of("structured-socket-1s"),
        summary_of(THREE),
        summary_of("dstreams-socket-1s-spark", setting="1s"),
    )
    assert Ranking(twice).same_setting == {}


def test_backlogs_are_not_ranked() -> None:
    drained = summary_of("structured-socket-available-now", p99_ms=1) | {"backlog": {"lines": 9}}
    (lead,) = Ranking(cells_of(drained, summary_of(ONE, p99_ms=100))).leads
    assert lead.first.name == ONE
    assert lead.pairs == []


def test_windows_keys_and_own_jobs_are_work_of_their_own() -> None:
    made = cells_of(
        summary_of(ONE, keys=0, window="none", job=""),
        summary_of(f"{ONE}-keys=30k", keys=30_000, window="none", job=""),
        summary_of(f"{ONE}-5s", keys=0, window="5s", job="", workload="length-count-window"),
        summary_of(f"{ONE}-x", keys=0, window="none", job="x.py", workload="own"),
    )
    assert [lead.work for lead in Ranking(made).leads] == [
        "workload length-count",
        "workload length-count, keys 30,000",
        "workload length-count-window, window 5s",
        "workload own, job x.py",
    ]
