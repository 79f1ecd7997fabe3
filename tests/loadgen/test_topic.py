from types import SimpleNamespace
from typing import Any

import pytest

from loadgen import kafka
from loadgen.errors import BadInput
from loadgen.sinks import topic
from loadgen.sinks.topic import Topic, opened, parse_address, parse_name, reason_of
from tests.loadgen.fake_kafka import FakeAdmin, library


@pytest.fixture
def admin(monkeypatch: pytest.MonkeyPatch) -> type[FakeAdmin]:
    class Admin(FakeAdmin):
        topics = {"old": 3}  # noqa: RUF012 - each test has a class of its own

    def of(name: str, partitions: int, replication_factor: int, config: object) -> Any:
        return SimpleNamespace(**locals())

    part = SimpleNamespace(
        AdminClient=Admin, NewTopic=of, OffsetSpec=SimpleNamespace(latest=lambda: "latest")
    )
    monkeypatch.setattr(kafka, "client", library)
    monkeypatch.setattr(kafka, "admin", lambda: part)
    monkeypatch.setattr(topic, "_PAUSE_S", 0.0)
    return Admin


@pytest.mark.parametrize("text", ["localhost:9092", "10.0.0.1:1,10.0.0.2:65535", "[::1]:9092"])
def test_an_address_is_a_broker_s_or_several(text: str) -> None:
    assert parse_address(text) == text


@pytest.mark.parametrize(
    "text", ["", "localhost", "h:", ":1", "h:0", "h:65536", "h:1,", "h 1:1", "ssl://h:1", "::1:9"]
)
def test_an_address_without_host_or_port_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="it takes HOST:PORT"):
        parse_address(text)


@pytest.mark.parametrize("text", ["", ".", "..", "a b", "a/b", "a:b", "\u00e4", "x" * 250])
def test_a_name_that_no_topic_can_have_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no topic's name"):
        parse_name(text)
    assert parse_name("a.B_c-9") == "a.B_c-9"


@pytest.mark.usefixtures("admin")
def test_a_topic_that_is_there_is_taken_from_where_it_ends() -> None:
    assert opened("h:1", "old", 2, 120, {}) == Topic("old", 3, (100, 101))


def test_a_topic_that_is_missing_is_made(admin: type[FakeAdmin]) -> None:
    assert opened("h:1", "new", 2, 120, {}) == Topic("new", 2, (100, 101))
    assert admin.topics == {"old": 3, "new": 2, "new {}": -1}
    opened("h:1", "long", 1, 5_000_000, {})
    assert "long {'max.message.bytes': '6000000'}" in admin.topics


def test_a_leader_is_waited_for(admin: type[FakeAdmin]) -> None:
    admin.leaderless = 2
    assert opened("h:1", "new", 1, 120, {}).first_offsets == (100,)


def test_leaders_are_waited_for_only_so_long(
    admin: type[FakeAdmin], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.leaderless = 10**9
    monkeypatch.setattr(topic, "_ANSWER_S", 0.01)
    with pytest.raises(BadInput, match="no broker answers there"):
        opened("h:1", "new", 1, 120, {})


@pytest.mark.usefixtures("admin")
def test_too_few_partitions_are_refused() -> None:
    with pytest.raises(BadInput, match=r"^--topic old: it has 3 partitions, and --lanes 4 takes"):
        opened("h:1", "old", 4, 120, {})


def test_says_why_a_topic_cannot_be_made(admin: type[FakeAdmin]) -> None:
    admin.refuses = "Policy violation"
    with pytest.raises(BadInput, match=r"^--topic new: it can't be made: Policy violation$"):
        opened("h:1", "new", 1, 120, {})


def test_says_why_nobody_answers(admin: type[FakeAdmin]) -> None:
    admin.silent = True
    with pytest.raises(
        BadInput, match=r"^--kafka h:1: no broker answers there: Connection refused"
    ):
        opened("h:1", "old", 1, 120, {})


def test_the_real_client_says_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topic, "_ANSWER_S", 0.3)
    with pytest.raises(
        BadInput, match=r"^--kafka 127\.0\.0\.1:9: no broker answers there: "
    ) as error:
        opened("127.0.0.1:9", "t", 1, 120, {"log_level": "0"})
    assert "Connection refused" in str(error.value)


def test_an_error_is_one_line() -> None:
    assert reason_of(ValueError("two\n  lines")) == "two lines"
    assert reason_of(ValueError()) == ""
