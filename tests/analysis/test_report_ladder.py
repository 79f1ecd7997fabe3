import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis import report
from analysis.decide.ladder import FILE
from analysis.report import ladder, markdown, page, pictures, view
from analysis.report.aa import Measured
from analysis.report.campaign import Campaign
from analysis.report.exports import Exports
from analysis.stats.noise import Noise
from analysis.stats.sample import Basis
from tests.analysis import climbs
from tests.analysis.made import Made
from tests.analysis.synthetic import write_run

SPOILT: dict[str, Any] = {"verdict": "invalid", "code": "TOO_FEW_BATCHES"}
WHOLE = climbs.campaign()
SPOILT_FIRST = climbs.campaign(changed={climbs.FIRST: SPOILT})
PLAIN = Campaign(Path("c"), "c", {}, [], [], [])


def rows(campaign: Campaign) -> dict[str, list[str]]:
    ((table,),) = ladder.tables(campaign).values()
    return {name: list(figures) for name, figures in table.rows}


def test_what_each_rung_takes_away_stands_with_its_interval() -> None:
    found = rows(WHOLE)
    assert list(found) == [
        "shuffle-partitions", "checkpoint-manager", "raw-files", "no-web-page",
        "serial-gc", "memory-sink", "rocksdb",
    ]  # fmt: skip
    assert found["shuffle-partitions"][0] == "37.0 s\n35.5 to 38.4 s"
    assert found["no-web-page"][0].endswith(", not told apart")
    assert found["rocksdb"][:2] == ["–", "–"]
    assert found["rocksdb"][2].startswith("−91.1 ms\n")


def test_one_run_has_no_interval() -> None:
    found = rows(climbs.campaign(runs=1))
    assert found["raw-files"][0] == "17.2 ms\none run: no interval"


def test_a_cell_that_does_not_count_gives_no_worth_but_its_reason() -> None:
    spoilt = SPOILT_FIRST
    found = rows(spoilt)
    assert found["shuffle-partitions"][0] == "–\ninvalid: too few batches"
    assert "ms" in found["checkpoint-manager"][0]
    way, *_ = ladder.sentences(spoilt)
    assert "(invalid: too few batches) on Spark's own defaults" in way
    assert "no step from it has a worth" in way
    assert "The preset" not in way


def test_a_cell_that_left_nothing_says_why() -> None:
    without = {name: ms for name, ms in climbs.P99_MS.items() if name != climbs.FIRST}
    never = climbs.campaign(p99_ms=without)
    assert rows(never)["shuffle-partitions"][0] == "–\nnot run"
    assert "not known (not run) on Spark's own defaults" in ladder.sentences(never)[0]
    cells = [cell for cell in SPOILT_FIRST.cells if cell.name != climbs.FIRST]
    found = rows(replace(SPOILT_FIRST, cells=cells))
    assert found["shuffle-partitions"][0] == "–\ninvalid: too few batches"


def test_a_cell_that_fell_behind_says_how_far_and_has_no_other_figure() -> None:
    fell = SPOILT | {"code": "FELL_BEHIND", "give-up": "70s"}
    campaign = climbs.campaign(changed={climbs.FIRST: fell})
    assert rows(campaign)["shuffle-partitions"][0] == "–\nover 70.0 s behind: ended"
    way, *_ = ladder.sentences(campaign)
    assert "not known (over 70.0 s behind: ended) on Spark's own defaults" in way
    told = ladder.as_json(campaign)
    assert told is not None
    assert told["ends"]["spark"]["p50_ms"]["behind_ms"] == 70_000


def test_the_way_down_in_words() -> None:
    way, steps, given = ladder.sentences(WHOLE)
    assert way.startswith("p50 is 37.4 s (36.0–38.9 s) on Spark's own defaults, 303 ms (")
    assert "0.605 ms (0.582–0.628 ms) at the floor" in way
    assert re.search(r"\. The preset is 1\d\d.1\d\d times faster at p50\.$", way)
    assert steps.startswith("One upon the other, shuffle-partitions 37.0 s, checkpoint-manager")
    assert "no-web-page" not in steps
    assert steps.endswith("serial-gc and memory-sink would make it less still.")
    assert given == "Of the preset's rungs here, raw-files gives up some of Spark's guarantees."


def test_parts_of_a_ladder_say_less() -> None:
    way, steps, _ = ladder.sentences(climbs.campaign(climbs.ladder(climb=False)))
    assert "Spark's own defaults" not in way
    assert "One upon the other" not in steps
    _, steps, _ = ladder.sentences(climbs.campaign(climbs.ladder(alone=False)))
    assert "On top" not in steps
    keeping = [r for r in climbs.ladder().rungs if r.keeps]
    said = ladder.sentences(climbs.campaign(replace(climbs.ladder(), rungs=keeping)))
    assert said[-1] == "The preset's rungs here keep Spark's guarantees."
    giving = [replace(r, guarantee="gives up a") for r in climbs.ladder().rungs[:2]]
    said = ladder.sentences(climbs.campaign(replace(climbs.ladder(), rungs=giving)))
    assert "shuffle-partitions and checkpoint-manager give up" in said[-1]
    (only,) = ladder.sentences(climbs.campaign(replace(climbs.ladder(), rungs=[])))
    assert only.startswith("p50 is")


def test_what_the_same_cell_differs_by_is_not_told_apart() -> None:
    noisy = Measured([Noise(0.5, 3, 1.2, 1.2, 0, Basis.RUNS)], 3, here=True)
    found = rows(replace(WHOLE, noise=noisy))
    assert found["raw-files"][0].endswith(", not told apart")
    assert not found["checkpoint-manager"][0].endswith(", not told apart")


def test_the_rungs_say_what_they_keep_and_what_can_not_be_tried() -> None:
    said = {row.name: row for row in ladder.rows(WHOLE)}
    assert said["raw-files"].guarantee.startswith("gives up Hadoop's checksums")
    assert said["raw-files"].place == "tuned preset"
    assert said["rocksdb"].place == "tried"
    assert said["async-progress"].place == "can't be tried: Spark refuses it"


def test_the_same_as_json() -> None:
    told = ladder.as_json(WHOLE)
    assert told is not None
    assert json.loads(json.dumps(told)) == told
    rungs = {rung["name"]: rung for rung in told["rungs"]}
    climbed = rungs["checkpoint-manager"]["climbed"]
    pair = ("1-shuffle-partitions", "2-checkpoint-manager")
    assert (climbed["before"], climbed["after"]) == pair
    assert climbed["p50_ms"]["low"] < climbed["p50_ms"]["worth"] < climbed["p50_ms"]["high"]
    assert climbed["p50_ms"]["told"]
    assert rungs["rocksdb"]["climbed"] is None
    assert told["ends"]["spark"]["p50_ms"]["counts"]
    spoilt = ladder.as_json(SPOILT_FIRST)
    assert spoilt is not None
    assert spoilt["rungs"][0]["climbed"]["p50_ms"] is None
    partly = ladder.as_json(climbs.campaign(climbs.ladder(climb=False)))
    assert partly is not None
    assert "spark" not in partly["ends"]


def test_other_campaigns_have_nothing_of_it() -> None:
    assert not ladder.pictures(PLAIN)
    assert not ladder.sentences(PLAIN)
    assert not ladder.rows(PLAIN)
    assert ladder.tables(PLAIN) == {}
    assert ladder.as_json(PLAIN) is None
    assert ladder.ranked(PLAIN) is PLAIN.cells


def test_its_ends_are_ranked_and_not_what_lies_between() -> None:
    names = [cell.name for cell in ladder.ranked(WHOLE)]
    assert names == [climbs.FIRST, climbs.TUNED, climbs.FLOOR]


def test_the_picture_is_drawn_where_there_is_something_to_draw() -> None:
    campaign = WHOLE
    (picture,) = ladder.pictures(campaign)
    assert "0-spark, socket: p50 37.4 s, 36.0–38.9 s" in picture.alt(campaign.cells)
    empty = replace(climbs.ladder(climb=False), rungs=[])
    (picture,) = ladder.pictures(climbs.campaign(empty))
    assert picture.of(campaign.cells) == []


@pytest.fixture(scope="module")
def viewed() -> view.View:
    campaign = WHOLE
    drawn = pictures.draw(campaign.cells, ladder.pictures(campaign))
    return view.view(campaign, drawn, Exports({}, {}))


def test_the_page_has_the_picture_the_figures_and_the_rungs(viewed: view.View) -> None:
    html = page.render(viewed)
    assert '<section id="tuning-ladder">' in html
    assert "What each rung takes away" in html
    assert '<section id="rungs">' in html
    assert "gives up Hadoop&#39;s checksums" in html


def test_the_text_has_them_too(viewed: view.View) -> None:
    text = markdown.render(viewed)
    assert "## What each setting is worth\n\n![" in text
    assert "### What each rung takes away\n" in text
    assert "## The rungs\n\n| rung |" in text
    assert "\n## Findings\n" in text


def test_the_report_writes_it_beside_the_rest(tmp_path: Path) -> None:
    made = Made(rate=100, warmup="1s", duration="5s")
    write_run(tmp_path / "runs" / "one-r1", made)
    known = replace(climbs.ladder(climb=False), tuned=made.name)
    (tmp_path / "campaign.json").write_text(json.dumps({"ladder": known.as_json()}))
    assert tmp_path / FILE in report.write(tmp_path)
    told = json.loads((tmp_path / FILE).read_text())
    assert told["ends"]["tuned"]["p50_ms"]["counts"]
    assert not told["ends"]["floor"]["p50_ms"]["counts"]
