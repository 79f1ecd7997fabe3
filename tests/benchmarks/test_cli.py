"""Bad input: one clear line, status 2, and nothing left behind."""

import json
from pathlib import Path

import pytest

from benchmarks.cli import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that is refused says."""
    try:
        status = main(words)
    except SystemExit as ended:  # argparse's way
        status = ended.code  # type: ignore[assignment]
    out, err = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1, err
    assert err.startswith("streamgauge"), err
    return err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "COMMAND"),
        (["sprint"], "invalid choice: 'sprint'"),
        (["run", "--colour", "red"], "unrecognized arguments: --colour red"),
        (["run", "--rat", "1k"], "unrecognized arguments: --rat 1k"),
        (["run", "--rate", "0"], "--rate: '0' is not a rate: it takes lines per second above 0"),
        (["run", "--duration", "5s"], "--duration: 5s leaves nothing to measure"),
        (["run", "--setting", "0s"], "--setting: '0s' is no interval that Spark takes"),
        (["run", "--api", "dstreams", "--setting", "default"], "DStreams have a batch interval"),
        (["run", "--producer", "linger.ms=0"], "--producer: socket has none: it takes --source"),
        (
            [
                "run",
                "--source",
                "kafka",
                "--setting",
                "continuous:1s",
                "--sink",
                "kafka",
                "--workload",
                "lengths",
                "--lanes",
                "2",
            ],
            "nobody tells how many lines of each partition are in",
        ),
        (["run", "--lines", "file:missing.txt"], "--lines: missing.txt: No such file"),
        (["run", "--lines", "file:empty.txt"], "--lines: empty.txt"),
        (["run", "--lines", "uniform:9"], "--lines: 'uniform:9'"),
        (["run", "--seed", "one"], "--seed: invalid int value: 'one'"),
        (["run", "--seed", "-1"], "--seed: '-1'"),
        (["run", "--conf", "spark.a"], "--conf: 'spark.a' is not known: it takes KEY=VALUE"),
        (["run", "--shared-dir", "missing"], "--shared-dir: missing is no folder"),
        (["run", "--api", "floor", "--out", "file/out"], "--out: file/out can't be written"),
        (["run", "--api", "floor", "--out", "full"], "--out: full isn't empty"),
        (["compare", "missing.toml"], "missing.toml can't be read: No such file"),
        (["compare", "odd.toml"], "odd.toml: unknown key 'colour'"),
        (["compare", "--repeat", "0"], "--repeat: 0 is too few"),
        (["compare", "--out", "full"], "--out: full isn't empty and holds no campaign"),
        (["report", "missing"], "DIR: missing is no folder"),
        (["report", "full"], "full holds no run"),
    ],
)
def test_one_line_that_names_what_is_wrong(
    words: list[str], says: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "file").touch()
    (here / "empty.txt").touch()
    (here / "odd.toml").write_text("colour = 1")
    (here / "full").mkdir()
    (here / "full" / "thesis.txt").touch()
    before = sorted(here.rglob("*"))
    assert says in refused(capsys, *words)
    assert sorted(here.rglob("*")) == before


def test_no_java_at_all(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(here))
    monkeypatch.setattr("benchmarks.spark.java._packaged", lambda: None)
    assert "Spark needs Java 17 or newer (none in JAVA_HOME or on PATH)" in refused(capsys, "run")
    assert list(here.iterdir()) == []


def test_no_spark(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.runner.importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("benchmarks.runner.find_java", lambda: None)
    assert "PySpark isn't installed" in refused(capsys, "run")
    assert list(here.iterdir()) == []


def test_an_address_that_is_not_ours(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The generator's own refusal comes through, and its run leaves nothing."""
    monkeypatch.setattr(
        "benchmarks.place.Place.listen", lambda _self, _cell: ("192.0.2.1", "192.0.2.1")
    )
    words = ("run", "--api", "floor", "--duration", "2s", "--warmup", "1s")
    assert "192.0.2.1" in refused(capsys, *words)
    assert list(here.iterdir()) == []


def test_support_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["support", "--json"]) == 0
    cells = json.loads(capsys.readouterr().out)["cells"]
    assert {cell["api"] for cell in cells} == {"structured", "dstreams", "floor"}
    assert all(cell["runs"] == (cell["reason"] is None) for cell in cells)


def test_support_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["support"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert "PySpark has had no Kafka source for DStreams" in words


def test_a_run_as_json_is_one_object_that_can_be_reported(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--rate", "200", "--duration", "2s", "--warmup", "1s", "--out", "out"]
    assert main(["run", "--api", "floor", "--json", *words]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["records"]["lost"] == 0
    assert json.loads((here / "out" / "summary.json").read_text()) == summary
    assert main(["report", "out", "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert all((here / file).exists() for file in files)
    assert "out/report.html" in files


def test_a_campaign_of_floors(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What its pictures look like is shown elsewhere, and they take longer than the runs.
    monkeypatch.setattr("analysis.report.pictures.draw", lambda *_: [])
    (here / "two.toml").write_text(
        '[[cells]]\napi = "floor"\nsource = ["socket", "files"]\n'
        'rate = 200\nduration = "2s"\nwarmup = "1s"'
    )
    assert main(["compare", "two.toml", "--out", "out", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [run["name"] for run in told["runs"]] == ["floor-socket", "floor-files"]
    assert told["failures"] == []
    assert main(["compare", "two.toml", "--out", "out"]) == 0  # nothing is left to run
    out = capsys.readouterr().out
    assert "floor-files" in out
    assert "report: out/report.html" in out
