"""What the docs say is what the code does, as far as that can be checked."""

import inspect
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from analysis.validity import Code
from benchmarks.cell import Cell
from benchmarks.choices import IMPLEMENTATIONS, SINKS, STATE_STORES, WORKLOADS
from benchmarks.jobs import dstreams, structured
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


JOBS = [
    *(structured.lengths, structured.length_counts, structured.window_counts),
    *(dstreams.lengths, dstreams.batch_counts, dstreams.length_counts, dstreams.window_counts),
    dstreams.together,
]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: f"{job.__module__}.{job.__name__}")
def test_the_jobs_are_printed_as_they_are(job: Callable[..., object]) -> None:
    page = re.sub(r"\s+", "", read("docs/jobs.md"))
    body = inspect.getsource(job).rpartition("return ")[2].strip()
    steps = re.sub(r"#.*", "", body)
    steps = re.sub(r"\s+", "", steps).removeprefix("(")
    assert steps.removesuffix(")" if body.startswith("(") else "") in page


def test_the_example_of_a_job_is_printed_as_it_is() -> None:
    example = read("docs/examples/own_job.py")
    assert example[example.index("def build(") :].strip() in read("docs/jobs.md")


def test_every_choice_is_explained() -> None:
    page = read("docs/jobs.md")
    sinks = {sink for api in ("structured", "dstreams") for sink in SINKS[api]} - {"kafka"}
    ways = {way for api in ("structured", "dstreams") for way in IMPLEMENTATIONS[api]}
    for word in {*WORKLOADS, *STATE_STORES["structured"], *sinks, *ways}:
        assert f"`{word}`" in page, word


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
