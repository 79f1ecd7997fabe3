import json
from pathlib import Path

import numpy as np
import pytest

from analysis import record
from analysis.lines import UnjoinableError
from analysis.record import EMISSION_FILE
from analysis.summary import analyse
from loadgen.emission import EMISSION
from loadgen.journal import Journal
from tests.analysis.synthetic import Made, write_run

LATENCIES = (
    "latency", "latency_from_send", "lateness", "progress_latency"
)  # fmt: skip


def in_two_lanes(path: Path, *, streams: bool) -> None:
    """Make a run one of two lanes, whose lines came in turn; the engine's account as asked."""
    run = record.read(path)
    lines = run.emission["lines"]
    split = np.stack(((lines + 1) // 2, lines // 2), axis=1)
    with Journal(path / EMISSION_FILE, EMISSION, dict(run.load) | {"lanes": 2}) as table:
        for counts, sent_ns in zip(split.tolist(), run.emission["sent_ns"].tolist(), strict=True):
            for lane, count in enumerate(counts):
                table.append(lane, count, sent_ns)
    total, events = 0, []
    for event in run.progress:
        before, total = total, total + event["numRecords"]
        shares = [(total + 1) // 2 - (before + 1) // 2, total // 2 - before // 2]
        events.append(event | ({"streams": shares} if streams else {}))
    (path / record.PROGRESS_FILE).write_text("".join(json.dumps(e) + "\n" for e in events))


def test_two_lanes_have_the_figures_of_one(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(api="dstreams", setting="500ms"))
    one = analyse(path)
    in_two_lanes(path, streams=True)
    two = analyse(path)
    assert [len(lane) for lane in two.lines.lanes] == [
        (len(one.lines) + 1) // 2,
        len(one.lines) // 2,
    ]
    assert two.summary["verdict"] == "valid"
    for part in (*(f"{name}_ms" for name in LATENCIES), "stages_ms", "model_ms"):
        assert two.summary[part] == pytest.approx(one.summary[part])
    for part in ("records", "rate", "batches", "observers"):
        assert two.summary[part] == one.summary[part]


def test_two_lanes_that_nobody_tells_apart_have_no_figures(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run", Made(api="dstreams", setting="500ms"))
    in_two_lanes(path, streams=False)
    with pytest.raises(UnjoinableError, match="2 lanes"):
        analyse(path)
