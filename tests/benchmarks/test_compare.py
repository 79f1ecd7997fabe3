"""What `streamgauge compare` makes of its words; tests/integration has it run something."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from benchmarks.campaign_spec import CampaignSpec
from benchmarks.cli import main
from benchmarks.commands import compare


def asked(*words: str) -> CampaignSpec:
    """The campaign that a command line asks for."""
    parser = ArgumentParser()
    compare.add(parser.add_subparsers())
    return compare._spec(parser.parse_args(["compare", *words]))


def test_the_default_campaign_is_run_where_none_is_named() -> None:
    assert asked() == asked("default")
    assert asked().name == "default"


def test_values_on_the_command_line_are_crossed() -> None:
    spec = asked("--source", "socket", "--rate", "5k,10k", "--setting", "500ms..2s*2")
    settings = ("500ms", "1s", "2s")
    apis = ("structured", "dstreams")
    timed = {f"{api}-socket-{one}-{n}" for api in apis for one in settings for n in (5000, 10000)}
    assert set(spec.cells) == {*timed, "floor-socket-5000", "floor-socket-10000"}


def test_settings_of_spark_are_swept_but_not_split() -> None:
    words = ["--source", "socket", "--setting", "1s", "--conf", "spark.a=1..4*2"]
    spec = asked(*words, "--conf", "spark.b=x,y")
    (first, *_) = spec.cells.values()
    assert first.conf == (("spark.a", "1"), ("spark.b", "x,y"))
    assert len(spec.cells) == 3 * 3  # with the floor


def test_lines_are_not_split(tmp_path: Path) -> None:
    spec = asked("--lines", f"file:{tmp_path}/a,1..2")
    assert {cell.lines for cell in spec.cells.values()} == {f"file:{tmp_path}/a,1..2"}


def test_repeat_and_seed_overrule_the_files() -> None:
    spec = asked("python-or-jvm", "--repeat", "3", "--seed", "9")
    assert (spec.repeat, spec.seed) == (3, 9)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--rate", "5k,0"], "--rate: '0' is not a rate"),
        (["--rate", "5k,"], "--rate: '' is not a rate"),
        (["--rate", "1k..2s*2"], "--rate: '1k..2s*2' mixes units"),
        (["--setting", "1s..2s"], "--setting: '1s..2s' is no sweep"),
        (["sinks", "--sink", "memory"], "dstreams has no sink memory: it takes foreachRDD"),
    ],
)
def test_one_line_that_names_what_is_wrong(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert err.count("\n") == 1


def test_run_takes_one_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--rate", "5k,10k"]) == 2
    assert "--rate: '5k,10k' is not a rate" in capsys.readouterr().err
