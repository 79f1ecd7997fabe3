import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from analysis import record
from analysis.report.campaign import Campaign
from analysis.report.differences import capacity
from analysis.report.differences.section import Section
from analysis.report.differences.sources import Sources
from tests.analysis.differences.written import (
    D_1S,
    S_1S,
    S_DEFAULT,
    both,
    campaign,
    summary,
    unlinked,
    words,
)


def made(read: Campaign) -> Section:
    return capacity.section(read.path, read.cells, Sources(read.path))


def found(
    folder: Path,
    api: str,
    low: float | None,
    high: float | None,
    objective: str | None = None,
    **spec: Any,
) -> None:
    """What `streamgauge capacity` leaves: a file, and a run for each rate that was tried."""
    rates = [rate for rate in (low, high) if rate is not None] or [7000.0]
    trials = []
    for rate in [*rates, 1.0]:
        run = folder / "runs" / f"at-{rate:.0f}"
        run.mkdir(parents=True)
        (run / record.SUMMARY).write_text(json.dumps(summary(f"{api}-socket-1s")))
        path = f"elsewhere/{run.name}" if rate == low else str(run)  # the folder was moved, or not
        trials.append({"rate_per_s": rate, "kept_up": rate == low, "why": "", "path": path})
    cell = {"api": api, "source": "socket", "setting": "1s", "workload": "length-count"} | spec
    held = {
        "name": f"{api}-socket-1s",
        "cell": cell,
        "objective": objective,
        "low_per_s": low,
        "high_per_s": high,
        "trials": trials,
    }
    (folder / "capacity.json").write_text(json.dumps(held))


def test_what_was_found_is_told_with_the_runs_that_tell_of_it(tmp_path: Path) -> None:
    read = both(tmp_path)
    found(tmp_path, "structured", 41_000, 46_000)
    found(tmp_path / "other", "dstreams", 20_000, 22_000)
    found(tmp_path / "floor", "floor", 900_000, 990_000)
    section = made(read)
    text = words(section)
    assert (
        "From the socket, Structured 1s sustained 41k lines/s in a run of its own, and not 46k."
        in text
    )
    assert "From the socket, DStreams 1s sustained 20k lines/s in a run of its own" in text
    assert (
        "From the socket, Structured 1s and DStreams 1s: the former sustains 1.9 to 2.3 times as"
        " many." in text
    )
    assert "not measured" not in text
    assert "Floor" not in text
    assert [len(sentence.runs) for sentence in section.paragraphs[0]] == [2, 2, 4]
    assert unlinked(tmp_path, [section]) == []


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ((9000.0, None), "sustained 9k lines/s at least; what would be too much"),
        ((None, 5000.0), "didn't sustain 5k lines/s; what it does sustain isn't known."),
        ((None, None), "nothing can be told of what it sustains."),
    ],
)
def test_an_end_that_is_not_known_is_told(
    tmp_path: Path, ends: tuple[float | None, float | None], told: str
) -> None:
    read = both(tmp_path)
    found(tmp_path / "one", "structured", *ends)
    found(tmp_path / "two", "dstreams", 2000.0, 3000.0)
    section = made(read)
    assert told in words(section)
    assert "times as many" not in words(section)
    assert unlinked(tmp_path, [section]) == []


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ((30_000.0, 33_000.0), "the latter sustains 2.7 to 3.3 times as many"),
        ((10_500.0, 12_000.0), "they can't be told apart, at 10k and 10.5k lines/s"),
    ],
)
def test_the_two_are_compared_as_far_as_their_ends_allow(
    tmp_path: Path, theirs: tuple[float, float], told: str
) -> None:
    read = both(tmp_path)
    found(tmp_path / "one", "structured", 10_000.0, 11_000.0)
    found(tmp_path / "two", "dstreams", *theirs)
    assert told in words(made(read))


def test_other_work_is_not_compared(tmp_path: Path) -> None:
    read = both(tmp_path)
    found(tmp_path / "one", "structured", 10_000.0, 11_000.0)
    found(tmp_path / "two", "dstreams", 30_000.0, 33_000.0, workload="lengths")
    found(tmp_path / "three", "dstreams", 30_000.0, 33_000.0, objective="p99<2s")
    text = words(made(read))
    assert "DStreams 1s, with `p99<2s` asked for, sustained 30k lines/s" in text
    assert "times as many" not in text


def test_what_has_no_run_left_to_link_to_is_left_out(tmp_path: Path) -> None:
    read = both(tmp_path)
    found(tmp_path / "one", "structured", 10_000.0, 11_000.0)
    shutil.rmtree(tmp_path / "one" / "runs")
    assert "its runs are gone: it is left out" in words(made(read))


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"trials": [{}]}'])
def test_a_damaged_file_is_left_out_and_said_to_be(tmp_path: Path, text: str) -> None:
    read = both(tmp_path)
    (tmp_path / "capacity.json").write_text(text)
    told = words(made(read))
    assert "can't be read, or its runs" in told
    assert "was not measured here: `streamgauge capacity` finds it" in told


def test_cells_that_kept_up_and_cells_that_did_not(tmp_path: Path) -> None:
    slow = summary(D_1S)
    slow["rate"] |= {"target_per_s": 50_000.0, "visible_per_s": 20_000.0}
    section = made(campaign(tmp_path, summary(S_1S), slow))
    assert "Structured 1s, socket kept up with 1k lines/s: that is what" in words(section)
    assert "DStreams 1s, socket didn't keep up with the 50k lines/s" in words(section)
    assert [row.texts for row in section.tables[0].rows] == [
        ["1k", "1k", "yes"],
        ["50k", "20k", "no"],
    ]
    assert unlinked(tmp_path, [section]) == []


def test_where_none_kept_up_nothing_is_said_to(tmp_path: Path) -> None:
    read = campaign(tmp_path, summary(S_1S, verdict="invalid", code="BACKLOG_GROWING"))
    assert "kept up" not in words(made(read))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("BACKLOG_GROWING", "no\ninvalid: backlog growing"),
        ("LINES_LOST", "no\ninvalid: lines lost"),
        ("INCOMPLETE", "can't be told\ninvalid: incomplete"),
        ("VERSION_MISMATCH", "can't be told\ninvalid: version mismatch"),
    ],
)
def test_what_makes_a_run_invalid_may_say_that_it_did_not_keep_up(
    tmp_path: Path, code: str, told: str
) -> None:
    section = made(campaign(tmp_path, summary(S_DEFAULT, verdict="invalid", code=code)))
    assert section.tables[0].rows[0].texts[-1] == told


def test_too_few_batches_cannot_tell(tmp_path: Path) -> None:
    few = summary(S_1S, verdict="invalid", code="TOO_FEW_BATCHES") | {"growth": None, "batches": 1}
    few["rate"]["visible_per_s"] = None
    section = made(campaign(tmp_path, few))
    assert section.tables[0].rows[0].texts[-1] == "can't be told\ninvalid: too few batches"
    assert "keep up" not in words(section)
    assert "kept up" not in words(section)
