"""What asv makes of the suite: its traps, each with a canary."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.tracked.discovery import discovered

ROOT = Path(__file__).parents[3]
OURS = re.compile(r"bench_(latency|backlog)\.")


@cache
def listed() -> list[dict[str, Any]]:
    """The suite as asv discovers it."""
    return discovered(ROOT / "benchmarks")


def test_nothing_but_the_suite_is_taken_for_benchmarks() -> None:
    assert {one["name"].split(".")[0] for one in listed()} == {
        "bench_analysis",
        "bench_backlog",
        "bench_latency",
        "bench_loadgen",
    }


def test_no_class_gets_the_cache_of_another() -> None:
    classes = defaultdict(set)
    for one in listed():
        if "setup_cache_key" in one:
            classes[one["setup_cache_key"]].add(one["name"].rpartition(".")[0])
    assert len(classes) == 5
    assert all(len(names) == 1 for names in classes.values()), classes


@pytest.mark.parametrize("key", ["version", "unit", "params", "param_names"])
def test_each_has_what_its_figures_are_filed_under(key: str) -> None:
    assert all(key in one for one in listed())


def test_versions_are_set_by_hand() -> None:
    assert all(re.fullmatch(r"\d+", one["version"]) for one in listed()), "else it is a hash"


def test_parameters_have_names() -> None:
    for one in listed():
        assert len(one["param_names"]) == len(one["params"]), one["name"]
        assert not any(name.startswith("param") for name in one["param_names"]), one["name"]


def test_less_is_better_for_each_as_asv_takes_it() -> None:
    """asv has no direction: of throughput it would call twice as much a loss."""
    for one in listed():
        assert not re.fullmatch(r"(lines|rows|records|batches)/s", one["unit"]), one["name"]
        assert not re.search(r"(lines|rows|batches)_per_s$|throughput", one["name"]), one["name"]


def test_asv_waits_longer_than_we_do() -> None:
    from benchmarks.tracked.measured import ASV_TIMEOUT_S, DEADLINE_S  # noqa: PLC0415

    ours = [one for one in listed() if OURS.match(one["name"])]
    assert len(ours) == 6
    assert all(one["timeout"] == ASV_TIMEOUT_S > DEADLINE_S for one in ours)
