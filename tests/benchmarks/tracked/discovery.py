"""Benchmarks as asv discovers them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_LIST = """
import sys
from asv_runner.discovery import list_benchmarks
list_benchmarks(sys.argv[1], sys.stdout)
"""


def discovered(suite: Path) -> list[dict[str, Any]]:
    """What asv knows of a suite's benchmarks, found in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _LIST, str(suite)], capture_output=True, text=True, check=True
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
