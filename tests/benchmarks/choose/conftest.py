import pytest

from benchmarks import runner
from tests.benchmarks.choose.pretend import Pretence


@pytest.fixture
def pretence(monkeypatch: pytest.MonkeyPatch) -> Pretence:
    """Has runs pretended. They keep up with any rate, unless it is said of one that it doesn't."""
    made = Pretence()
    monkeypatch.setattr(runner, "run", made.run)
    return made
