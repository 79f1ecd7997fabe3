import json
from typing import Any

import pytest

from analysis.decide.ladder import KEY, Ladder, Rung, read
from tests.analysis import climbs


def test_a_ladder_is_read_as_it_was_written() -> None:
    ladder = climbs.ladder()
    assert read(json.loads(json.dumps({KEY: ladder.as_json()}))) == ladder


def test_a_rung_keeps_what_it_says_that_it_keeps() -> None:
    assert Rung("a", [], "why", "keeps Spark's guarantees, where …", tuned=True).keeps
    assert not Rung("a", [], "why", "gives up checksums", tuned=True).keeps


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {"rungs": []},
        {"first": "", "tuned": "t", "floor": "", "rungs": [{"name": "a"}]},
        {**climbs.ladder().as_json(), "rungs": [climbs.ladder().as_json()["rungs"][0] | {"x": 1}]},
        {
            **climbs.ladder().as_json(),
            "rungs": [climbs.ladder().as_json()["rungs"][0] | {"alone": ["one"]}],
        },
    ],
)
def test_what_we_do_not_know_is_no_ladder(told: Any) -> None:
    assert read({KEY: told}) is None


def test_other_campaigns_are_no_ladders() -> None:
    assert read({}) is None
    assert isinstance(read({KEY: Ladder([], "", "tuned", "").as_json()}), Ladder)
