"""The lock files: what a tracked comparison's environments are made of."""

import re
from pathlib import Path

import pytest
from asv.util import load_json

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "requirements"
MATRIX = load_json(ROOT / "asv.conf.json", js_comments=True)["matrix"]["req"]["pyspark"]
LOCKS = sorted(FOLDER.glob("*.txt"))
# A name, a version, and where it is for some machines only, which.
_PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; .+)? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins(lock: Path) -> dict[str, set[str]]:
    """The versions of each package; several where they differ by Python's."""
    found: dict[str, set[str]] = {}
    for line in lock.read_text().splitlines():
        if pin := _PIN.match(line):
            found.setdefault(pin[1], set()).add(pin[2])
    return found


def major(version: str) -> int:
    return int(version.split(".", maxsplit=1)[0])


def test_each_version_of_the_matrix_has_its_lock_and_what_it_is_made_from() -> None:
    for suffix in (".txt", ".in"):
        found = {path.name for path in FOLDER.glob(f"pyspark-*{suffix}")}
        assert found == {f"pyspark-{version}{suffix}" for version in MATRIX}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_all_is_pinned_with_its_hashes_and_names_no_place(lock: Path) -> None:
    text = lock.read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        assert _PIN.match(line) or _HASH.match(line), line
        assert line.endswith("\\") == bool(_HASH.match(following)), line
    assert "://" not in text


@pytest.mark.parametrize("version", MATRIX)
def test_a_lock_has_its_spark_and_all_that_builds_and_runs_us(version: str) -> None:
    found = pins(FOLDER / f"pyspark-{version}.txt")
    assert found["pyspark"] == {version}
    assert {"asv-runner", "pympler", "hatchling", "numpy", "pandas", "pyarrow", "rich"} <= set(
        found
    )
    assert {major(pandas) for pandas in found["pandas"]} == {2}
    of_numpy = {major(numpy) for numpy in found["numpy"]}
    assert of_numpy == ({1} if version.startswith("3.") else {2})


def test_the_first_is_the_one_that_all_else_is_tried_with() -> None:
    assert pins(FOLDER / "lock.txt")["pyspark"] == {MATRIX[0]}
