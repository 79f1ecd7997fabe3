from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.leftovers import MARK, Leftovers, temporary_folder


@pytest.fixture
def leftovers(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Leftovers]:
    """Marks all that the test starts, and asserts at its end that nothing is left of it."""
    watch = Leftovers(temporary_folder(tmp_path_factory.mktemp("temporary")))
    monkeypatch.setenv(MARK, watch.mark)
    monkeypatch.setenv("TMPDIR", str(watch.temporary))
    monkeypatch.setattr("tempfile.tempdir", str(watch.temporary))
    yield watch
    watch.check()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder to be made."""
    return tmp_path / "out"
