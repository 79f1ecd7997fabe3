from pathlib import Path

from analysis.report.differences import latency, matches
from analysis.report.differences.matches import Matches
from analysis.report.differences.section import Section
from analysis.report.differences.sources import Sources
from tests.analysis.differences.written import D_1S, S_1S, both, campaign, summary, unlinked, words


def made(path: Path, *summaries: dict[str, object]) -> Section:
    read = campaign(path, *summaries)
    return latency.section(matches.find(read), Sources(path))


def test_each_match_has_a_paragraph_and_a_row(tmp_path: Path) -> None:
    read = both(tmp_path)
    section = latency.section(matches.find(read), Sources(tmp_path))
    assert len(section.paragraphs) == 2
    (table,) = section.tables
    assert table.headings == [
        "p50, Structured", "p50, DStreams", "p50, ratio",
        "p99, Structured", "p99, DStreams", "p99, ratio",
    ]  # fmt: skip
    assert [row.label.partition("\n")[0] for row in table.rows] == [
        "socket, both at 1 s",
        "socket, each at its best",
    ]
    assert all(len(row.texts) == len(table.headings) for row in table.rows)
    assert unlinked(tmp_path, [section]) == []


def test_it_says_where_the_time_goes(tmp_path: Path) -> None:
    stages = {"boundary_wait": 500.0, "scheduling": 50.0, "processing": 450.0, "commit": None}
    one, other = summary(S_1S, stages_ms=stages), summary(D_1S, stages_ms={"lateness": 0.0})
    text = words(made(tmp_path, one, other))
    assert (
        "Of the mean latency of Structured 1s (1.00 s), 500 ms (50%) is wait for the batch boundary"
        " and 450 ms (45%) is processing." in text
    )
    assert "mean latency of DStreams" not in text


def test_without_stages_nothing_is_said_of_them(tmp_path: Path) -> None:
    runs = [summary(name) | {"stages_ms": None} for name in (S_1S, D_1S)]
    section = made(tmp_path, *runs)
    assert [len(paragraph) for paragraph in section.paragraphs] == [1]


def test_the_ratio_says_how_sure_it_is(tmp_path: Path) -> None:
    def ratios(name: str, *summaries: dict[str, object]) -> list[str]:
        (row,) = made(tmp_path / name, *summaries).tables[0].rows
        return [row.texts[2], row.texts[5]]

    slower = ratios("slower", summary(S_1S, 300.0), summary(D_1S, 900.0))
    assert all(text.startswith("3.00\n") and text.endswith("times slower") for text in slower)
    faster = ratios("faster", summary(S_1S, 900.0), summary(D_1S, 300.0))
    assert all(text.startswith("0.33\n") and text.endswith("times faster") for text in faster)
    near = ratios("near", summary(S_1S, 300.0), summary(D_1S, 310.0))
    assert all(text.endswith("not told apart") for text in near)


def test_where_a_run_is_too_short_for_an_interval_there_is_none(tmp_path: Path) -> None:
    read = campaign(tmp_path, summary(S_1S), summary(D_1S))
    for cell in read.cells:
        vars(cell.runs[0])["blocks"] = cell.runs[0].blocks[:1]
    section = latency.section(matches.find(read), Sources(tmp_path))
    (row,) = section.tables[0].rows
    assert row.texts[2] == "1.00\nno interval"
    assert row.texts[0] == "150 ms"


def test_without_a_match_it_says_so(tmp_path: Path) -> None:
    section = latency.section(Matches([], []), Sources(tmp_path))
    assert "nothing can be compared" in words(section)
    assert section.tables[0].rows == []
