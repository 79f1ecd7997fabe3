"""The command in a process of its own."""

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.loadgen.consumers import DEADLINE_S


@contextlib.contextmanager
def loadgen(*arguments: str | Path, **settings: Any) -> Iterator["subprocess.Popen[str]"]:
    """The command in a process of its own, gone at the end whatever happens."""
    command = [sys.executable, "-m", "loadgen", *map(str, arguments)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, text=True, **{**pipes, **settings}) as process:
        try:
            yield process
        finally:
            process.kill()


def finished(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, err = process.communicate(timeout=DEADLINE_S)
    return process.returncode, out, err


def port_of(process: "subprocess.Popen[str]") -> int:
    """The port that it says it listens on."""
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"listening on 127\.0\.0\.1:(\d+)", line)
    assert found, line
    return int(found[1])


def event(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told


def start(process: "subprocess.Popen[str]", start_ns: int) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps({"start_ns": start_ns}) + "\n")
    process.stdin.flush()


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())
