from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import gc, record
from analysis.record import RunRecord
from analysis.window import Window
from tests.analysis.fake_words import OFFSET_NS
from tests.analysis.synthetic import MS, Made, write_run

# Lines as Java 17, 21 and 25 wrote them for `-Xlog:gc,gc+phases:file=…:timenanos`.
PAUSES = {
    "[12138309709223ns] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 31M->25M(380M) 17.487ms": (
        "Young (Normal) (G1 Evacuation Pause)",
        17_487_000,
    ),
    "[5ns] GC(7) Pause Young (Normal) (G1 Evacuation Pause) (Evacuation Failure: Allocation)"
    " 36M->33M(64M) 10.909ms": (
        "Young (Normal) (G1 Evacuation Pause) (Evacuation Failure: Allocation)",
        10_909_000,
    ),
    "[5ns] GC(3) Pause Remark 12M->12M(64M) 1.234ms": ("Remark", 1_234_000),
    "[5ns] GC(3) Pause Full (System.gc()) 16M->14M(54M) 7.506ms": ("Full (System.gc())", 7_506_000),
    "[5ns] GC(1) Pause Young (Allocation Failure) 21M->19M(61M) 42.705ms": (
        "Young (Allocation Failure)",
        42_705_000,
    ),
    "[5ns] GC(2) Pause Full (Ergonomics) 47M->8M(57M) 1008.065ms": (
        "Full (Ergonomics)",
        1_008_065_000,
    ),
    "[5ns] GC(0) Pause Mark Start 0.011ms": ("Mark Start", 11_000),
    "[5ns] GC(0) Y: Pause Mark Start (Major) 0.018ms": ("Mark Start (Major)", 18_000),
    "[5ns] GC(12) y: Pause Relocate Start 0.010ms": ("Relocate Start", 10_000),
    "[5ns] GC(12) O: Pause Mark End 0.000ms": ("Mark End", 0),
    "[5ns] GC(0) Pause Init Mark (unload classes) 0.026ms": ("Init Mark (unload classes)", 26_000),
    "[5ns] GC(4) Pause Degenerated GC (Outside of Cycle) 51M->3M(64M) 8.250ms": (
        "Degenerated GC (Outside of Cycle)",
        8_250_000,
    ),
}
OTHERS = [
    "[12137558764398ns] Using G1",
    "[5ns] GC(0)   Pre Evacuate Collection Set: 0.1ms",
    "[5ns] GC(592) Concurrent Mark Cycle 19.867ms",
    "[5ns] GC(592) Concurrent Mark Cycle",
    "[5ns] GC(0) Y: Concurrent Mark 8.125ms",
    "[5ns] Allocation Stall (main) 2.741ms",
    "[5ns] GC(114) Garbage Collection (Allocation Stall) 64M(100%)->22M(34%)",
    "[5ns] GC(483) Major Collection (System.gc()) 60M(94%)->4M(6%) 0.011s",
    "[5ns] GC(57) Concurrent reset after collect (unload classes) 0.069ms",
    "[5ns] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 31M->25M(380M) 17.48",  # cut by a kill
    "[5ns] GC(0) Pause Young (Normal)",
    "",
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunRecord:
    return record.read(write_run(tmp_path_factory.mktemp("gc") / "run"))


def logged(run: RunRecord, *lines: str) -> gc.Pauses:
    found = gc.pauses(replace(run, gc_log=list(lines)))
    assert found is not None
    return found


@pytest.mark.parametrize("line", PAUSES)
def test_every_collectors_pauses_are_read(run: RunRecord, line: str) -> None:
    found = logged(run, line)
    kind, duration_ns = PAUSES[line]
    assert found.kind == (kind,)
    assert found.duration_ns.tolist() == [duration_ns]
    assert found.end_ns.tolist() == [int(line[1 : line.index("ns]")]) + OFFSET_NS]


@pytest.mark.parametrize("line", OTHERS)
def test_what_stops_not_all_threads_is_no_pause(run: RunRecord, line: str) -> None:
    found = logged(run, line)
    assert found.figures() == {"count": 0, "total_s": 0.0, "max_ms": None}


def test_without_a_log_or_a_clock_nothing_is_known(run: RunRecord) -> None:
    assert gc.pauses(replace(run, gc_log=None)) is None
    assert gc.pauses(replace(run, info={**run.info, "clock": None})) is None
    assert set(gc.UNKNOWN) == set(logged(run).figures())


@given(st.lists(st.tuples(st.integers(0, 10**15), st.integers(0, 10**7)), max_size=20))
def test_pauses_are_in_order_and_add_up(rows: list[tuple[int, int]]) -> None:
    lines = [f"[{end}ns] GC(1) Pause Young {us / 1000:.3f}ms" for end, us in rows]
    bare = RunRecord(Path(), {"clock": {"offset_ns": 7}}, {}, {}, {}, [], {})
    found = logged(bare, *lines)
    assert (np.diff(found.end_ns) >= 0).all()
    assert sorted(found.end_ns.tolist()) == sorted(end + 7 for end, _ in rows)
    assert found.figures()["total_s"] == pytest.approx(sum(us for _, us in rows) / 1e6)
    figures = found.within(Window(7, 10**15 + 8)).figures()
    assert figures == found.figures()


def test_a_pause_belongs_to_the_window_in_which_it_ends(run: RunRecord) -> None:
    found = logged(run, *(f"[{at}ns] GC(1) Pause Full {at}.000ms" for at in (9, 10, 19, 20)))
    inside = found.within(Window(OFFSET_NS + 10, OFFSET_NS + 20))
    assert inside.kind == ("Full", "Full")
    assert inside.figures() == {"count": 2, "total_s": 0.029, "max_ms": 19.0}


def test_a_killed_runs_pauses_end_where_it_was_cut(tmp_path: Path, run: RunRecord) -> None:
    killed = gc.pauses(record.read(write_run(tmp_path / "run", Made(killed_at=0.5))))
    whole = gc.pauses(run)
    assert killed is not None
    assert whole is not None
    cut = len(killed.kind)
    assert 0 < cut < len(whole.kind)
    np.testing.assert_array_equal(killed.end_ns, whole.end_ns[:cut])
    assert whole.duration_ns.max() == 13 * MS


def test_the_floor_has_no_collector(tmp_path: Path) -> None:
    floor = record.read(write_run(tmp_path / "run", Made(api="floor", setting="none")))
    assert gc.pauses(floor) is None
