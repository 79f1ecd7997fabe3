import shlex
import tomllib
from pathlib import Path
from typing import Any

from analysis.report import commands
from analysis.report.campaign import Campaign
from tests.analysis.drawn import cells_of, summary_of


def campaign(*summaries: dict[str, Any], **about: object) -> Campaign:
    return Campaign(Path("out/my campaign"), "c", about, summaries, cells_of(*summaries), [])


SPECS = {
    "one": {"api": "structured", "rate": 5000.0, "lines": 'file:a "b".txt', "conf": {}},
    "two": {"api": "dstreams", "rate": 5000.0, "lines": 'file:a "b".txt', "conf": {"x.y": "z"}},
}


def test_a_campaign_is_made_again_from_a_spec_that_says_all_of_it() -> None:
    made = campaign(summary_of(), name="mine", repeat=3, seed=7, specs=SPECS)
    assert commands.again(made) == "streamgauge compare campaign.toml"
    read = tomllib.loads(commands.spec(made))
    assert {key: read[key] for key in ("name", "repeat", "seed")} == {
        "name": "mine",
        "repeat": 3,
        "seed": 7,
    }
    assert read["common"] == {"rate": "5k", "lines": 'file:a "b".txt'}
    assert read["cells"] == [{"api": "structured"}, {"api": "dstreams", "conf": {"x.y": "z"}}]


def test_runs_without_a_campaign_are_made_again_one_by_one() -> None:
    made = campaign(summary_of(), summary_of("floor-socket"))
    assert commands.spec(made) == ""
    lines = commands.again(made).splitlines()
    assert [line.split()[3] for line in lines] == ["structured", "floor"]


def test_paths_are_quoted_for_a_shell() -> None:
    assert commands.report(campaign(summary_of())) == "streamgauge report 'out/my campaign'"


def test_a_run_has_every_option_that_its_cell_has_a_say_in() -> None:
    (cell,) = cells_of(summary_of("structured-files-1s", conf={"a.b": "c d"}, rate=5000.0))
    words = shlex.split(commands.run(cell))
    given = dict(zip(words[2::2], words[3::2], strict=True))
    assert given["--rate"] == "5k"
    assert given["--conf"] == "a.b=c d"
    assert given["--file-every"] == "100ms"
    assert given["--seed"] == "1"
    (floor,) = cells_of(summary_of("floor-socket"))
    told = commands.run(floor)
    assert not {"--setting", "--sink", "--preset", "--file-every"} & set(shlex.split(told))
