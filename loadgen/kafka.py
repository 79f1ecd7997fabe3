"""Kafka's client library, which is an extra: only what talks to Kafka needs it."""

import importlib
from types import ModuleType

from loadgen.errors import BadInput


def client() -> ModuleType:
    """The module `confluent_kafka`.

    Raises:
        BadInput: if it isn't installed.
    """
    return _module("confluent_kafka")


def admin() -> ModuleType:
    """The module `confluent_kafka.admin`.

    Raises:
        BadInput: if it isn't installed.
    """
    return _module("confluent_kafka.admin")


def _module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise BadInput("Kafka takes confluent-kafka: pip install 'streamgauge[kafka]'") from None
