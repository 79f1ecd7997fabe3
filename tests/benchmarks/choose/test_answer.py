import argparse
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cell import Cell
from benchmarks.choose import answer
from benchmarks.commands import capacity
from tests.benchmarks.choose.pretend import BEHIND, Pretence, inquiry

DEFAULT = "structured-socket-default"


def searched(told: dict[str, Any]) -> tuple[Cell, str | None]:
    """What the last note's command finds the capacity of, and its objective."""
    words = shlex.split(told["notes"][-1].partition(": ")[2])
    parser = argparse.ArgumentParser()
    capacity.add(parser.add_subparsers())
    options = parser.parse_args(words[1:])
    return capacity._cell(options), options.objective


def test_an_answer_has_the_reasons_and_what_it_takes_to_find_it_again(
    tmp_path: Path, pretence: Pretence
) -> None:
    pretence.changes = {f"{DEFAULT}-800": BEHIND}
    asked = inquiry(tmp_path / "out", pretence, "p99<900ms", given={"setting": "default,1s"})
    told = answer.of(asked, asked.run())
    assert json.loads(json.dumps(told)) == told
    assert told["recommended"] == DEFAULT
    assert told["nearest"] is None
    assert (told["objective"], told["by"]) == ("p99<900ms", "p99")
    assert told["sentence"].startswith("At 200 lines/s from a socket, use structured with")
    (room,) = told["headroom"]
    assert room.pop("why").startswith("the oldest line of the first measured batch took ")
    assert room == {"name": DEFAULT, "kept_per_s": 400.0, "failed_per_s": 800.0}
    chosen, longer, refused, other = told["candidates"]
    assert [one["path"] for one in chosen["runs"]] == [
        str(tmp_path / "out" / "runs" / f"{DEFAULT}-r{repeat}") for repeat in (1, 2)
    ]
    words = shlex.split(chosen["command"])
    assert words[:2] == ["streamgauge", "run"]
    assert words[words.index("--setting") + 1] == "default"
    bounds = chosen["interval_ms"]["p99"]
    assert bounds["low"] < chosen["latency_ms"]["p99"] < bounds["high"]
    assert bounds["of"] == "runs"
    assert chosen["cpu_s_per_million_lines"] > 0
    for unmeasured in (longer, refused, other):
        assert (unmeasured["runs"], unmeasured["command"]) == ([], None)
    assert longer["standing"] == "ruled out"
    assert refused["standing"] == "can't be run"
    assert (told["took_s"], told["within_s"]) == (pretence.now_s, 300.0)


@pytest.mark.parametrize("objective", ["", "p99<9s"])
def test_what_finds_the_capacity_is_named(
    tmp_path: Path, pretence: Pretence, objective: str
) -> None:
    given = {"api": "dstreams", "setting": "500ms", "schedule": "poisson", "conf": {"a.b": "1 2"}}
    asked = inquiry(tmp_path / "out", pretence, objective, given=given, within_s=1e3)
    told = answer.of(asked, asked.run())
    cell, limits = searched(told)
    assert (cell.api, cell.setting.text, cell.conf) == ("dstreams", "500ms", (("a.b", "1 2"),))
    assert limits == (objective or None)


@pytest.mark.parametrize("objective", ["p99<1ms", "p99<190ms"])
def test_where_nothing_will_do_the_nearest_is_named(
    tmp_path: Path, pretence: Pretence, objective: str
) -> None:
    given = {"setting": "default,200ms"}
    asked = inquiry(tmp_path / "out", pretence, objective, given=given, by_cost=True)
    told = answer.of(asked, asked.run())
    assert told["recommended"] is None
    assert told["nearest"] == DEFAULT
    assert told["by"] == "cost"
    assert told["headroom"] == []
    assert not any("streamgauge capacity" in note for note in told["notes"])
