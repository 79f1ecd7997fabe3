"""The machine, as far as it matters for a figure."""

import os
import platform
from typing import Any

import psutil


def describe() -> dict[str, Any]:
    """What runs made on this machine have in common."""
    return {
        "python": platform.python_version(),
        "os": platform.platform(terse=True),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_mb": psutil.virtual_memory().total // 2**20,
    }


def _cpu() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - no file at all
            names = [
                line.partition(":")[2].strip() for line in lines if line.startswith("model name")
            ]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()
