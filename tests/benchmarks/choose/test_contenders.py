from typing import Any

import pytest

from analysis.decide.objective import Objective
from benchmarks.cell import Cell
from benchmarks.choose.contenders import SETTINGS, Contender, contenders
from loadgen.errors import BadInput
from loadgen.units import NS_PER_S


def names(objective: str = "p99<2s", **given: Any) -> list[str]:
    return [one.name for one in contenders(given, Objective.parse(objective))]


def cell_of(given: dict[str, Any], objective: str = "") -> Cell:
    """The only contender's cell."""
    (one,) = contenders(given, Objective.parse(objective) if objective else None)
    assert one.cell is not None
    return one.cell


def test_both_apis_are_looked_at_where_nothing_is_asked_for() -> None:
    expected = [f"{api}-socket-{one}" for api, some in SETTINGS.items() for one in some]
    assert names() == expected


def test_lists_and_sweeps_say_what_to_choose_from() -> None:
    assert names(api="dstreams", setting="500ms..2s*2") == [
        "dstreams-socket-500ms",
        "dstreams-socket-1s",
        "dstreams-socket-2s",
    ]
    assert names(api="structured, dstreams", setting="1s,1s") == [
        "structured-socket-1s",
        "dstreams-socket-1s",
    ]


def test_other_keys_are_every_contenders() -> None:
    given = {"rate": "20k", "source": "files", "conf": {"a.b": "1..3+1"}, "preset": "spark"}
    for one in contenders(given, None):
        assert one.cell is not None
        assert (one.cell.rate_per_s, one.cell.source) == (20_000.0, "files")
        assert (one.cell.conf, one.cell.preset) == ((("a.b", "1..3+1"),), "spark")


@pytest.mark.parametrize(
    ("setting", "measured_s"), [("default", 10), ("500ms", 10), ("1s", 12), ("2s", 24)]
)
def test_a_run_is_as_short_as_its_batches_allow(setting: str, measured_s: int) -> None:
    cell = cell_of({"api": "structured", "setting": setting})
    assert cell.duration_ns - cell.warmup_ns == measured_s * NS_PER_S
    assert cell.give_up_ns == 8 * NS_PER_S


def test_what_is_said_of_times_is_kept() -> None:
    cell = cell_of(
        {"api": "structured", "setting": "1s", "warmup": "3s", "duration": "9s", "give-up": "1m"}
    )
    times_s = cell.warmup_ns / NS_PER_S, cell.duration_ns / NS_PER_S
    assert times_s == (3.0, 9.0)
    assert cell.give_up_ns == 60 * NS_PER_S


def test_what_may_take_longer_is_waited_for() -> None:
    given = {"api": "structured", "setting": "1s"}
    assert cell_of(given, "p50<1s,p99<20s").give_up_ns == 40 * NS_PER_S
    assert cell_of({**given, "setting": "5s"}).give_up_ns == 20 * NS_PER_S
    windows = {"workload": "length-count-window", "window": "10s", "watermark": "2s"}
    assert cell_of({**given, **windows}).give_up_ns == 20 * NS_PER_S
    assert cell_of({**given, **windows, "give-up": "9s"}).give_up_ns == 9 * NS_PER_S


def test_an_interval_counts_where_lines_wait_evenly_for_it() -> None:
    given = {"api": "structured", "setting": "default,1s"}
    assert [one.interval_ms for one in contenders(given, None)] == [None, 1000.0]
    given |= {"schedule": "burst:10k:5s:500ms"}
    assert [one.interval_ms for one in contenders(given, None)] == [None, None]
    assert Contender({"api": "dstreams", "setting": "1s"}, None, "no").interval_ms is None


def test_what_can_not_be_run_is_kept_with_its_reason() -> None:
    found = contenders({"setting": "default"}, None)
    assert [one.name for one in found if one.cell is None] == ["dstreams-default"]
    assert found[1].refused.startswith("DStreams have a batch interval")
    (mine, other) = contenders({"setting": "1s", "sink": "memory"}, None)
    assert mine.cell is not None
    assert other.refused.startswith("dstreams has no sink memory")
    backlog = contenders({"source": "files", "setting": "1s,available-now"}, None)
    assert "age" in backlog[1].refused


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"api": "floor"}, "--api: 'floor' is none to choose: it takes structured | dstreams"),
        (
            {"sink": "kafka", "mode": "append"},
            "nothing to choose from: structured-default: running",
        ),
        ({"setting": "soon"}, "--setting: 'soon' is not known"),
        ({"rate": "5k,10k"}, "--rate: '5k,10k' is not a rate"),
        ({"warmup": "long"}, "--warmup: 'long' is not a time"),
    ],
)
def test_one_line_that_names_what_is_wrong(given: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        contenders(given, None)
    assert str(caught.value).startswith(says)
