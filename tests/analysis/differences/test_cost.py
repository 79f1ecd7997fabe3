import re
from pathlib import Path

from analysis.report.differences import cost, matches
from analysis.report.differences.matches import Matches
from analysis.report.differences.sources import Sources
from tests.analysis.differences.written import D_1S, S_1S, both, campaign, summary, unlinked, words


def test_it_tells_cpu_and_memory_of_each_match_and_by_process(tmp_path: Path) -> None:
    section = cost.section(matches.find(both(tmp_path)), Sources(tmp_path))
    assert len(section.paragraphs) == 2
    text = words(section)
    assert (
        "From the socket, both at 1 s, a million lines took 100 s of CPU time with Structured 1s"
        " and 150 s with DStreams 1s: too few runs for an interval." in text
    )
    assert "held 800 MiB at most with Structured 1s, and 800 MiB with DStreams 1s." in text
    (table,) = section.tables
    assert table.rows[0].label == "Structured 1s, socket"
    assert dict(zip(table.headings, table.rows[0].texts, strict=True)) == {
        "CPU, JVM": "98 s",
        "CPU, Python workers": "0 s",
        "CPU, driver's Python": "2 s",
        "CPU, all of these": "100 s",
        "memory, JVM": "600 MiB",
        "memory, Python workers": "80 MiB",
        "memory, driver's Python": "120 MiB",
        "memory, at once": "800 MiB",
    }
    assert unlinked(tmp_path, [section]) == []


def test_several_runs_give_an_interval(tmp_path: Path) -> None:
    runs = [
        summary(name, repeat=repeat)
        for name in (S_1S, D_1S)
        for repeat in (1, 2, 3)
    ]  # fmt: skip
    text = words(cost.section(matches.find(campaign(tmp_path, *runs)), Sources(tmp_path)))
    took = re.search(r"150 s with DStreams 1s: DStreams took ([\d.]+).([\d.]+) times more\.", text)
    assert took
    low, high = map(float, took.groups())
    assert low < 1.5 < high


def test_what_was_not_measured_is_said_to_be_unknown(tmp_path: Path) -> None:
    bare = [summary(name) | {"resources": None} for name in (S_1S, D_1S)]
    section = cost.section(matches.find(campaign(tmp_path, *bare)), Sources(tmp_path))
    assert words(section) == "What these runs cost wasn't measured."
    assert section.tables[0].rows == []
    assert "wasn't measured" in words(cost.section(Matches([], []), Sources(tmp_path)))
