"""A calibration as `streamgauge calibrate` leaves it, made up."""

from datetime import datetime
from typing import Any

MACHINE = {"cpu": "EPYC", "cores": 2, "memory_mb": 7937, "os": "Linux-6.1", "python": "3.11.7"}
FIGURES = ("mean", "p50", "p90", "p99", "max")


def floor(source: str, p50: float, p99: float, *, within: bool = True) -> dict[str, Any]:
    """A run of the floor."""
    latency = {"p50": p50, "p90": p50, "p99": p99, "max": p99}
    return {
        "source": source,
        "rate_per_s": 5000.0,
        "latency_ms": latency,
        "lateness_ms": latency,
        "latency_from_send_ms": latency,
        "most_p99_ms": 10.0,
        "within": within,
    }


def trial(law: str, off_ms: float | None, *, within: bool = True) -> dict[str, Any]:
    """A trial of the synthetic engine."""
    return {
        "law": law,
        "rate_per_s": 20_000.0,
        "true_ms": dict.fromkeys(FIGURES, 620.0),
        "reported_ms": dict.fromkeys(FIGURES, None if off_ms is None else 620.0 + off_ms),
        "error_ms": dict.fromkeys(FIGURES, off_ms),
        "engine_ms": dict.fromkeys(FIGURES, 0.1),
        "allowed_ms": dict.fromkeys(FIGURES, 6.3),
        "lines": 140_000,
        "results": 14,
        "late_lines": 0,
        "engine_late_max_ms": 0.3,
        "within": within,
    }


def rate(per_s: float, *, kept_up: bool = True) -> dict[str, Any]:
    """The generator at a rate."""
    lateness = {"p50": 0.3, "p99": 1.2, "max": 4.5}
    tries = 1 if kept_up else 2
    return {
        "rate_per_s": per_s,
        "lateness_ms": lateness,
        "shortfall": 0.0,
        "kept_up": kept_up,
        "tries": tries,
    }


def result(**changes: Any) -> dict[str, Any]:
    """All of it; `changes` replace keys."""
    made = {
        "format": 1,
        "made_ns": int(datetime(2026, 11, 22, 12).astimezone().timestamp()) * 10**9,
        "quick": False,
        "environment": MACHINE,
        "floor": [floor("socket", 0.64, 2.4), floor("files", 54.0, 103.0)],
        "trials": [trial("fixed:20ms", 0.1), trial("uniform:500ms:120ms", -0.4)],
        "generator": {
            "rates": [rate(1e3), rate(1e6), rate(2e6, kept_up=False)],
            "flat_out_per_s": 20.8e6,
            "kept_up_per_s": 1e6,
            "late_from_per_s": 2e6,
            "least_per_s": 1e5,
            "within": True,
        },
        "cost": {
            "ratio": 0.996,
            "low": 0.989,
            "high": 1.003,
            "pairs": 24,
            "lines_per_s": 150_000.0,
            "least_ratio": 0.98,
            "within": True,
        },
        "within": True,
    }
    return made | changes
