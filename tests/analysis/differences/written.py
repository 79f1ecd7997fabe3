"""Campaigns made by hand, whose runs have a summary on disk that can be linked to."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from analysis import record
from analysis.report.campaign import Campaign
from analysis.report.differences import Answer, Given, Job
from analysis.report.differences.section import Section, Sentence
from tests.analysis.drawn import cells_of, summary_of

S_DEFAULT, S_1S = "structured-socket-default", "structured-socket-1s"
D_500MS, D_1S = "dstreams-socket-500ms", "dstreams-socket-1s"
SINKS = {"structured": "foreachBatch", "dstreams": "foreachRDD", "floor": "reader"}


def summary(name: str, p99_ms: float | None = 300.0, **more: Any) -> dict[str, Any]:
    """A run's summary, with the sink that its API has, and what it cost."""
    api = name.partition("-")[0]
    made = summary_of(name, p99_ms=p99_ms, **({"sink": SINKS[api]} | more))
    us = 100.0 if api == "structured" else 150.0
    of = {"driver": 2.0, "jvm": us - 2.0, "python_worker": 0.0, "generator": 3.0, "total": us}
    held = {"driver": 120.0, "jvm": 600.0, "python_worker": 80.0, "generator": 90.0}
    return made | {
        "resources": {
            "peak_rss_mb": 800.0, "peak_rss_mb_of": held, "cpu_s_per_million_lines": of,
        },
    }  # fmt: skip


def campaign(path: Path, *summaries: dict[str, Any]) -> Campaign:
    """A campaign in a folder, its runs where a campaign has them."""
    for one in summaries:
        folder = path / "runs" / f"{one['name']}-r{one['repeat']}"
        folder.mkdir(parents=True)
        (folder / record.SUMMARY).write_text(json.dumps(one))
    return Campaign(path, "made by hand", {}, summaries, cells_of(*summaries), [])


def both(path: Path) -> Campaign:
    """Two cells of each API, from the socket."""
    figures = {S_DEFAULT: 300.0, S_1S: 1000.0, D_500MS: 700.0, D_1S: 1300.0}
    return campaign(path, *(summary(name, p99_ms) for name, p99_ms in figures.items()))


def said(sentences: Iterable[Sentence]) -> str:
    return " ".join(sentence.text for sentence in sentences)


def words(section: Section) -> str:
    return said(sentence for paragraph in section.paragraphs for sentence in paragraph)


def unlinked(path: Path, sections: Sequence[Section]) -> list[str]:
    """Sentences and rows with a figure that was measured, and no run on disk that it is from."""
    told = [
        (sentence.text, sentence.runs)
        for section in sections
        for paragraph in section.paragraphs
        for sentence in paragraph
    ]
    told += [
        (" ".join(row.texts), row.runs)
        for section in sections
        for table in section.tables
        if not table.prose
        for row in table.rows
    ]
    named = re.compile(r"`[^`]*`|Spark [0-9.]+|(?:both )?at \d+ \w+")
    return [
        text
        for text, runs in told
        if re.search(r"\d", named.sub("", text))
        and not (runs and all((path / run.link).is_file() for run in runs))
    ]


GIVEN = Given(
    matrix=[
        Answer("structured", "socket", "1s", "foreachBatch", "update", "length-count"),
        Answer("dstreams", "socket", "1s", "foreachRDD", "none", "length-count"),
    ],
    jobs=[Job("Lengths", "a = '<structured>'", "b = '|dstreams|'")],
)
