from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import files, record
from analysis.files import Overtaken
from analysis.record import RunRecord
from loadgen.sinks.files import file_name
from tests.analysis.by_hand import ints
from tests.analysis.synthetic import Made, write_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunRecord:
    """Two lanes, whose files hold 3, 2 and 5 lines, and 4, 1 and 6."""
    path = tmp_path_factory.mktemp("files") / "run"
    made = record.read(write_run(path, Made(source="files")))
    emission = {
        "lane": ints(0, 1, 0, 1, 1, 0),
        "lines": ints(3, 4, 5, 5, 11, 10),
        "sent_ns": np.arange(6),
    }
    return replace(made, emission=emission, load=dict(made.load) | {"lanes": 2})


def telling(run: RunRecord, *events: dict[str, Any]) -> RunRecord:
    return replace(run, progress=list(events))


def logged(number: int, *names: str) -> dict[str, Any]:
    return {"batchId": number, "files": [f"file:///in/{name}" for name in names]}


def test_files_are_told_by_number_whatever_the_order_of_the_events(run: RunRecord) -> None:
    told = telling(
        run, logged(10, "b", "a"), {"batchId": 3, "numInputRows": 5}, {"event": "other"},
        logged(2, "c"), {"batchTime": 7, "files": []},
    )  # fmt: skip
    assert list(files.of_batches(told).items()) == [(2, ["c"]), (7, []), (10, ["b", "a"])]
    assert files.of_batches(telling(run)) == {}


def test_a_file_holds_what_its_hand_over_had(run: RunRecord) -> None:
    names = [file_name(0, 0), file_name(0, 2), file_name(1, 2)]
    others = ["notes.txt", "present-00000001.txt", file_name(0, 3), file_name(7, 0)]
    held = files.lines_of(run, {0: names, 1: [*others, names[0]]})
    assert held == dict(zip(names, (3, 5, 6), strict=True))


def test_lanes_overtake_each_other_as_they_like(run: RunRecord) -> None:
    told = telling(run, logged(0, file_name(0, 1), file_name(0, 0), file_name(0, 2)))
    assert files.overtaken(told) == Overtaken(0, 0)
    told = telling(run, *told.progress, logged(1, file_name(1, 0)), logged(2, file_name(1, 1)))
    assert files.overtaken(told) == Overtaken(0, 0)


def test_what_later_files_overtook_is_counted_once(run: RunRecord) -> None:
    told = telling(
        run,
        logged(0, file_name(0, 2), file_name(1, 1)),
        logged(1, file_name(0, 0), file_name(1, 2), "notes.txt"),
        logged(2, file_name(0, 1), file_name(0, 0), file_name(1, 0)),
    )
    assert files.overtaken(told) == Overtaken(files=3, lines=3 + 2 + 4)


@given(st.permutations([(lane, k) for lane in range(2) for k in range(3)]), st.data())
def test_in_turn_is_what_every_lane_s_files_are_over_the_batches(
    run: RunRecord, order: list[tuple[int, int]], data: st.DataObject
) -> None:
    batch = sorted(data.draw(st.lists(st.integers(0, 4), min_size=6, max_size=6)))
    taken: dict[int, list[tuple[int, int]]] = {}
    for number, file in zip(batch, order, strict=True):
        taken.setdefault(number, []).append(file)
    behind = [
        (lane, k)
        for number, some in taken.items()
        for lane, k in some
        if any(
            lane == other and later > k
            for before, ahead in taken.items()
            if before < number
            for other, later in ahead
        )
    ]
    told = telling(run, *(logged(n, *(file_name(*f) for f in some)) for n, some in taken.items()))
    held = {(0, 0): 3, (0, 1): 2, (0, 2): 5, (1, 0): 4, (1, 1): 1, (1, 2): 6}
    assert files.overtaken(told) == Overtaken(len(behind), sum(held[file] for file in behind))


def test_a_real_order_is_read_from_disk(tmp_path: Path) -> None:
    made = Made(api="dstreams", source="files", setting="1s")
    run = record.read(write_run(tmp_path / "run", made))
    assert len(files.lines_of(run, files.of_batches(run))) > 100
    assert files.overtaken(run) == Overtaken(0, 0)
    backwards = [
        event | {"batchTime": -event["batchTime"]} for event in run.progress if event["files"]
    ]
    found = files.overtaken(telling(run, *backwards))
    assert found.files > 100
    assert found.lines < run.emission["lines"][-1]
