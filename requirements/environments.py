"""The environments in which asv measures: one for each PySpark, with exactly what its lock lists.

A plugin of asv's, named in asv.conf.json; it isn't part of the project. asv's own environments ask
the package index anew for whatever a version of PySpark goes with, and may end with another PySpark
under the label. These are installed from `requirements/pyspark-VERSION.txt` and from nothing else.

Of the versions in the matrix, the first is measured; with STREAMGAUGE_VERSIONS=all all of them, or
those that it lists. With STREAMGAUGE_SMOKE set, asv runs in the environment that it is itself in,
of which it saves no results.
"""

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from asv import util
from asv.environment import Environment, EnvironmentUnavailable, ExistingEnvironment

from benchmarks.spark.java import find_java
from loadgen.errors import BadInput

VERSIONS = "STREAMGAUGE_VERSIONS"
SMOKE = "STREAMGAUGE_SMOKE"
TOOL = "locked"
PACKAGE = "pyspark"
_HERE = Path(__file__).parent
_COPY = "requirements.txt"  # of the lock that an environment was made from


def setup() -> None:
    """Choose what asv takes for a locked environment; called by asv when it has loaded this."""
    smoke = bool(os.environ.get(SMOKE))
    Locked.tool_name, Here.tool_name = ("", TOOL) if smoke else (TOOL, "")


def wanted(matrix: dict[str, Any], asked: str) -> list[str]:
    """The versions of PySpark to measure.

    Args:
        matrix: that of asv.conf.json.
        asked: what `STREAMGAUGE_VERSIONS` says; "" for the first of the matrix.

    Raises:
        asv.util.UserError: if a version is asked for that the matrix hasn't.
    """
    known = list(matrix["req"][PACKAGE])
    if asked == "all":
        return known
    chosen = re.split(r"[,\s]+", asked.strip()) if asked.strip() else known[:1]
    for version in chosen:
        if version not in known:
            raise util.UserError(
                f"{VERSIONS}: {version!r} isn't among {', '.join(known)}: "
                "it takes some of these, or all"
            )
    return chosen


def _claim(conf: Any, requirements: dict[str, str]) -> None:  # noqa: ANN401 - asv's own
    """Leave out a version that isn't to be measured."""
    version = requirements[PACKAGE]
    if version not in wanted(conf.matrix, os.environ.get(VERSIONS, "")):
        raise EnvironmentUnavailable(f"PySpark {version} is left out ({VERSIONS}=all: all are)")


class Locked(Environment):  # type: ignore[misc] # asv has no types
    """A virtual environment with what a lock lists."""

    def __init__(self, conf: Any, python: str, requirements: Any, variables: Any) -> None:  # noqa: ANN401
        _claim(conf, requirements)
        self._lock = _HERE / f"{PACKAGE}-{requirements[PACKAGE]}.txt"
        self._executable = _python(python)
        self._requirements = requirements  # which asv's own __init__ reads
        super().__init__(conf, python, requirements, variables)

    def check_presence(self) -> bool:
        """Whether it is there, and made from the lock as it is now."""
        copy = Path(self._path) / _COPY
        made = copy.is_file() and copy.read_text() == self._lock.read_text()
        return made and bool(super().check_presence())

    def _setup(self) -> None:
        util.check_call([self._executable, "-m", "venv", self._path])
        for lock in (self._lock, *_java()):
            options = ["--quiet", "--require-hashes", "--no-deps", "-r", str(lock)]
            self.run_executable("python", ["-m", "pip", "install", *options], timeout=3600)
        shutil.copy(self._lock, Path(self._path) / _COPY)

    def run(self, args: list[str], **options: Any) -> Any:  # noqa: ANN401 - as asv calls it
        """Run its Python."""
        return self.run_executable("python", args, **options)


class Here(ExistingEnvironment):  # type: ignore[misc]
    """The environment that asv is itself in, in place of a locked one."""

    def __init__(self, conf: Any, _python: str, requirements: Any, variables: Any) -> None:  # noqa: ANN401
        _claim(conf, requirements)
        super().__init__(conf, "same", {}, variables)


def _python(version: str) -> str:
    """The Python of a version, such as `3.11`."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = sys.executable if version == own else shutil.which(f"python{version}")
    if found is None:
        raise EnvironmentUnavailable(f"there is no python{version} here")
    return found


def _java() -> list[Path]:
    """The lock of a Java, if this machine has none of its own."""
    try:
        packaged = find_java().packaged
    except BadInput:
        packaged = True
    return [_HERE / "java.txt"] if packaged else []
