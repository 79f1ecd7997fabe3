from pathlib import Path

import pytest

from benchmarks.calibration import cost
from benchmarks.calibration.blocks import Blocks
from benchmarks.calibration.plan import quick
from benchmarks.runner import RunFailedError
from loadgen.errors import BadInput

BLOCKS = Blocks(1, 8, 5)
FIND_SPEC = "benchmarks.calibration.cost.importlib.util.find_spec"


@pytest.mark.parametrize(("high", "within"), [(1.01, True), (0.98, True), (0.979, False)])
def test_it_is_out_of_bounds_if_all_of_its_interval_is(high: float, within: bool) -> None:  # noqa: FBT001
    found = cost.judged(BLOCKS, 0.97, 0.95, high, median_off_s=0.5)
    assert found["within"] is within
    assert found["pairs"] == 4
    assert found["lines_per_s"] == 5 * cost.LINES_A_BATCH / 0.5


def test_without_spark_or_java_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_java() -> None:
        raise BadInput("Spark needs Java 17 or newer (PATH has Java 11): install one")

    monkeypatch.setattr(FIND_SPEC, lambda _name: object())
    monkeypatch.setattr(cost, "find_java", no_java)
    assert cost.lacking() == "Spark needs Java 17 or newer (PATH has Java 11)"
    monkeypatch.setattr(cost, "find_java", lambda: None)
    assert cost.lacking() == ""
    monkeypatch.setattr(FIND_SPEC, lambda _name: None)
    assert cost.lacking() == "PySpark isn't installed"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("folder", "scratch"):
        (tmp_path / name).mkdir()
    return tmp_path / "folder", tmp_path / "scratch"


def as_if(monkeypatch: pytest.MonkeyPatch, folder: Path, program: str) -> None:
    """Have another program run in place of Spark's."""
    fake = folder / "python"
    fake.write_text(f"#!/bin/sh\n{program}\n")
    fake.chmod(0o755)
    monkeypatch.setattr("benchmarks.calibration.cost.sys.executable", str(fake))


def test_every_batch_has_its_file_and_the_ends_become_a_ratio(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, scratch = folders
    plan = quick(1000)
    total = plan.cost_warm + plan.cost_blocks * (plan.cost_batches + 1)
    ends = [k * 10**8 for k in range(total)]
    as_if(monkeypatch, folder.parent, f"echo '{ends}' > {folder / cost.ENDS_FILE}")
    found = cost.measure(plan, folder, scratch)
    assert found["ratio"] == found["low"] == found["high"] == 1
    assert found["lines_per_s"] == pytest.approx(cost.LINES_A_BATCH * 10)
    files = list((scratch / "in").iterdir())
    assert len(files) == total
    assert files[0].read_bytes().count(b"\n") == cost.LINES_A_BATCH


def test_a_process_that_fails_is_its_last_line(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if(monkeypatch, folders[0].parent, "echo first; echo no memory >&2; exit 1")
    with pytest.raises(RunFailedError, match="its process failed: no memory"):
        cost.measure(quick(1000), *folders)


def test_a_process_that_says_nothing_has_its_status(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if(monkeypatch, folders[0].parent, "exit 7")
    with pytest.raises(RunFailedError, match="its process failed: status 7"):
        cost.measure(quick(1000), *folders)


def test_a_process_that_hangs_is_ended_at_its_deadline(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if(monkeypatch, folders[0].parent, "cat")  # until its input ends
    monkeypatch.setattr(cost, "_STARTING_S", 0.1)
    monkeypatch.setattr(cost, "_SLOWEST_BATCH_S", 0.0)
    with pytest.raises(RunFailedError, match="didn't end by its deadline"):
        cost.measure(quick(1000), *folders)
