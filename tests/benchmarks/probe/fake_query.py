"""Queries that tell what they are given to tell, as pyspark's two classes of them do."""

import json
from typing import Any


class FakeEvent:
    """Spark's own object of a progress event."""

    def __init__(self, event: dict[str, Any], asked: list[int]) -> None:
        self._event, self._asked = event, asked

    def json(self) -> str:
        self._asked.append(self._event["batchId"])
        return json.dumps(self._event)


class FakeJvmQuery:
    def __init__(self, trigger: str, keeps: int) -> None:
        self.trigger_text, self.keeps = trigger, keeps
        self.events: list[dict[str, Any]] = []
        self.asked: list[int] = []

    def recentProgress(self) -> list[FakeEvent]:  # noqa: N802 - Spark's name
        return [FakeEvent(event, self.asked) for event in self.events[-self.keeps :]]

    def streamingQuery(self) -> "FakeJvmQuery":  # noqa: N802 - as above
        return self

    def trigger(self) -> "FakeJvmQuery":
        return self

    def toString(self) -> str:  # noqa: N802 - as above
        return self.trigger_text


class FakeQuery:
    """A query of this process's Spark."""

    name: str | None = "counts"
    runId = "d0e7f626"  # noqa: N815 - Spark's name
    isActive = True  # noqa: N815 - as above

    def __init__(self, trigger: str = "ProcessingTimeTrigger(1000)", keeps: int = 100) -> None:
        self._jsq = FakeJvmQuery(trigger, keeps)

    @property
    def recentProgress(self) -> list[Any]:  # noqa: N802 - as above
        raise AssertionError("all hundred are read and parsed for it")

    def tell(self, *events: dict[str, Any]) -> None:
        self._jsq.events += events


class FakeProgress(dict[str, Any]):
    """An event as Spark Connect hands it out since 4.0: it knows its JSON."""

    @property
    def json(self) -> str:
        return json.dumps({"as": "told"} | self)


class FakeConnectQuery:
    """A query of Spark Connect, which has nothing of the JVM."""

    name = None
    runId = "331e22ba"  # noqa: N815 - as above
    isActive = True  # noqa: N815 - as above

    def __init__(self, *events: dict[str, Any]) -> None:
        self.events = list(events)

    @property
    def recentProgress(self) -> list[dict[str, Any]]:  # noqa: N802 - as above
        return self.events
