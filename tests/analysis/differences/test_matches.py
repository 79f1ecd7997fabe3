from pathlib import Path

import pytest

from analysis.report.aa import Measured
from analysis.report.compared import Compared
from analysis.report.differences import matches
from analysis.report.differences.matches import Match, Matches
from analysis.stats.interval import Interval
from analysis.stats.noise import Noise
from analysis.stats.sample import Basis
from tests.analysis.differences.written import (
    D_1S,
    D_500MS,
    S_1S,
    S_DEFAULT,
    both,
    campaign,
    summary,
)


def names(found: list[Match]) -> list[tuple[str, str]]:
    return [(match.structured.name, match.dstreams.name) for match in found]


def test_cells_at_the_same_interval_are_matched_and_the_best_of_each(tmp_path: Path) -> None:
    found = matches.find(both(tmp_path))
    assert names(list(found.same)) == [(S_1S, D_1S)]
    assert names(list(found.best)) == [(S_DEFAULT, D_500MS)]
    assert names(found.every) == [(S_1S, D_1S), (S_DEFAULT, D_500MS)]
    assert [cell.name for cell in found.cells] == [S_1S, D_1S, S_DEFAULT, D_500MS]
    assert [match.where for match in found.every] == [
        "From the socket, both at 1 s",
        "From the socket, each at its best",
    ]
    assert found.same[0].label == "socket, both at 1 s\nStructured 1s · DStreams 1s"


def test_the_best_that_have_the_same_interval_are_told_once(tmp_path: Path) -> None:
    found = matches.find(campaign(tmp_path, summary(S_1S), summary(D_1S)))
    assert names(list(found.same)) == names(list(found.best)) == names(found.every)


def test_of_several_at_an_interval_the_quickest_stands_for_its_api(tmp_path: Path) -> None:
    udf = summary(S_1S, 900.0, implementation="python-udf") | {"name": f"{S_1S}-python-udf"}
    read = campaign(tmp_path, summary(S_1S, 1000.0), udf, summary(D_1S, 1300.0))
    assert names(list(matches.find(read).same)) == [(f"{S_1S}-python-udf", D_1S)]


@pytest.mark.parametrize(
    "other",
    [
        summary(D_1S, verdict="invalid"),
        summary(D_1S, None, lost=100),
        summary(D_1S, rate="10k"),
        summary(D_1S, sink="pprint"),
        summary("dstreams-files-1s"),
        summary("floor-socket"),
    ],
    ids=["invalid", "lost", "rate", "sink", "source", "floor"],
)
def test_what_had_other_work_or_does_not_count_is_not_matched(
    tmp_path: Path, other: dict[str, object]
) -> None:
    assert matches.find(campaign(tmp_path, summary(S_1S), other)) == Matches([], [])


def test_work_is_said_where_it_differs_and_sinks_have_counterparts(tmp_path: Path) -> None:
    runs = [
        summary(f"{api}-files-1s", rate=rate, sink=sink) | {"name": f"{api}-files-1s-{rate}"}
        for rate in ("1k", "9k")
        for api, sink in (("structured", "console"), ("dstreams", "pprint"))
    ]
    found = matches.find(campaign(tmp_path, *runs))
    assert [match.where for match in found.same] == [
        "From files (rate 1k), both at 1 s",
        "From files (rate 9k), both at 1 s",
    ]


def test_noise_that_was_measured_is_heeded(tmp_path: Path) -> None:
    read = campaign(tmp_path, summary(S_1S, 1000.0), summary(D_1S, 1300.0))
    assert matches.find(read).same[0].p99.claimed
    large = [Noise(share, 3, 1.5, 2.0, 0, Basis.BLOCKS) for share in (0.5, 0.99)]
    noisy = read.__class__(**vars(read) | {"noise": Measured(large, 1, here=True)})
    assert not matches.find(noisy).same[0].p99.claimed


RATIO = Interval(1.5, 1.7, 1.9, Basis.RUNS, 3)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Compared(10, 17, RATIO, claimed=True), "DStreams are 1.5\N{EN DASH}1.9 times slower"),
        (Compared(17, 10, RATIO, claimed=True), "DStreams are 1.5\N{EN DASH}1.9 times faster"),
        (
            Compared(17, 10, RATIO, claimed=False),
            "they can't be told apart (1.5\N{EN DASH}1.9 times)",
        ),
        (Compared(17, 10, None, claimed=False), "too few runs for an interval"),
    ],
)
def test_a_difference_is_told_as_far_as_it_reaches(found: Compared, words: str) -> None:
    assert matches.told(found, "are", "slower", "faster") == words


def test_latencies_say_whose_they_are_and_what_is_suspect(tmp_path: Path) -> None:
    read = campaign(tmp_path, summary(S_1S, 1000.0), summary(D_1S, 1900.0, verdict="suspect"))
    (match,) = matches.find(read).same
    told = matches.latencies(match, "p99", match.p99)
    assert told.startswith(
        "p99 was 1.00 s with Structured 1s and 1.90 s (suspect) with DStreams 1s: DStreams are "
    )
    assert told.endswith("times slower, within single runs")
