from collections.abc import Iterator

import pytest

from tests.integration.leftovers import MARK, Leftovers, temporary_folder
from tests.traps.real import Bench


@pytest.fixture(scope="package")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The real runs; asserts in the end that nothing is left of them."""
    watch = Leftovers(temporary_folder(tmp_path_factory.mktemp("temporary")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MARK, watch.mark)
        patch.setenv("TMPDIR", str(watch.temporary))
        patch.setattr("tempfile.tempdir", str(watch.temporary))
        with Bench(tmp_path_factory.mktemp("runs")) as made:
            yield made
        watch.check()
