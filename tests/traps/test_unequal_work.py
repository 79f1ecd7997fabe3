"""Cells that had other work to do are never ranked against each other; nor are wrong counts."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis import record
from analysis.report import campaign
from analysis.report.ranking import Ranking
from analysis.summary import analyse
from loadgen.lines import parse_lines
from tests.analysis.synthetic import Made, write_run
from tests.traps.real import Bench, Trap, codes

QUICK = Made(rate=200, base_ms=50, warmup="2s", duration="8s")
SLOW = Made(rate=200, base_ms=500, warmup="2s", duration="8s", setting="1s")
WRONG = 30


def ranking(path: Path, **differs: Any) -> Ranking:
    """A quick and a slow cell, of which the slow one's spec says something else."""
    write_run(path / "runs" / "quick", QUICK)
    slow = write_run(path / "runs" / "slow", SLOW)
    info = json.loads((slow / record.RUN).read_text())
    info["cell"] |= {name.replace("_", "-"): value for name, value in differs.items()}
    (slow / record.RUN).write_text(json.dumps(info))
    return Ranking(campaign.read(path).cells)


def test_cells_with_the_same_work_are_ranked(tmp_path: Path) -> None:
    (lead,) = ranking(tmp_path).leads
    assert lead.next
    assert (lead.first.name, lead.next.second.name) == (QUICK.name, SLOW.name)


@pytest.mark.parametrize(
    "differs",
    [
        {"rate": "5k"},
        {"lines": "fixed:1000"},
        {"schedule": "poisson"},
        {"workload": "lengths"},
        {"lanes": 2},
        {"file_every": "1s"},
    ],
    ids=lambda differs: next(iter(differs)),
)
def test_cells_with_other_work_are_not(differs: dict[str, Any], tmp_path: Path) -> None:
    found = ranking(tmp_path, **differs)
    assert {lead.first.name for lead in found.leads} == {QUICK.name, SLOW.name}
    assert all(lead.next is None and not lead.near for lead in found.leads)
    assert len({lead.work for lead in found.leads}) == 2
    assert found.same_setting == {}
    # Side by side, the one would have been called many times faster.
    first, second = (lead.first.latency_ms["p99"] for lead in found.leads)
    assert first
    assert second
    assert max(first, second) > 2 * min(first, second)


def test_two_apis_at_one_setting_are_no_pair_if_their_work_differs(tmp_path: Path) -> None:
    path = tmp_path / "runs"
    write_run(path / "one", SLOW)
    write_run(path / "other", Made(api="dstreams", setting="1s", rate=400, duration="8s"))
    assert Ranking(campaign.read(tmp_path).cells).same_setting == {}


def test_every_engine_gets_the_same_lines(bench: Bench) -> None:
    tables = [bench.of(trap).record.counts for trap in (Trap.LOST, Trap.DOUBLED, Trap.LIAR)]
    sent = [
        {name: table[name].tolist() for name in ("key", "expected")} for table in tables if table
    ]
    assert sent[0]
    assert sent[0] == sent[1] == sent[2]
    # They are the seed's own, and no other's.
    one, again, other = (parse_lines("uniform:10:120", seed=seed) for seed in (1, 1, 2))
    assert one.slice(0, 500) == again.slice(0, 500) != other.slice(0, 500)


def test_a_job_that_counts_differently_is_found_though_its_totals_are_right(
    tmp_path: Path,
) -> None:
    run = analyse(write_run(tmp_path / "run", Made(swap=WRONG)))
    right = analyse(write_run(tmp_path / "right", Made()))
    assert codes(run)["COUNTS_DIFFER"] == run.summary["verdict"] == "invalid"
    assert "COUNTS_DIFFER" not in codes(right)
    # By every sum and by every latency it is the same run.
    assert run.summary["records"] == right.summary["records"]
    assert run.summary["latency_ms"] == right.summary["latency_ms"]
