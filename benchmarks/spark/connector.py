"""Spark's Kafka connector, which PySpark doesn't bring: which one, and its jars.

Spark can fetch it by itself (`spark.jars.packages`), but then looks for it at each start, which
takes a second; brings 60 MB along that PySpark has already; and where it can't be had, it ends with
a Java stack trace. So its jars are taken once, and named to Spark (`spark.jars`).
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

from analysis import record
from benchmarks import maven
from benchmarks.spark.presets import Tuned
from benchmarks.storage import cache
from loadgen.errors import BadInput

JARS = "spark.jars"

_GROUP = "org.apache.spark"
_NAME = "spark-sql-kafka-0-10"
_RELEASE = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_DAY_S = 24 * 3600


@dataclass(frozen=True)
class Connector:
    """A release of the connector, on this machine.

    Args:
        version: its version, Spark's own or an earlier one.
        packages: its name for `spark-submit --packages`.
        jars: its files, and those of what it needs that PySpark doesn't bring.
    """

    version: str
    packages: str
    jars: tuple[Path, ...]


def find(spark: str, conf: Mapping[str, str]) -> Connector | None:
    """The connector for a PySpark: of its own version if the repository has that whole.

    Otherwise it is the newest earlier release of the same major version. What was found is kept,
    and asked for again a day later if it isn't Spark's own version.

    Args:
        spark: PySpark's version, such as `4.3.0`.
        conf: the user's own Spark settings.

    Returns:
        The connector; None if the user, or the PySpark installed, has one already.

    Raises:
        BadInput: if there is none, or it can't be had or kept.
    """
    brought = _brought()
    if any(_NAME in word for word in (*conf.values(), *brought)):
        return None
    artifact = f"{_NAME}_{_scala(spark, brought)}"
    choice = cache() / "spark-kafka" / f"{artifact}-for-{spark}.json"
    held = _held(choice, artifact)
    if held is not None and (held[0].version == spark or held[1]):
        return held[0]
    try:
        found = _found(spark, artifact, brought, choice.parent)
    except BadInput:
        if held is None:
            raise
        found = held[0]  # what did yesterday: without a network, too
    _keep(choice, found)
    return found


def settings(connector: Connector) -> tuple[Tuned, ...]:
    """The settings that name a connector to Spark."""
    why = f"Spark's Kafka source and sink, version {connector.version}: PySpark doesn't bring them"
    return (Tuned(JARS, ",".join(map(str, connector.jars)), why),)


def _brought() -> frozenset[str]:
    """The jars that the PySpark installed brings, by name."""
    pyspark = importlib.util.find_spec("pyspark")
    places = pyspark.submodule_search_locations if pyspark is not None else None
    return frozenset(jar.name for place in places or () for jar in Path(place).glob("jars/*.jar"))


def _scala(spark: str, brought: frozenset[str]) -> str:
    """The Scala that a Spark is built for: by its jars, or by its version where it isn't there."""
    for name in brought:
        if found := re.match(r"spark-core_(\d+\.\d+)-", name):
            return found[1]
    return "2.12" if spark.startswith("3.") else "2.13"


def _found(spark: str, artifact: str, brought: frozenset[str], folder: Path) -> Connector:
    for version in _candidates(spark, artifact):
        paths = _needed(artifact, version, brought)
        if paths and all(map(maven.exists, paths)):
            return _connector(artifact, version, _taken(paths, folder))
    raise BadInput(
        f"no Kafka connector for PySpark {spark}: {maven.repository()} has none of its version, "
        f"and no earlier one whole: --conf {JARS}=JAR,… takes one of your own"
    )


def _connector(artifact: str, version: str, jars: tuple[Path, ...]) -> Connector:
    return Connector(version, f"{_GROUP}:{artifact}:{version}", jars)


def _candidates(spark: str, artifact: str) -> Iterator[str]:
    """The version itself, then the earlier releases of its major version, the newest first."""
    yield spark
    listed = f"{_GROUP.replace('.', '/')}/{artifact}/maven-metadata.xml"
    own = _RELEASE.match(spark)
    if own is None or not maven.exists(listed):
        return
    known = {
        tuple(map(int, found.groups()))
        for version in _xml(listed).iterfind("versioning/versions/version")
        if (found := _RELEASE.fullmatch(version.text or "")) and found[0] != spark
    }
    newest = tuple(map(int, own.groups()))
    for release in sorted(known, reverse=True):
        if release[0] == newest[0] and release <= newest:
            yield ".".join(map(str, release))


def _needed(artifact: str, version: str, brought: frozenset[str]) -> list[str]:
    """Where the repository has the jars of a release that PySpark doesn't bring; none without it.

    What the connector needs is told whole in its own description: what those need in turn, PySpark
    brings.
    """
    description = _path(_GROUP, artifact, version, "pom")
    if not maven.exists(description):
        return []
    paths = [_path(_GROUP, artifact, version)]
    for one in _xml(description).iterfind("{*}dependencies/{*}dependency"):
        told = {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in one}
        has = re.compile(rf"{re.escape(told['artifactId'])}-\d.*\.jar")
        if told.get("scope", "compile") == "compile" and not any(map(has.fullmatch, brought)):
            paths.append(_path(told["groupId"], told["artifactId"], told.get("version", "")))
    return paths


def _path(group: str, artifact: str, version: str, kind: str = "jar") -> str:
    return f"{group.replace('.', '/')}/{artifact}/{version}/{artifact}-{version}.{kind}"


def _xml(path: str) -> ET.Element:
    try:
        return ET.fromstring(maven.download(path))  # noqa: S314 - whose jars are run, too
    except ET.ParseError as error:
        raise BadInput(f"{path} in {maven.repository()} is no XML: {error}") from None


def _taken(paths: list[str], folder: Path) -> tuple[Path, ...]:
    """The jars, downloaded unless they are there: each whole or not at all."""
    jars = {path: folder / PurePosixPath(path).name for path in paths}
    missing = [path for path in paths if not jars[path].is_file()]
    if missing:
        print(
            f"fetching Spark's Kafka connector ({len(missing)} files, once) "
            f"from {maven.repository()}",
            file=sys.stderr,
        )
    for path in missing:
        content = _verified(path)
        fresh = jars[path].with_suffix(f".{os.getpid()}.part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(content)
            fresh.replace(jars[path])
        except OSError as error:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise BadInput(f"{folder}: the Kafka connector can't be kept there: {error}") from None
    return tuple(jars.values())


def _verified(path: str) -> bytes:
    content = maven.download(path)
    told = maven.download(f"{path}.sha1").decode("ascii", errors="replace").split()[:1]
    if told != [hashlib.sha1(content, usedforsecurity=False).hexdigest()]:
        raise BadInput(f"{path} from {maven.repository()} isn't what its checksum says")
    return content


def _held(choice: Path, artifact: str) -> tuple[Connector, bool] | None:
    """What was found before, if it is still there; and whether today, in this repository."""
    try:
        told = json.loads(choice.read_text(encoding="utf-8"))
        jars = tuple(choice.parent / name for name in told["jars"])
        held = _connector(artifact, str(told["version"]), jars)
        here = told["repository"] == maven.repository()
        today = 0 <= time.time() - told["asked_s"] < _DAY_S
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (held, here and today) if all(jar.is_file() for jar in jars) else None


def _keep(choice: Path, found: Connector) -> None:
    told = {
        "version": found.version,
        "jars": [jar.name for jar in found.jars],
        "repository": maven.repository(),
        "asked_s": time.time(),
    }
    with contextlib.suppress(OSError):  # it is asked for again then
        record.write_json(choice, told)
