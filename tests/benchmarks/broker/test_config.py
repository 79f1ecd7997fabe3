import re
from pathlib import Path

from benchmarks.broker import config


def settings(data: Path = Path("/d")) -> dict[str, str]:
    lines = config.settings(data, 9092, 9093).splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_it_listens_on_loopback_only() -> None:
    of = settings()
    listeners = of["listeners"].split(",") + of["advertised.listeners"].split(",")
    assert {address.split("//")[1] for address in listeners} == {"127.0.0.1:9092", "127.0.0.1:9093"}
    assert of["controller.quorum.voters"] == "1@127.0.0.1:9093"


def test_lines_of_5_mb_fit_all_the_way() -> None:
    of = settings()
    for key in ("message.max.bytes", "replica.fetch.max.bytes", "socket.request.max.bytes"):
        assert int(of[key]) > 10 * 5_000_000


def test_one_node_has_nobody_to_replicate_to() -> None:
    factors = [value for key, value in settings().items() if "replication.factor" in key]
    assert len(factors) == 4
    assert set(factors) == {"1"}


def test_a_folder_may_be_called_anything() -> None:
    told = settings(Path("/tmp/a b\\é"))["log.dirs"]  # noqa: S108 - only its name matters
    assert told == "/tmp/a b\\\\\\u00e9"  # noqa: S108 - as above
    assert settings(Path("/𝄞"))["log.dirs"] == "/\\ud834\\udd1e"


def test_each_broker_is_a_cluster_of_its_own() -> None:
    def cluster() -> str:
        command = config.format_command(Path("java"), [Path("a.jar")], Path("s"))
        # Apart, one that begins with a dash would be taken for an option.
        (said,) = (word for word in command if word.startswith("--cluster-id="))
        return said.partition("=")[2]

    first, second = cluster(), cluster()
    assert first != second
    assert re.fullmatch(r"[\w-]{22}", first)


def test_the_class_path_is_every_jar() -> None:
    command = config.server_command(Path("java"), [Path("a.jar"), Path("b.jar")], Path("s"))
    assert command[0] == "java"
    assert command[command.index("-cp") + 1 :] == ["a.jar:b.jar", "kafka.Kafka", "s"]
