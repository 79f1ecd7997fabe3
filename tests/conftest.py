import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import shared_broker


@pytest.fixture(autouse=True, scope="session")
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What a user's own calibration says of this machine is none of the tests' business."""
    state = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMGAUGE_STATE", str(state))
        # For JVMs that live for seconds: the second compiler's work never pays.
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield state


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory, _own_state: Path) -> str:
    """The HOST:PORT of a broker that all tests share: each makes topics of its own."""
    base = tmp_path_factory.getbasetemp()
    return shared_broker.address(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)
