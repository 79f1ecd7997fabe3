"""The Spark that an asv environment says it has, and proof that this is the one that ran."""

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

_PYSPARK = re.compile(r"-pyspark([0-9][\w.]*)")


class MislabelledError(RuntimeError):
    """Another Spark ran than the environment's name says: its figures would be filed wrongly."""


def asked(environ: Mapping[str, str] = os.environ) -> str | None:
    """The version of PySpark in the environment's name; None in one that wasn't made by asv."""
    found = _PYSPARK.search(environ.get("ASV_ENV_NAME", ""))
    return found[1] if found else None


def prove(summaries: Iterable[Mapping[str, Any]], version: str | None) -> None:
    """See to it that every run was of the version that its figures are filed under.

    Args:
        summaries: of the runs.
        version: the label; None if there is none to prove.

    Raises:
        MislabelledError: if one wasn't, by what the running PySpark or its JVM said.
    """
    for summary in summaries:
        ran = {summary["environment"].get(key) for key in ("pyspark", "spark")}
        if version is not None and ran != {version}:
            told = " and ".join(sorted(map(str, ran)))
            raise MislabelledError(
                f"{summary['name']}: the environment says PySpark {version}, but {told} ran"
            )
