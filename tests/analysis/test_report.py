import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis import record, report
from analysis.report import pictures
from loadgen.errors import BadInput
from tests.analysis.made import Made
from tests.analysis.synthetic import write_campaign, write_run

BASE = Made(rate=200, warmup="2s", duration="14s")
CELLS = [
    ("structured", "socket", "default"),
    ("dstreams", "socket", "500ms"),
    ("structured", "files", "default"),
    ("floor", "files", "none"),
]
TABLES = [f"{name}.{kind}" for name in ("results", "batches") for kind in ("csv", "parquet")]
FILES = ["report.html", "report.md", *TABLES]
PICTURES = [
    "latency-percentiles", "where-the-time-goes", "latency-over-time", "throughput", "resource-use"
]  # fmt: skip


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("campaigns") / "first"
    write_campaign(path, repeats=1, base=BASE, among=CELLS)
    report.write(path)
    return path


class Page(HTMLParser):
    """What matters of a page: its tags, attributes and words."""

    VOID = frozenset({"meta", "img", "source", "link", "br", "wbr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes what it didn't open"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_it_writes_all_files_and_says_which(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", BASE)
    written = report.write(path)
    names = [str(file.relative_to(path)) for file in written]
    pictures = [f"plots/{name}.{kind}" for name in PICTURES for kind in ("svg", "png")]
    latency = [f"latency/structured-socket-default{end}" for end in (".hgrm", "-r1.hlog")]
    assert sorted(names) == sorted(FILES + pictures + latency)
    assert all(file.stat().st_size for file in written)
    assert not list(path.rglob("*.part"))


def test_each_run_gets_its_summary(campaign: Path) -> None:
    for run in (campaign / "runs").iterdir():
        summary = json.loads((run / record.SUMMARY).read_text())
        assert f"{summary['name']}-r{summary['repeat']}" == run.name


def test_the_same_records_give_the_same_bytes(campaign: Path) -> None:
    def digests() -> dict[str, str]:
        files = [campaign / name for name in FILES]
        files += sorted(
            file for part in ("plots", "latency") for file in (campaign / part).iterdir()
        )
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    before = digests()
    report.write(campaign)
    assert digests() == before


def test_the_page_is_well_formed_and_holds_all_that_it_shows(campaign: Path) -> None:
    text = (campaign / "report.html").read_text()
    page = Page(text)
    assert page.open == []
    assert text.lstrip().startswith("<!DOCTYPE html>")
    assert not page.all("script")
    assert not page.all("link")
    assert not re.search(r"""(?:src|srcset|href)\s*=\s*["']?(?:https?:)?//""", text)
    assert "@import" not in text
    assert "url(" not in text
    for image in page.all("img"):
        assert str(image["src"]).startswith("data:image/svg+xml;base64,")
        assert len(str(image["alt"])) > 40
    assert len(page.all("img")) == len(PICTURES)
    for source in page.all("source"):
        assert " " not in str(source["srcset"])


def test_each_picture_comes_wide_and_narrow_light_and_dark(campaign: Path) -> None:
    page = Page((campaign / "report.html").read_text())
    media = [source["media"] for source in page.all("source")]
    assert len(media) == 3 * len(PICTURES)
    assert media[:3] == [
        "(prefers-color-scheme: dark) and (max-width: 640px)",
        "(prefers-color-scheme: dark)",
        "(max-width: 640px)",
    ]
    pictures = [source["srcset"] for source in page.all("source")]
    pictures += [image["src"] for image in page.all("img")]
    assert len(set(pictures)) == 4 * len(PICTURES)


def test_links_within_the_page_lead_somewhere(campaign: Path) -> None:
    page = Page((campaign / "report.html").read_text())
    known = {attributes.get("id") for _, attributes in page.tags}
    links = {str(link["href"]) for link in page.all("a")}
    inside = {link for link in links if link.startswith("#")}
    assert len(inside) > 6
    assert {link.removeprefix("#") for link in inside} <= known
    assert links - inside >= set(TABLES)
    assert all((campaign / link).is_file() for link in links - inside)


def test_the_page_says_what_was_found_and_how(campaign: Path) -> None:
    words = " ".join(Page((campaign / "report.html").read_text()).words.split())
    for part in (
        "had the lowest p99",
        "single run",
        "Structured default",
        "DStreams 500ms",
        "How to read it",
        "spark.sql.shuffle.partitions",
        "each partition of a small batch costs a task",
        "AMD EPYC 7R13",
        "How it was measured",
        "streamgauge report",
        "streamgauge run --api structured",
    ):
        assert part in words


def test_the_markdown_says_the_same_and_its_pictures_are_there(campaign: Path) -> None:
    text = (campaign / "report.md").read_text()
    links = re.findall(r"\]\(([^)]*)\)", text)
    pictures = [link for link in links if link.startswith("plots/")]
    assert pictures == [f"plots/{name}.svg" for name in PICTURES]
    assert set(links) >= set(TABLES)
    assert all((campaign / link).is_file() for link in links)
    page = (campaign / "report.html").read_text()
    for heading in re.findall(r"^## (.*)$", text, re.MULTILINE):
        assert heading.replace("'", "&#39;") in page or heading in page
    assert "\n\n\n" not in text
    assert "had the lowest p99" in text
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        assert len({row.count("|") for row in table.splitlines()}) == 1


def test_the_csv_has_a_row_for_each_run_in_the_order_of_cells(campaign: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((campaign / "results.csv").read_text())))
    listed = json.loads((campaign / "campaign.json").read_text())["cells"]
    assert [row["name"] for row in rows] == listed
    summary = json.loads((campaign / "runs" / "floor-files-r1" / record.SUMMARY).read_text())
    (floor,) = [row for row in rows if row["name"] == "floor-files"]
    assert float(floor["latency_p99_ms"]) == summary["latency_ms"]["p99"]
    assert floor["spark"] == ""


def test_nothing_to_read_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no run: a report takes a directory") as none:
        report.write(tmp_path)
    assert "\n" not in str(none.value)
    with pytest.raises(BadInput, match="nowhere holds no run"):
        report.write(tmp_path / "nowhere")
    damaged = tmp_path / "runs" / "one"
    damaged.mkdir(parents=True)
    (damaged / record.RUN).write_text("{")
    with pytest.raises(BadInput, match="no run that can be read; one: ") as broken:
        report.write(tmp_path)
    assert "\n" not in str(broken.value)
    assert not (tmp_path / "report.html").exists()


def test_a_campaign_that_came_to_nothing_still_has_a_report(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", BASE)
    info = json.loads((path / record.RUN).read_text())
    failed = {"status": "failed", "error": "no <b>Java</b> | here", "window": None, "counts": None}
    for file in path.iterdir():
        file.unlink()
    (path / record.RUN).write_text(json.dumps(info | failed))
    written = report.write(path)
    assert [file.name for file in written] == FILES
    text = (path / "report.html").read_text()
    assert "No run came far enough to be drawn" in text
    assert "no &lt;b&gt;Java&lt;/b&gt; | here" in text
    assert Page(text).open == []
    assert r"no \<b\>Java\</b\> \| here" in (path / "report.md").read_text()


def test_cells_too_near_to_rank_share_the_first_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "draw", lambda *_: [])  # it is about words
    for setting in ("500ms", "501ms"):
        made = replace(BASE, api="dstreams", setting=setting)
        write_run(tmp_path / "runs" / setting, made)
    report.write(tmp_path)
    page = Page((tmp_path / "report.html").read_text())
    assert "one other can't be told from it" in page.words
    assert "streamgauge run --api dstreams" in page.words


def test_several_runs_of_a_cell_are_told_as_one_with_its_range(tmp_path: Path) -> None:
    for repeat in (1, 2, 3):
        made = Made(
            rate=200, warmup="2s", duration="14s", repeat=repeat, base_ms=80.0 + 40 * repeat
        )
        write_run(tmp_path / "runs" / f"r{repeat}", made)
    report.write(tmp_path)
    text = (tmp_path / "report.html").read_text()
    page = Page(text)
    assert page.open == []
    assert "Every run" in page.words
    assert len(re.findall(r'class="range"', text)) == 2
    assert "run 3" in page.words
    assert "the others thin" in page.words
    assert "Every run" in (tmp_path / "report.md").read_text()
