import re
from pathlib import Path

import pytest

from benchmarks import ready
from benchmarks.campaign_spec import CampaignSpec
from benchmarks.display import expected_s
from benchmarks.support import support
from loadgen.errors import BadInput

CAMPAIGNS = ready.campaigns()
each = pytest.mark.parametrize("name", CAMPAIGNS)


def spec_of(name: str) -> CampaignSpec:
    return CampaignSpec.read(CAMPAIGNS[name])


def test_the_default_one_comes_first() -> None:
    first, *rest = CAMPAIGNS
    assert first == ready.DEFAULT
    assert rest == sorted(rest)
    assert len(rest) == 19


@each
def test_it_can_be_run(name: str) -> None:
    spec = spec_of(name)
    assert {one: support(cell).reason for one, cell in spec.cells.items()} == dict.fromkeys(
        spec.cells, ""
    )
    assert spec.unsupported == []


@each
def test_it_says_what_it_is(name: str) -> None:
    spec = spec_of(name)
    assert spec.name == name
    assert spec.title != name
    assert spec.answers.endswith("?")


@each
def test_its_comment_says_how_long_it_takes(name: str) -> None:
    comment = CAMPAIGNS[name].read_text().partition("\n\n")[0]
    (minutes,) = re.findall(r"(\d+) minutes", " ".join(comment.split("\n# ")))
    spec = spec_of(name)
    expected_min = spec.repeat * sum(map(expected_s, spec.cells.values())) / 60
    least, most = {"map": (15, 25), "real-time": (12, 16), "tracked-backlog": (0.8, 3)}.get(
        name, (1, 3) if name.startswith(("cliff-", "tracked-")) else (3, 8)
    )
    assert least <= expected_min <= most
    assert -0.5 <= int(minutes) - expected_min <= 1.5


@each
def test_its_window_has_10_batches_and_as_many_windows(name: str) -> None:
    for one, cell in spec_of(name).cells.items():
        measured_ns = cell.duration_ns - cell.warmup_ns
        assert measured_ns / (cell.interval_ns or 1) >= 10, one
        if cell.withheld and cell.window:
            assert measured_ns / cell.window.slide_ns >= 10, one


@each
def test_every_number_has_come_once_before_the_window_begins(name: str) -> None:
    for one, cell in spec_of(name).cells.items():
        assert cell.plan(seed=1).count_due(cell.warmup_ns) >= cell.keys, one


def test_the_default_one_runs_both_apis_from_both_sources() -> None:
    spec = spec_of(ready.DEFAULT)
    assert list(spec.cells) == [
        "structured-socket-default",
        "structured-socket-1s",
        "structured-files-default",
        "structured-files-1s",
        "dstreams-socket-500ms",
        "dstreams-socket-1s",
        "dstreams-files-500ms",
        "dstreams-files-1s",
        "floor-socket",
        "floor-files",
    ]
    for cell in spec.cells.values():
        assert "Apache License" in Path(cell.lines.removeprefix("file:")).read_text()


def test_names_say_what_a_campaign_is_about() -> None:
    assert list(spec_of("python-or-jvm").cells) == [
        "structured-socket-1s-jvm",
        "structured-socket-1s-python-udf",
        "structured-socket-1s-arrow-udf",
        "structured-socket-1s-map-in-pandas",
        "dstreams-socket-1s-lambdas",
        "dstreams-socket-1s-dataframe",
        "floor-socket",
    ]


def test_it_is_found_by_its_name_and_any_other_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").touch()
    (tmp_path / "sinks").touch()
    assert ready.find("sinks") == CAMPAIGNS["sinks"]
    assert ready.find("./sinks") == Path("sinks")
    assert ready.find("mine") == Path("mine")
    assert ready.find("missing.toml") == Path("missing.toml")


def test_a_word_that_is_neither_is_told_the_names() -> None:
    with pytest.raises(BadInput) as caught:
        ready.find("sink")
    assert str(caught.value) == (
        f"'sink' is no campaign: it takes a TOML file, or {' | '.join(CAMPAIGNS)}"
    )
