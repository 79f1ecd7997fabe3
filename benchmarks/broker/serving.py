"""A broker for the cells that take one, and the topics of a run."""

import contextlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace

from benchmarks.broker import topics
from benchmarks.broker.server import started
from benchmarks.cell import Cell
from benchmarks.choices import KAFKA
from benchmarks.place import Place

_PREFIX = "streamgauge-"


@contextlib.contextmanager
def serving(cells: Iterable[Cell], place: Place) -> Iterator[Place]:
    """The place, with a broker in it if any of the cells takes one: started unless there is one.

    Raises:
        BadInput: if none answers where it should be, or none can be started.
    """
    if not any(cell.on_kafka for cell in cells):
        yield place
    elif place.kafka:
        topics.check(place.kafka)
        yield place
    else:
        with started() as broker:
            yield replace(place, kafka=broker.address, broker_pid=broker.pid)


@contextlib.contextmanager
def topics_of(cell: Cell, address: str) -> Iterator[tuple[str, str]]:
    """The topics of a run: of its lines, and of its results; made, and in the end deleted.

    Raises:
        BadInput: if they can't be made.
    """
    lines = _PREFIX + uuid.uuid4().hex[:12]
    results = f"{lines}-results"
    made = []
    try:
        if cell.source == KAFKA:
            topics.create(address, lines, cell.lanes)
            made.append(lines)
        if cell.sink == KAFKA:
            topics.create(address, results, 1, appended=True)
            made.append(results)
        yield lines, results
    finally:
        topics.delete(address, made)
