"""asv with our suite, in the environment that is there, and what it stored as we read it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.tracked import archive
from analysis.tracked.figure import INVALID
from benchmarks import cli
from tests.integration.leftovers import Leftovers

ROOT = Path(__file__).parents[2]
Asv = Callable[..., str]


# What it gives is measured once, and may be read by any number of processes.
ONCE = """
from benchmarks.tracked.measured import Measured
from benchmarks.tracked.samples import samples

RUN = {"cell": {"api": "floor"}, "verdict": "valid", "repeat": 1, "findings": [], "p50": 1.5}

class Once:
    version = "1"

    def setup_cache(self):
        return Measured([RUN], [], 1)

    def track_p50_ms(self, runs):
        return samples(runs, lambda run: run["p50"], "p50", api="floor")

    track_p50_ms.unit = "ms"
"""


@pytest.fixture
def suite() -> Path:
    """The folder of the benchmarks."""
    return ROOT / "benchmarks"


@pytest.fixture
def asv(tmp_path: Path, leftovers: Leftovers, suite: Path) -> Asv:
    """asv in a folder of its own, with a repository that has a commit to file results under."""
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@localhost"]
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "Measured"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True)
    conf = {"version": 1, "project": "streamgauge", "repo": ".", "branches": ["HEAD"]}
    conf |= {"benchmark_dir": str(suite), "environment_type": "existing"}
    (tmp_path / "asv.conf.json").write_text(json.dumps(conf | {"results_dir": "results"}))
    environment = leftovers.environment | {"HOME": str(tmp_path), "STREAMGAUGE_SMOKE": "1"}

    def run(*words: str, status: int = 0) -> str:
        command = [str(Path(sys.executable).with_name("asv")), *words]
        ended = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == status, ended.stdout + ended.stderr
        return ended.stdout

    run("machine", "--yes", "--machine", "here")
    return run


@pytest.mark.spark
def test_the_suite_is_sound_and_what_it_measures_is_stored(
    asv: Asv, tmp_path: Path, leftovers: Leftovers, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "No problems found" in asv("check", "-E", "existing")
    saving = ["--set-commit-hash", "HEAD", "--record-samples", "--show-stderr"]
    said = asv("run", "-E", "existing", *saving, "--bench", "Backlog")
    leftovers.check()

    known = archive.read(tmp_path / "results")
    (result,) = known.results
    assert known.machine == "here"
    assert "runs lack" not in said
    for name in ("recovery_s", "us_per_line"):
        figures = result.figures[f"bench_backlog.Backlog.track_{name}"]
        assert list(figures) == [("structured", "files"), ("dstreams", "files")]
        for (api, _), figure in figures.items():
            if figure.value is None:  # spoilt by what else the machine does
                assert figure.why == INVALID
                assert f" of {api}/files: repeat 1 is " in said
            else:
                assert figure.samples == (figure.value,)
                assert 0 < figure.value < 120

    assert cli.main(["report", "--asv", str(tmp_path / "results")]) == 0
    page = (tmp_path / "versions" / "versions.html").read_text()
    assert result.short in page
    assert "versions.html" in capsys.readouterr().out


class TestRounds:
    """The figures of one measurement, asked for once more."""

    @pytest.fixture
    def suite(self, tmp_path: Path) -> Path:
        folder = tmp_path / "suite"
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / "bench_once.py").write_text(ONCE)
        return folder

    def test_a_round_that_measures_nothing_of_its_own_is_an_error(self, asv: Asv) -> None:
        once = asv("run", "-E", "existing", "--show-stderr")
        assert "AskedAgainError" not in once
        assert "1.5" in once
        twice = asv("run", "-E", "existing", "--show-stderr", "--attribute", "rounds=2", status=2)
        assert "AskedAgainError: p50 floor was measured once" in twice
