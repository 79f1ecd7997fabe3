import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from analysis.report import differences
from analysis.report.differences import content, guarantees, matches
from loadgen.errors import BadInput
from tests.analysis.differences.written import GIVEN, both, unlinked
from tests.analysis.made import Made
from tests.analysis.synthetic import write_run

BASE = Made(rate=200, warmup="2s", duration="14s")
CELLS = (("structured", "default"), ("structured", "1s"), ("dstreams", "1s"), ("floor", "none"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("campaigns")
    for api, setting in CELLS:
        made = replace(BASE, api=api, setting=setting)
        write_run(folder / "runs" / f"{made.name}-r1", made)
    return folder


@pytest.fixture(scope="module")
def written(path: Path) -> list[Path]:
    return differences.write(path, GIVEN)


class Page(HTMLParser):
    """A page's links, names and words; its tags must close as they open."""

    VOID = frozenset({"meta", "img", "source", "wbr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.names.add(str(told.get("id")))
        if tag == "a":
            self.links.append(str(told["href"]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes what it didn't open"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words += data


def test_it_writes_a_page_a_text_and_pictures(path: Path, written: list[Path]) -> None:
    assert {str(file.relative_to(path)) for file in written} == {
        "differences.html",
        "differences.md",
        "plots/differences-latency-percentiles.svg",
        "plots/differences-where-the-time-goes.svg",
    }
    assert not list(path.rglob("*.part"))


@pytest.mark.usefixtures("written")
def test_the_page_is_whole_and_every_link_leads_somewhere(path: Path) -> None:
    page = Page((path / "differences.html").read_text())
    assert page.open == []
    inside = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert inside == page.names & inside
    assert len(inside) == 8
    runs = [link for link in page.links if not link.startswith(("#", "https:"))]
    assert len(runs) > 20
    assert all((path / unquote(link)).is_file() for link in runs)
    assert {link for link in page.links if link.startswith("https:")} == set(
        guarantees.GUIDES.values()
    )


@pytest.mark.usefixtures("written")
def test_the_page_needs_nothing_else(path: Path) -> None:
    text = (path / "differences.html").read_text()
    assert not re.search(r"<(?:script|link)\b", text)
    assert not re.search(r'\bsrc(?:set)?="(?!data:)', text)
    assert "url(" not in text


@pytest.mark.usefixtures("written")
def test_the_page_says_how_they_differ(path: Path) -> None:
    words = " ".join(Page((path / "differences.html").read_text()).words.split())  # NBSPs too
    for part in (
        "From the socket, both at 1 s, p99 was",
        "none was lost, none was counted twice",
        "was not measured here: streamgauge capacity finds it",
        "b = '|dstreams|'",
        "a = '<structured>'",
        "streamgauge report --differences",
        "structured-socket-1s, run 1: valid",
    ):
        assert part in words


@pytest.mark.usefixtures("written")
def test_the_markdown_says_the_same(path: Path) -> None:
    text = (path / "differences.md").read_text()
    links = re.findall(r"\]\(([^)]*)\)", text)
    ours = [link for link in links if not link.startswith("https:")]
    assert all((path / unquote(link)).is_file() for link in ours)
    page = Page((path / "differences.html").read_text())
    for heading in re.findall(r"^## (.*)$", text, re.MULTILINE):
        assert heading in page.words
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1
    assert "\n\n\n\n" not in text


def test_the_same_records_give_the_same_files(path: Path, written: list[Path]) -> None:
    before = [file.read_bytes() for file in written]
    assert [file.read_bytes() for file in differences.write(path, GIVEN)] == before


def test_every_sentence_and_row_with_a_figure_cites_its_runs(tmp_path: Path) -> None:
    read = both(tmp_path)
    made = content.content(read, matches.find(read), [], GIVEN)
    measured = [one for one in made.sections if one.name not in {"possible", "migration"}]
    assert len(measured) == 5
    assert unlinked(tmp_path, measured) == []
    assert [run.number for run in made.cited] == [1, 2, 3, 4]


def test_where_nothing_can_be_compared_the_page_says_so(tmp_path: Path) -> None:
    for made in (replace(BASE, setting="1s"), replace(BASE, api="dstreams", source="files")):
        one = replace(made, setting="1s")
        write_run(tmp_path / "runs" / f"{one.name}-r1", one)
    written = differences.write(tmp_path, GIVEN)
    assert [file.name for file in written] == ["differences.html", "differences.md"]
    assert "nothing can be compared" in (tmp_path / "differences.md").read_text()
    assert Page((tmp_path / "differences.html").read_text()).open == []


def test_a_campaign_without_one_of_the_apis_is_one_clear_line(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "one", BASE)
    with pytest.raises(BadInput, match="has no run of dstreams to show: it takes a camp") as none:
        differences.write(tmp_path, GIVEN)
    assert "\n" not in str(none.value)
    assert not (tmp_path / "differences.html").exists()
