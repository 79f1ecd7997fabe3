import socket
import sys
from collections.abc import Callable

import pytest

from benchmarks.broker import topics
from loadgen.errors import BadInput


@pytest.mark.parametrize("address", ["", "nowhere", "host:", "host:0", "host:65536", "a b:9092"])
def test_what_is_no_address_is_refused_at_once(address: str) -> None:
    with pytest.raises(BadInput, match=r"--kafka: .* it takes HOST:PORT"):
        topics.check(address)


def test_where_no_broker_answers_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(topics, "_CHECK_S", 0.5)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(BadInput) as caught:
            topics.check(address)
        assert not topics.answers(address, 0.2)
    assert str(caught.value) == f"--kafka {address}: no broker answers there within 0 s"
    assert capfd.readouterr() == ("", "")


def test_something_else_that_listens_is_no_broker() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        assert not topics.answers(f"127.0.0.1:{mute.getsockname()[1]}", 0.2)


@pytest.mark.parametrize("ask", [topics.check, lambda address: topics.create(address, "a", 1)])
def test_without_the_client_it_says_what_is_missing(
    ask: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "confluent_kafka", None)
    with pytest.raises(BadInput, match=r"^Kafka takes confluent-kafka: pip install"):
        ask("127.0.0.1:9")


def test_nothing_to_delete_asks_nobody() -> None:
    topics.delete("127.0.0.1:9", [])
