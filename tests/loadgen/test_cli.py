"""The command, as a person uses it."""

import json
import socket
from pathlib import Path

import numpy as np
import pytest

from loadgen import journal
from loadgen.cli import main
from loadgen.lines import parse_lines
from loadgen.schedule import Chain, from_spec
from loadgen.sinks.files import file_name, sequence_of
from tests.loadgen.commands import names

MS = 1_000_000


def test_sends_files_and_tells_what_was_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory, emission = tmp_path / "in", tmp_path / "sent.parquet"
    status = main(
        f"files --dir {directory} --rate 10k --duration 300ms --lanes 2 --file-every 50ms "
        f"--emission {emission} --json --seed 7".split()
    )
    out, err = capsys.readouterr()
    summary = json.loads(out)
    assert status == 0
    assert err == f"loadgen: into {directory}\n"
    assert (summary["emitted"], summary["lanes"], summary["connections"]) == (3000, 2, [])

    ring = parse_lines("uniform:10:120", 7)
    for lane in (0, 1):
        ours = [name for name in names(directory) if sequence_of(name)[0] == lane]
        content = b"".join((directory / name).read_bytes() for name in ours)
        assert content == b"".join(ring.slice(0, 1500))
    lengths = np.unique(np.tile(ring.keys[:1500], 2), return_counts=True)
    assert summary["counts"] == {
        str(n): count for n, count in zip(*(part.tolist() for part in lengths), strict=True)
    }

    table, meta = journal.read(emission)
    assert from_spec(meta["schedule"]).count == 3000
    assert meta["file_every_ns"] == 50 * MS
    assert (meta["source"], meta["lanes"], meta["lines"], meta["keys"], meta["seed"]) == (
        "files",
        2,
        "uniform:10:120",
        0,
        7,
    )
    rows = zip(*(table[name].to_pylist() for name in ("lane", "lines", "sent_ns")), strict=True)
    at = {0: 0, 1: 0}
    written = {0: 0, 1: 0}
    for lane, lines, sent_ns in rows:
        path = directory / file_name(lane, at[lane])
        written[lane] += path.read_bytes().count(b"\n")
        assert lines == written[lane]
        assert sent_ns >= meta["start_ns"]
        at[lane] += 1
    assert names(tmp_path) == ["in", "sent.parquet"]


def test_sends_so_many_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "text"
    text.write_bytes(b"one\r\ntwo\xff\n\nlast")
    status = main(
        f"files --dir {tmp_path}/in --rate 50k --count 1001 --warmup 20ms --file-every 20ms "
        f"--lines file:{text} --emission {tmp_path}/sent.parquet".split()
    )
    assert status == 0
    assert "sent      1,001 of 1,001 lines" in capsys.readouterr().out
    content = b"".join((tmp_path / "in" / name).read_bytes() for name in names(tmp_path / "in"))
    assert content == ("one\ntwo\ufffd\n\nlast\n" * 250 + "one\n").encode()
    spec = journal.read(tmp_path / "sent.parquet")[1]["schedule"]
    assert spec["kind"] == "head"
    assert isinstance(from_spec(spec["schedule"]), Chain)


def test_keeps_files_for_so_long(tmp_path: Path) -> None:
    arguments = ["files", "--dir", str(tmp_path), "--rate", "1k", "--duration", "200ms"]
    assert main([*arguments, "--file-every", "10ms", "--keep", "0s"]) == 0
    assert len(names(tmp_path)) == 1


def test_lines_carry_numbers_beside_files_that_were_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory, emission = tmp_path / "in", tmp_path / "sent.parquet"
    status = main(
        f"files --dir {directory} --rate 10k --duration 100ms --keys 500 --lines uniform:0:30 "
        f"--files-present 20 --file-every 20ms --emission {emission} --json".split()
    )
    summary = json.loads(capsys.readouterr().out)
    assert status == 0
    assert summary["keys"] == journal.read(emission)[1]["keys"] == 500
    assert summary["counts"] == {str(key): 2 for key in range(500)}
    there = [name for name in names(directory) if name.startswith("present-")]
    assert len(there) == 20
    written = [name for name in names(directory) if name not in there]
    content = b"".join((directory / name).read_bytes() for name in written)
    assert content == b"".join(parse_lines("uniform:0:30", 1, 500).slice(0, 1000))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("", "loadgen: the following arguments are required: SOURCE"),
        ("pigeons", "SOURCE: invalid choice: 'pigeons'"),
        ("files", "loadgen files: the following arguments are required: --dir"),
        ("socket --rate 0", "--rate: '0' is not a rate"),
        ("socket --rate 2G", "--rate: '2G' is too high a rate"),
        ("socket --duration 0s", "--duration: '0s' is no time"),
        ("socket --duration 5", "--duration: '5' is not a time"),
        ("socket --duration 5s --count 5", "--count: not allowed with argument --duration"),
        ("socket --warmup 60s", "--warmup: it takes a time from 0s up to"),
        ("socket --lines unifrm:1:2", "--lines: 'unifrm:1:2' is not known: it takes uniform:"),
        ("socket --lines file:/no/such", "--lines: /no/such: No such file or directory"),
        ("socket --keys 0", "--keys: '0' is not a count"),
        ("socket --keys 20M", "--keys: 20000000 is no number of keys: it takes from 1 to 10M"),
        ("socket --keys 10M", "lines as --lines uniform:10:120 has them are 629 MiB"),
        ("socket --keys 5 --lines file:/etc/hosts", "--keys: the lines of file:/etc/hosts carry"),
        ("socket --lanes 0", "--lanes/--connections: '0': it takes a whole number from 1 to 256"),
        ("socket --port 65536", "--port: '65536': it takes a whole number from 0 to 65535"),
        ("socket --host 192.0.2.1", "--host 192.0.2.1 --port 9999: can't listen there"),
        ("socket --seed -1", "--seed: '-1': it takes a whole number from 0"),
        ("socket --emission x.csv", "--emission: 'x.csv': it takes a path that ends in .parquet"),
        ("socket --emission /no/x.parquet", "--emission: there is no directory /no"),
        ("files --dir /proc/no", "--dir: /proc/no: No such file or directory"),
        ("files --dir x --file-every 0s", "--file-every: '0s' is no time"),
        ("files --dir x --files-present 2M", "--files-present: 2000000 is no number of files"),
        ("files --dir x --files-present -1", "--files-present: '-1' is not a count"),
        ("socket --files-present 5", "unrecognized arguments: --files-present 5"),
        ("kafka", "loadgen kafka: the following arguments are required: --kafka, --topic"),
        ("kafka --kafka here --topic t", "--kafka: 'here': it takes HOST:PORT"),
        ("kafka --kafka h:0 --topic t", "--kafka: 'h:0': it takes HOST:PORT"),
        ("kafka --kafka h:1 --topic a/b", "--topic: 'a/b' is no topic's name"),
        ("kafka --kafka h:1 --topic t --acks 2", "--acks: invalid choice: '2'"),
        ("kafka --kafka h:1 --topic t --linger 5", "--linger: '5' is not a time"),
        ("kafka --kafka h:1 --topic t --rate 0", "--rate: '0' is not a rate"),
        ("kafka --kafka h:1 --topic t --producer a", "--producer: 'a': it takes KEY=VALUE"),
        ("kafka --kafka h:1 --topic t --producer foo=1", "No such configuration property"),
        (
            "kafka --kafka h:1 --topic t --producer acks=1 --producer enable.idempotence=true",
            "--producer: `acks` must be set to `all`",
        ),
        ("kafka --kafka h:1 --topic t --partitions 0", "--lanes/--partitions: '0': it takes"),
        ("kafka --kafka h:1 --topic t --acknowledged x.csv", "--acknowledged: 'x.csv': it takes"),
        (
            "kafka --kafka h:1 --topic t --acknowledged /no/x.parquet",
            "--acknowledged: there is no directory /no",
        ),
        ("socket --count 1G --rate 0.001", "--count: at this rate it takes longer than 115 days"),
        ("socket --duration 9999h", "--duration: it takes up to 115 days"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    arguments: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status: object = main(arguments.split())
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert says in err
    assert err.startswith("loadgen")
    assert err.count("\n") == 1


def test_a_port_that_is_taken_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["socket", "--port", str(port)]) == 2
    assert f"--port {port}: can't listen there: Address already in use" in capsys.readouterr().err


def test_an_emission_log_without_room_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sent.journal").symlink_to("/dev/full")
    directory = tmp_path / "in"
    emission = tmp_path / "sent.parquet"
    assert main(["files", "--dir", str(directory), "--emission", str(emission)]) == 2
    err = capsys.readouterr().err
    assert err.endswith(f"loadgen files: {emission}: No space left on device\n")
    assert names(directory) == []


def test_an_error_without_a_file_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> bool:
        raise OSError("out of luck")

    monkeypatch.setattr("loadgen.session.Session.run", broken)
    assert main(["files", "--dir", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "loadgen files: out of luck\n"


def test_help_tells_options_units_and_examples(capsys: pytest.CaptureFixture[str]) -> None:
    for source in ("socket", "files", "kafka"):
        with pytest.raises(SystemExit) as end:
            main([source, "--help"])
        assert end.value.code == 0
        out = capsys.readouterr().out
        for told in (
            "--rate",
            "10k",
            "uniform:MIN:MAX",
            "default: 60s",
            "examples:",
            "exit status",
        ):
            assert told in out
        assert "--hold" not in out
