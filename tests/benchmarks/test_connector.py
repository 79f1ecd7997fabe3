import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import maven
from benchmarks.spark import connector
from benchmarks.spark.connector import Connector, find, settings
from loadgen.errors import BadInput
from tests.benchmarks.maven_repository import (
    Repository,
    forget_the_network,
    listed,
    place,
    release,
    serving,
)

# What a PySpark brings, by which its Scala is told.
BROUGHT = frozenset({"spark-core_2.13-4.3.0.jar", "spark-tags_2.13-4.3.0.jar", "jsr305-3.0.0.jar"})


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with nothing in it, and a PySpark that brings little."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(connector, "_brought", lambda: BROUGHT)
    monkeypatch.setattr(maven, "_PAUSES_S", (0.0, 0.0, 0.0))
    forget_the_network(monkeypatch)
    return tmp_path / "streamgauge" / "spark-kafka"


@pytest.fixture
def central(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    with serving() as repository:
        monkeypatch.setenv(maven.VARIABLE, repository.url)
        yield repository


def found(spark: str) -> Connector:
    connector = find(spark, {})
    assert connector is not None
    return connector


def test_it_is_of_sparks_own_version_with_the_jars_that_pyspark_lacks(
    central: Repository, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release(central, "4.3.0")
    own = found("4.3.0")
    assert own.version == "4.3.0"
    assert own.packages == "org.apache.spark:spark-sql-kafka-0-10_2.13:4.3.0"
    assert {jar: jar.read_bytes() for jar in own.jars} == {
        kept / "spark-sql-kafka-0-10_2.13-4.3.0.jar": b"connector 4.3.0",
        kept / "spark-token-provider-kafka-0-10_2.13-4.3.0.jar": b"tokens 4.3.0",
        kept / "kafka-clients-3.9.2.jar": b"clients",
    }
    printed = capsys.readouterr()
    assert printed.err == (f"fetching Spark's Kafka connector (3 files, once) from {central.url}\n")
    assert not printed.out


def test_spark_is_told_of_all_its_jars() -> None:
    (tuned,) = settings(Connector("4.2.0", "", (Path("/kept/a.jar"), Path("/kept/b.jar"))))
    assert (tuned.key, tuned.value) == ("spark.jars", "/kept/a.jar,/kept/b.jar")
    assert "4.2.0" in tuned.why


@pytest.mark.parametrize(
    ("spark", "released", "chosen"),
    [
        ("4.3.0", ["4.2.0", "4.2.1", "4.1.9"], "4.2.1"),
        ("4.1.4", ["4.1.1", "4.1.2", "4.0.9", "4.2.0"], "4.1.2"),
        ("4.1.4", ["4.1.5", "4.0.0", "3.5.7"], "4.0.0"),
        ("4.10.0", ["4.9.1", "4.2.0"], "4.9.1"),
        ("4.3.0", ["4.3.0-preview1", "4.2.0", "4.2.1-rc1"], "4.2.0"),
        ("4.3.0.dev1", ["4.3.0", "4.2.0"], "4.3.0"),
    ],
)
def test_otherwise_it_is_the_newest_earlier_one_of_the_same_major(
    central: Repository, spark: str, released: list[str], chosen: str
) -> None:
    listed(central, *released)
    for version in released:
        release(central, version)
    assert found(spark).version == chosen


def test_one_that_is_not_whole_is_passed_over(central: Repository) -> None:
    listed(central, "4.1.0", "4.2.0", "4.2.1", "4.3.0")
    release(central, "4.1.0")
    release(central, "4.2.1", whole=False)
    release(central, "4.3.0", whole=False)
    assert found("4.3.0").version == "4.1.0"


def test_what_was_found_is_not_asked_for_again(central: Repository) -> None:
    release(central, "4.3.0")
    first = found("4.3.0")
    central.asked.clear()
    assert found("4.3.0") == first
    assert central.asked == []


def a_day_passes(kept: Path) -> None:
    (choice,) = kept.glob("*.json")
    told = json.loads(choice.read_text())
    choice.write_text(json.dumps(told | {"asked_s": told["asked_s"] - 24 * 3600}))


def test_an_earlier_one_makes_room_for_sparks_own_a_day_later(
    central: Repository, kept: Path
) -> None:
    listed(central, "4.2.0")
    release(central, "4.2.0")
    assert found("4.3.0").version == "4.2.0"
    release(central, "4.3.0")
    central.asked.clear()
    assert found("4.3.0").version == "4.2.0"
    assert central.asked == []
    a_day_passes(kept)
    assert found("4.3.0").version == "4.3.0"


def test_another_repository_is_asked_at_once(
    central: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(central, "4.2.0")
    release(central, "4.2.0")
    assert found("4.3.0").version == "4.2.0"
    with serving() as other:
        release(other, "4.3.0")
        monkeypatch.setenv(maven.VARIABLE, other.url)
        assert found("4.3.0").version == "4.3.0"


def test_without_a_network_it_is_yesterdays_and_for_another_day(
    central: Repository, kept: Path
) -> None:
    listed(central, "4.2.0")
    release(central, "4.2.0")
    first = found("4.3.0")
    a_day_passes(kept)
    central.faults += [503] * 3
    assert found("4.3.0") == first
    central.asked.clear()
    assert found("4.3.0") == first
    assert central.asked == []


@pytest.mark.parametrize("told", ["", "[]", "{}", '{"version": "4.3.0", "jars": 7}'])
def test_notes_that_make_no_sense_are_made_again(
    central: Repository, kept: Path, told: str
) -> None:
    release(central, "4.3.0")
    first = found("4.3.0")
    (choice,) = kept.glob("*.json")
    choice.write_text(told)
    assert found("4.3.0") == first
    assert json.loads(choice.read_text())["asked_s"] <= time.time()


def test_a_jar_that_is_gone_is_fetched_again_and_only_it(
    central: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    release(central, "4.3.0")
    first = found("4.3.0")
    first.jars[0].unlink()
    assert found("4.3.0") == first
    assert first.jars[0].read_bytes() == b"connector 4.3.0"
    assert "(1 files, once)" in capsys.readouterr().err


def test_none_at_all_is_one_clear_line(central: Repository) -> None:
    listed(central, "3.5.7", "4.2.0")
    with pytest.raises(BadInput) as caught:
        find("4.3.0", {})
    said = str(caught.value)
    assert said.startswith(f"no Kafka connector for PySpark 4.3.0: {central.url} has none")
    assert "--conf spark.jars=" in said
    assert "\n" not in said


@pytest.mark.parametrize("spark", ["4.3.0", "master"])
def test_a_repository_without_a_list_has_sparks_own_or_none(
    central: Repository, spark: str
) -> None:
    release(central, "4.2.0")
    with pytest.raises(BadInput, match=f"no Kafka connector for PySpark {spark}"):
        find(spark, {})


def test_a_list_that_is_no_list_is_told(central: Repository) -> None:
    central.files["org/apache/spark/spark-sql-kafka-0-10_2.13/maven-metadata.xml"] = b"<html>"
    with pytest.raises(BadInput, match=r"maven-metadata.xml in http.* is no XML"):
        find("4.3.0", {})


def test_what_differs_from_its_checksum_is_not_kept(central: Repository, kept: Path) -> None:
    release(central, "4.3.0")
    central.files[place("org.apache.kafka", "kafka-clients", "3.9.2")] = b"a page to log in"
    with pytest.raises(BadInput, match=r"kafka-clients-3.9.2.jar from .* its checksum"):
        find("4.3.0", {})
    assert "kafka-clients-3.9.2.jar" not in {path.name for path in kept.iterdir()}


def test_a_cache_that_cant_be_written_is_named(
    central: Repository, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(central, "4.3.0")
    kept.parent.write_text("a file where the folder should be")
    with pytest.raises(BadInput, match="spark-kafka: the Kafka connector can't be kept there"):
        find("4.3.0", {})
    kept.parent.unlink()

    def full(_: Path, _to: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BadInput, match="No space left on device"):
        find("4.3.0", {})
    assert list(kept.iterdir()) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("spark.jars.packages", "org.apache.spark:spark-sql-kafka-0-10_2.13:4.2.0"),
        ("spark.jars", "/opt/a.jar,/opt/spark-sql-kafka-0-10_2.13-4.2.0.jar"),
    ],
)
def test_the_users_own_is_left_alone(central: Repository, key: str, value: str) -> None:
    assert find("4.3.0", {"spark.ui.enabled": "false", key: value}) is None
    assert central.asked == []


def test_so_is_one_laid_beside_pysparks_jars(
    central: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = BROUGHT | {"spark-sql-kafka-0-10_2.13-4.3.0.jar"}
    monkeypatch.setattr(connector, "_brought", lambda: beside)
    assert find("4.3.0", {}) is None
    assert central.asked == []


@pytest.mark.parametrize(
    ("brought", "spark", "scala"),
    [
        (BROUGHT, "3.5.9", "2.13"),
        (frozenset({"spark-core_2.12-3.5.9.jar"}), "3.5.9", "2.12"),
        (frozenset({"a.jar"}), "3.5.9", "2.12"),
        (frozenset({"a.jar"}), "4.0.5", "2.13"),
    ],
)
def test_it_is_for_the_scala_of_the_jars(
    central: Repository,
    monkeypatch: pytest.MonkeyPatch,
    brought: frozenset[str],
    spark: str,
    scala: str,
) -> None:
    monkeypatch.setattr(connector, "_brought", lambda: brought)
    release(central, spark, scala=scala)
    central.add(place("org.apache.spark", f"spark-tags_{scala}", spark), b"tags")
    central.add(place("com.google.code.findbugs", "jsr305", "3.0.0"), b"jsr305")
    assert found(spark).packages.endswith(f"_{scala}:{spark}")


def test_what_pyspark_brings_is_told_without_starting_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    package = tmp_path / "pyspark"
    (package / "jars").mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('it was imported')")
    (package / "jars" / "spark-core_2.13-4.3.0.jar").touch()
    monkeypatch.delitem(sys.modules, "pyspark", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert connector._brought() == {"spark-core_2.13-4.3.0.jar"}
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert connector._brought() == frozenset()
