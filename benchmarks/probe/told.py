"""What a query tells of itself, read at little cost."""

import json
import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from loadgen.errors import BadInput
from loadgen.units import NS_PER_MS, format_duration

# As Spark prints its triggers, by how a cell's setting names them.
_KINDS = {"AvailableNow": "available-now", "OneTime": "once", "RealTime": "real-time"}
_TRIGGER = re.compile(r"(\w+)Trigger(?:\((\d+)\))?")


class Told:
    """The progress of a query, each event once.

    Args:
        query: a `StreamingQuery`, of this process's Spark or of Spark Connect.

    Raises:
        TypeError: if it is none.
        BadInput: if its trigger is continuous: such queries tell of no progress.
    """

    def __init__(self, query: Any) -> None:  # noqa: ANN401 - pyspark has two classes of them
        # Asked of the class: of the object it would be a call to Spark.
        if not hasattr(type(query), "recentProgress"):
            raise TypeError(
                f"attach takes a streaming query, as writeStream.start() returns it, not {query!r}"
            )
        self._query = query
        self._last = ""
        self.setting = _setting(query)
        if self.setting == "continuous":
            raise BadInput(
                "attach: the query's trigger is continuous, and Spark tells of no progress then: "
                "it takes one with any other trigger"
            )

    @property
    def name(self) -> str | None:
        """What its owner called it."""
        name: str | None = self._query.name
        return name

    @property
    def run_id(self) -> str:
        """Spark's own name for this run of it."""
        return str(self._query.runId)

    @property
    def active(self) -> bool:
        """Whether it still runs."""
        return bool(self._query.isActive)

    def fresh(self) -> list[str]:
        """The events that came since the last call, as JSON, in order.

        Spark keeps the last hundred; the newest that we have is looked for from the end.
        """
        found = list(takewhile(lambda text: text != self._last, self._newest_first()))
        if found:
            self._last = found[0]
        return found[::-1]

    def _newest_first(self) -> Iterator[str]:
        jvm_query = getattr(self._query, "_jsq", None)
        if jvm_query is not None:  # event by event: a tenth of what all hundred cost
            recent = jvm_query.recentProgress()
            for k in range(len(recent) - 1, -1, -1):
                yield str(recent[k].json())
        else:
            for event in reversed(self._query.recentProgress):
                yield getattr(event, "json", None) or json.dumps(event)


def _setting(query: Any) -> str | None:  # noqa: ANN401 - as above
    """The query's trigger, as a cell's setting names it; None if only Spark's server knows."""
    jvm_query = getattr(query, "_jsq", None)
    found = jvm_query and _TRIGGER.match(str(jvm_query.streamingQuery().trigger().toString()))
    if not found:
        return None
    kind, ms = found[1], int(found[2] or 0)
    if kind == "Continuous":
        return "continuous"
    interval = format_duration(ms * NS_PER_MS) if ms else ""
    if kind == "ProcessingTime":
        return interval or "default"
    name = _KINDS.get(kind, kind)
    return f"{name}:{interval}" if interval else name
