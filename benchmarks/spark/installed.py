"""Which Spark is installed, told without starting it."""

from functools import cache
from importlib import metadata

Version = tuple[int, int]
"""Spark's major and minor version: what its settings and its refusals go by."""

NEWEST: Version = (4, 3)
"""The newest that we know, whose answers are given where no PySpark is installed."""


@cache
def installed() -> Version:
    """The version of the PySpark installed."""
    try:
        return parsed(metadata.version("pyspark"))
    except metadata.PackageNotFoundError:
        return NEWEST


def parsed(version: str) -> Version:
    """The major and minor version in one that is written out, such as `4.3.0`."""
    major, minor, *_ = version.split(".")
    return int(major), int(minor)
