from pathlib import Path

from analysis.report.campaign import Campaign
from analysis.report.differences import matches, short
from analysis.report.differences.matches import Matches
from analysis.report.differences.section import Section
from analysis.report.differences.sources import Sources
from tests.analysis.differences.written import both, campaign, summary, unlinked, words


def made(read: Campaign) -> Section:
    return short.section(matches.find(read), read.cells, Sources(read.path))


def test_it_has_the_best_the_same_setting_the_cost_and_what_was_kept(tmp_path: Path) -> None:
    section = made(both(tmp_path))
    latencies, worth = section.paragraphs
    assert [sentence.text.partition(", p99")[0] for sentence in latencies] == [
        "From the socket, each at its best",
        "From the socket, both at 1 s",
    ]
    assert "a million lines took 100 s of CPU time" in worth[0].text
    assert "none was lost" in worth[1].text
    assert "deprecated since Spark 3.4" in worth[2].text
    assert unlinked(tmp_path, [section]) == []


def test_it_stays_short_however_much_was_run(tmp_path: Path) -> None:
    runs = [
        summary(f"{api}-{source}-{setting}", p99_ms, rate=rate)
        | {"name": f"{api}-{source}-{setting}-{rate}"}
        for source in ("socket", "files", "kafka")
        for rate in ("1k", "5k")
        for api, setting, p99_ms in (
            ("structured", "default", 300.0),
            ("structured", "1s", 1000.0),
            ("dstreams", "1s", 1300.0),
        )
    ]
    section = made(campaign(tmp_path, *runs))
    assert [len(paragraph) for paragraph in section.paragraphs] == [3, 3]
    assert "From the socket (rate 1k), each at its best" in words(section)
    assert "From files (rate 1k), each at its best" in words(section)


def test_without_a_match_it_says_so(tmp_path: Path) -> None:
    read = both(tmp_path)
    section = short.section(Matches([], []), read.cells, Sources(tmp_path))
    assert "No cell of the one API can be compared with one of the other" in words(section)
