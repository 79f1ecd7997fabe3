import pytest

from loadgen.errors import BadInput
from loadgen.sinks.producer import given_to_client, most_waiting, patience_ns, settings, shown

MS = 1_000_000


def test_idempotent_unless_fewer_than_all_acknowledge() -> None:
    chosen = settings("all", 1_500_000, "lz4", 120)
    assert (chosen["acks"], chosen["linger.ms"], chosen["compression.type"]) == (
        "all",
        "1.5",
        "lz4",
    )
    assert chosen["enable.idempotence"] == "true"
    assert "max.in.flight.requests.per.connection" not in chosen


@pytest.mark.parametrize(
    "chosen",
    [
        settings("1", 0, "none", 1),
        settings("all", 0, "none", 1, [("request.required.acks", "0")]),
        settings("all", 0, "none", 1, [("enable.idempotence", "false")]),
    ],
)
def test_one_request_at_a_time_keeps_the_order_of_others(chosen: dict[str, str]) -> None:
    assert chosen["enable.idempotence"] == "false"
    assert chosen["max.in.flight.requests.per.connection"] == "1"


def test_a_user_s_setting_overrules_ours_under_any_of_its_names() -> None:
    overruling = [("delivery.timeout.ms", "5000"), ("max.in.flight", "3"), ("acks", "1")]
    chosen = settings("all", 0, "none", 1, overruling)
    assert "delivery.timeout.ms" not in chosen
    assert chosen["max.in.flight.requests.per.connection"] == "3"
    assert patience_ns(chosen) == 7_000 * MS


def test_how_much_may_wait_is_ours_to_see_to() -> None:
    overruling = [("queue.buffering.max.messages", "10"), ("queue.buffering.max.kbytes", "2")]
    chosen = settings("all", 0, "none", 1, overruling)
    assert most_waiting(chosen) == (10, 2048)
    given = given_to_client(chosen)
    assert given["queue.buffering.max.messages"] == "0"
    assert int(given["queue.buffering.max.kbytes"]) > 2**30
    assert given["log_level"] == "0"
    assert given_to_client({**chosen, "log_level": "7"})["log_level"] == "7"


def test_a_message_may_be_as_long_as_the_longest_line() -> None:
    assert settings("all", 0, "none", 100)["message.max.bytes"] == "1000000"
    assert int(settings("all", 0, "none", 5_000_000)["message.max.bytes"]) > 5_000_000


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("bootstrap.servers", "h:1", "bootstrap.servers can't be set: --kafka says"),
        ("delivery.report.only.error", "true", "delivery.report.only.error can't be set"),
        ("transactional.id", "t", "the load has no transactions"),
        ("error_cb", "x", "error_cb can't be set: it isn't a text"),
        ("message.max.bytes", "1000", "message.max.bytes=1000 is less than the longest line"),
        ("message.max.bytes", "many", "message.max.bytes=many: it takes a whole number above 0"),
    ],
)
def test_what_would_break_the_load_is_refused(name: str, value: str, says: str) -> None:
    with pytest.raises(BadInput, match=r"^--producer: ") as error:
        settings("all", 0, "none", 2000, [(name, value)])
    assert says in str(error.value)


@pytest.mark.parametrize("text", ["0", "-1", "x", ""])
def test_an_endless_timeout_is_refused(text: str) -> None:
    chosen = settings("all", 0, "none", 1, [("message.timeout.ms", text)])
    with pytest.raises(BadInput, match=r"message\.timeout\.ms=.*: it takes a whole number above 0"):
        patience_ns(chosen)


def test_secrets_are_not_shown() -> None:
    chosen = {"sasl.password": "s3cret", "ssl.key.pem": "s3cret", "acks": "all"}
    assert shown(chosen) == {"sasl.password": "(hidden)", "ssl.key.pem": "(hidden)", "acks": "all"}
