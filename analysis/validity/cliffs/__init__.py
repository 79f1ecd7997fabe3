"""Cliffs: settings and loads at which a little more costs a lot, and why. Each is a note.

A check speaks only where the run's own record shows the cause at work: that a setting is in force
is no finding where nothing comes of it.
"""

from collections.abc import Callable

from analysis.run import Run
from analysis.validity.cliffs.interval import interval_too_short
from analysis.validity.cliffs.listing import many_files
from analysis.validity.cliffs.python_workers import python_workers
from analysis.validity.cliffs.receivers import receiver_starved
from analysis.validity.cliffs.shuffle import shuffle_partitions
from analysis.validity.cliffs.socket_rows import socket_rows
from analysis.validity.finding import Finding

__all__ = [
    "CHECKS",
    "interval_too_short",
    "many_files",
    "python_workers",
    "receiver_starved",
    "shuffle_partitions",
    "socket_rows",
]

CHECKS: tuple[Callable[[Run], Finding | None], ...] = (
    socket_rows,
    shuffle_partitions,
    many_files,
    interval_too_short,
    receiver_starved,
    python_workers,
)
