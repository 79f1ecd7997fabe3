from collections.abc import Iterator
from importlib import metadata

import pytest

from benchmarks.spark import installed
from benchmarks.spark.installed import NEWEST, parsed


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    """The answer is kept, and these tests change it."""
    installed.installed.cache_clear()
    yield
    installed.installed.cache_clear()


@pytest.mark.parametrize(
    ("version", "told"),
    [("3.5.9", (3, 5)), ("4.0.5", (4, 0)), ("4.10.0.dev1", (4, 10)), ("5.0", (5, 0))],
)
def test_it_goes_by_major_and_minor(version: str, told: tuple[int, int]) -> None:
    assert parsed(version) == told


def test_it_is_the_one_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", {"pyspark": "4.1.4"}.__getitem__)
    assert installed.installed() == (4, 1)


def test_without_any_it_is_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", none)
    assert installed.installed() == NEWEST
