import sys

import pytest

from loadgen import kafka
from loadgen.errors import BadInput


def test_the_client_is_there() -> None:
    assert hasattr(kafka.client(), "Producer")
    assert hasattr(kafka.admin(), "AdminClient")


def test_how_to_get_it_is_said_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    with pytest.raises(BadInput, match=r"^Kafka takes confluent-kafka: pip install 'streamgauge"):
        kafka.client()
