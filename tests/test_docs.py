"""What the docs say is what the code does, as far as that can be checked."""

import inspect
import re
from itertools import product
from pathlib import Path

import pytest

from analysis.validity import Code
from benchmarks.cell import Cell
from benchmarks.engines import dstreams, structured
from benchmarks.spark.presets import preset, source_options
from loadgen.lines import parse_lines

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_tuned_setting_is_listed_with_its_reason() -> None:
    page = read("docs/jobs.md")
    for api, source in product(("structured", "dstreams"), ("socket", "files")):
        cell = Cell.parse({"api": api, "source": source})
        for tuned in (*preset(cell), *source_options(cell)):
            row = f"| `{tuned.key}` | `{tuned.value.rpartition('.')[2]}` |"
            assert any(row in line and tuned.why in line for line in page.splitlines()), tuned


def test_the_jobs_are_printed_as_they_are() -> None:
    page = re.sub(r"\s+", "", read("docs/jobs.md"))
    for job in (structured.length_counts, dstreams.length_counts):
        source = inspect.getsource(job)
        body = source[source.rindex('"""') + 3 :].partition("return")[2].strip()
        steps = re.sub(r"\s+", "", body.removeprefix("(").removesuffix(")"))
        assert steps.removesuffix(")") in page


def test_every_finding_is_listed() -> None:
    page = read("docs/method.md")
    assert all(f"`{code}`" in page for code in Code)


def test_every_distribution_that_the_docs_name_can_be_had() -> None:
    names = re.findall(
        r"^\| `((?:fixed|uniform|normal|lognormal|zipf):[^`]+)`", read("docs/load.md"), re.MULTILINE
    )
    assert len(names) == 5
    for name in names:
        assert len(parse_lines(name, seed=1)) > 0
