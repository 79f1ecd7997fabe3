import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asv import util
from asv.config import Config
from asv.environment import EnvironmentUnavailable, ExistingEnvironment, get_environments

import requirements.environments as made
from benchmarks.spark.java import Java
from loadgen.errors import BadInput

ROOT = Path(__file__).parents[3]


@pytest.fixture
def conf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(ROOT)
    read = Config.load(str(ROOT / "asv.conf.json"))
    read.env_dir = str(tmp_path)
    return read


@pytest.fixture
def _plugin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable in (made.VERSIONS, made.SMOKE):
        monkeypatch.delenv(variable, raising=False)
    made.setup()
    yield
    monkeypatch.undo()
    made.setup()


def versions(conf: Any) -> list[str]:
    """Those of the environments that asv would measure in."""
    found = list(get_environments(conf, None, verbose=False))
    assert all(isinstance(one, made.Locked) for one in found)
    return [one.requirements["pyspark"] for one in found]


pytestmark = pytest.mark.usefixtures("_plugin")
ALL = ["4.3.0", "4.2.1", "4.1.4", "4.0.5", "3.5.9"]


def test_the_first_of_the_matrix_is_measured(conf: Any) -> None:
    assert versions(conf) == ALL[:1]


@pytest.mark.parametrize(
    ("asked", "found"), [("all", ALL), ("3.5.9, 4.3.0", ["4.3.0", "3.5.9"]), ("4.1.4", ["4.1.4"])]
)
def test_others_are_where_they_are_asked_for(
    conf: Any, monkeypatch: pytest.MonkeyPatch, asked: str, found: list[str]
) -> None:
    monkeypatch.setenv(made.VERSIONS, asked)
    assert versions(conf) == found


def test_one_that_is_not_in_the_matrix_is_refused(
    conf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(made.VERSIONS, "4.3.0,9")
    with pytest.raises(util.UserError, match=r"STREAMGAUGE_VERSIONS: '9' isn't among 4\.3\.0, "):
        versions(conf)


def test_a_smoke_is_run_here_where_asv_saves_nothing(
    conf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(made.SMOKE, "1")
    made.setup()
    (one,) = get_environments(conf, None, verbose=False)
    assert isinstance(one, ExistingEnvironment)
    assert one.run(["-c", "import sys; print(sys.executable)"]).strip() == sys.executable


def test_an_environment_has_what_its_lock_lists_and_nothing_else(
    conf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = get_environments(conf, None)
    called: list[list[str]] = []
    monkeypatch.setattr(util, "check_call", lambda args: Path(args[-1]).mkdir(parents=True))
    monkeypatch.setattr(one, "run_executable", lambda _, args, **__: called.append(args))
    one._setup()
    assert called[0][:3] == ["-m", "pip", "install"]
    assert {"--require-hashes", "--no-deps"} < set(called[0])
    assert called[0][-1] == str(ROOT / "requirements" / "pyspark-4.3.0.txt")


def test_it_is_made_anew_when_its_lock_is_another(conf: Any) -> None:
    (one,) = get_environments(conf, None)
    assert not one.check_presence()
    made_from = Path(one._path) / "requirements.txt"
    made_from.parent.mkdir()
    made_from.write_text(one._lock.read_text())
    bin_ = made_from.parent / "bin"
    bin_.mkdir()
    for name in ("python", "pip"):
        (bin_ / name).symlink_to(sys.executable)
    one.save_info_file(one._path)
    assert one.check_presence()
    made_from.write_text("pyspark==4.3.0\n")
    assert not one.check_presence()


def test_without_its_python_it_can_not_be_had(conf: Any) -> None:
    conf.pythons = ["3.1"]
    with pytest.raises(EnvironmentUnavailable, match=r"no python3\.1 here"):
        made.Locked(conf, "3.1", {"pyspark": "4.3.0"}, {})


def test_where_the_machine_has_no_java_it_comes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "find_java", lambda: Java(Path("/usr/bin/java"), 17))
    assert made._java() == []
    monkeypatch.setattr(made, "find_java", lambda: Java(Path("jdk/java"), 17, packaged=True))
    assert [lock.name for lock in made._java()] == ["java.txt"]

    def none() -> Java:
        raise BadInput("no Java")

    monkeypatch.setattr(made, "find_java", none)
    assert [lock.name for lock in made._java()] == ["java.txt"]
