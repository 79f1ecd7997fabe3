from pathlib import Path

import pytest

from analysis.decide.capacity import Capacity, Tried
from analysis.decide.sustained import Judged


def capacity(*tried: tuple[float, bool | None], objective: str = "", stopped: str = "") -> Capacity:
    return Capacity(
        name="structured-socket-default",
        cell={"api": "structured"},
        objective=objective,
        tried=tuple(Tried(rate, Judged(kept, "why"), Path("runs/x")) for rate, kept in tried),
        climbed="lines fell behind",
        climb_path=Path("runs/climb"),
        stopped=stopped,
        took_s=200.0,
    )


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (capacity((41e3, True), (46e3, False)), "sustains 41k lines/s, and not 46k"),
        (
            capacity((41e3, True), (46e3, False), objective="p99<2s"),
            "sustains 41k lines/s with p99<2s, and not 46k",
        ),
        (capacity((1e6, True)), "sustains at least 1M lines/s"),
        (capacity((1e6, True), (1.1e6, None)), "sustains at least 1M lines/s"),
        (
            capacity((41e3, True), stopped="no time left for another run"),
            "sustains at least 41k lines/s (no time left for another run)",
        ),
        (capacity((500, False)), "doesn't sustain even 500 lines/s"),
        (capacity((500, None)), "told nothing of what it sustains"),
    ],
)
def test_the_answer_in_words(found: Capacity, says: str) -> None:
    assert found.sentence == f"structured-socket-default {says}"


def test_what_is_told_and_what_misses() -> None:
    assert capacity((500, False), objective="p99<1s").misses_objective
    assert not capacity((500, False)).misses_objective
    assert not capacity((500, True), (600, False), objective="p99<1s").misses_objective
    assert not capacity((500, None), objective="p99<1s").misses_objective
    assert not capacity((500, None)).told
    assert capacity((500, False)).told


def test_it_is_json() -> None:
    told = capacity((41e3, True), (46e3, False), objective="p99<2s").as_json()
    assert (told["low_per_s"], told["high_per_s"]) == (41e3, 46e3)
    assert told["objective"] == "p99<2s"
    assert told["stopped"] is None
    assert told["climb"] == {"why": "lines fell behind", "path": "runs/climb"}
    assert told["trials"][0] == {
        "rate_per_s": 41e3,
        "kept_up": True,
        "why": "why",
        "p50_ms": None,
        "p99_ms": None,
        "path": "runs/x",
    }
