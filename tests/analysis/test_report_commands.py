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
    assert "--option" not in words
    (floor,) = cells_of(summary_of("floor-socket"))
    told = commands.run(floor)
    assert not {"--setting", "--sink", "--preset", "--file-every"} & set(shlex.split(told))


def test_choices_of_the_job_are_told_and_those_it_does_not_have_are_not() -> None:
    chosen: dict[str, Any] = {
        "workload": "length-count-window", "implementation": "python-udf", "mode": "append",
        "window": "10s/5s", "watermark": "1s", "state-store": "rocksdb", "keys": 30_000,
        "files-present": 5000, "options": {"maxFilesPerTrigger": "1", "latestFirst": "true"},
    }  # fmt: skip
    (cell,) = cells_of(summary_of("structured-files-1s", job="", **chosen))
    words = shlex.split(commands.run(cell))
    given = list(zip(words[2::2], words[3::2], strict=True))
    for key, value in chosen.items():
        if key != "options":
            assert (f"--{key}", str(value)) in given
    assert ("--option", "maxFilesPerTrigger=1") in given
    assert ("--option", "latestFirst=true") in given
    assert "--job" not in words
    none: dict[str, Any] = {
        "mode": "none", "window": "none", "watermark": "none", "state-store": "none", "keys": 0,
        "files-present": 0, "implementation": "lambdas", "job": "my job.py", "workload": "own",
    }  # fmt: skip
    (other,) = cells_of(summary_of("dstreams-socket-1s", **none))
    words = shlex.split(commands.run(other))
    assert not {"--mode", "--window", "--watermark", "--state-store", "--keys"} & set(words)
    assert words[words.index("--job") + 1] == "my job.py"
    assert words[words.index("--implementation") + 1] == "lambdas"


def test_a_spec_leaves_out_what_is_empty() -> None:
    specs = {"one": {"api": "structured", "job": "", "options": {}, "keys": 0, "window": "none"}}
    read = tomllib.loads(commands.spec(campaign(summary_of(), specs=specs)))
    assert read["common"] == {"api": "structured", "keys": 0, "window": "none"}
    specs = {"one": {"options": {"latestFirst": "true"}, "job": "mine.py"}}
    read = tomllib.loads(commands.spec(campaign(summary_of(), specs=specs)))
    assert read["common"] == specs["one"]
