import csv
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from analysis.report import versions as report
from analysis.report.versions import render, view
from analysis.tracked import archive, commits, versions
from analysis.tracked.comparison import Comparison
from tests.analysis.made_asv import LATENCY, NEW, OLD, Made, MadeResult, five_versions

AGAIN = "streamgauge report --asv .asv/results --commit 4e322222"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    five_versions(folder / "results")
    known = archive.read(folder / "results")
    found = versions.compare(known, "pyspark", "api", None, None)
    written = report.write(found, folder / "versions", AGAIN)
    assert written[:3] == [
        folder / "versions" / name for name in (report.PAGE, report.TEXT, report.DATA)
    ]
    assert all(path.is_file() for path in written)
    return folder / "versions"


def test_the_page_needs_no_other_file_and_no_network(page: Path) -> None:
    html = (page / report.PAGE).read_text()
    assert not re.search(r"""(?:src|href|srcset)=["'](?!#|data:|versions\.csv)""", html)
    assert "<script" not in html


def test_it_begins_with_what_can_be_said_of_each_version(page: Path) -> None:
    text = (page / report.TEXT).read_text()
    head = text.partition("\n## ")[0]
    assert [line[:7] for line in head.splitlines() if line.startswith("- ")] == [
        "- 4.0.5", "- 4.1.4", "- 4.2.1", "- 4.3.0",
    ]  # fmt: skip
    assert "4.0.5, 4.1.4, 4.2.1, 4.3.0 against 3.5.9, at commit 4e322222 on vm" in head
    assert "87 comparisons were made in all" in head


def test_each_benchmark_has_its_table_and_its_picture(page: Path) -> None:
    text = (page / report.TEXT).read_text()
    titles = re.findall(r"^##+ (.*)$", text, re.MULTILINE)
    assert titles == [
        "Latency: p50", "Latency: p99", "Latency: CPU", "Backlog: µs per line",
        "What is not compared", "Rendering: ns per line", "How to read it",
    ]  # fmt: skip
    pictures = re.findall(r"^!\[.*\]\((.*)\)$", text, re.MULTILINE)
    assert len(pictures) == 4
    for name in pictures:
        ET.parse(page / name)  # noqa: S314 - ours
        assert (page / name).with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    html = (page / report.PAGE).read_text()
    assert html.count("<picture>") == 4
    assert html.count("<figcaption>") == 1
    assert f'<section id="{Path(pictures[0]).stem}">' in html


def test_figures_stand_with_their_spread_and_change(page: Path) -> None:
    text = (page / report.TEXT).read_text()
    p50 = text.partition("## Latency: p50")[2].partition("## ")[0]
    row = next(line for line in p50.splitlines() if line.startswith("| structured socket default"))
    cells = [cell.strip() for cell in row.strip("|").split("|")][1:]
    assert re.fullmatch(r"\d+ ms, \d+–\d+ ms", cells[0])
    assert all(re.fullmatch(r"\d+ ms, \d+–\d+ ms, .*%.*", cell) for cell in cells[1:])
    assert cells[-1].endswith("% faster")
    html = (page / report.PAGE).read_text()
    assert 'class="verdict valid"' in html
    assert 'class="verdict invalid"' in html
    assert 'class="untold">not told apart' in html


def test_a_figure_that_is_not_valid_says_so_and_is_no_number(page: Path) -> None:
    html = (page / report.PAGE).read_text()
    assert html.count("<td>not valid</td>") == 1
    assert "Without a figure: dstreams socket default, dstreams files default." in html
    with (page / report.DATA).open(newline="") as file:
        rows = list(csv.DictReader(file))
    (invalid,) = [row for row in rows if row["why"]]
    assert (invalid["value"], invalid["why"]) == ("", "not valid")


def text_of(found: Comparison) -> str:
    return render.text(view.view(found, {}, AGAIN))


def test_without_samples_it_says_how_to_have_them(tmp_path: Path) -> None:
    five_versions(tmp_path, recorded=False)
    text = text_of(versions.compare(archive.read(tmp_path), "pyspark", "api", None, None))
    assert "87 figures have a reference, but fewer than two valid samples" in text
    assert "`asv run --record-samples`" in text
    assert "faster" not in text.partition("## How to read it")[0]


def test_commits_have_a_column_each(tmp_path: Path) -> None:
    for commit in (OLD, NEW):
        five_versions(tmp_path, commit, count=2)
    text = text_of(commits.compare(archive.read(tmp_path), "pyspark", NEW, OLD))
    assert text.startswith("# Commits compared\n\n4e322222 against 0ld11111, each version")
    assert "| api, source, setting | 3.5.9 at 0ld11111 | 3.5.9 at 4e322222 | 4.0.5 at" in text
    assert "can't be told from" in text


def test_one_version_alone_is_shown_without_a_verdict(tmp_path: Path) -> None:
    samples: Made = {LATENCY.name: {("structured", "socket", "1s"): [100.0, 102.0]}}
    MadeResult(samples=samples).write(tmp_path)
    text = text_of(versions.compare(archive.read(tmp_path), "pyspark", "api", None, None))
    assert "\n- " not in text
    assert "Commit 4e322222 on vm" in text
    assert "No two versions were measured: there is nothing to compare." in text
    assert "| structured socket 1s | 101 ms, 100–102 ms |" in text
