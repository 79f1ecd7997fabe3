import pytest

from analysis.run import Run
from analysis.summary import analyse
from tests.analysis.synthetic import Made, write_run


@pytest.fixture(scope="package")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return analyse(write_run(tmp_path_factory.mktemp("valid") / "run"))


@pytest.fixture(scope="package")
def of_files(tmp_path_factory: pytest.TempPathFactory) -> Run:
    made = Made(api="dstreams", source="files", setting="500ms")
    return analyse(write_run(tmp_path_factory.mktemp("files") / "run", made))
