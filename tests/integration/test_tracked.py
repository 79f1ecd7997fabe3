"""What asv starts: a campaign as a command, and nothing of it left, whatever happens."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.tracked.measured import UnmeasuredError, measure
from tests.integration.leftovers import Leftovers, wait_until

FLOOR = 'name = "floor"\n[common]\napi = "floor"\nrate = "500"\nwarmup = "500ms"\n[[cells]]\n'


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign of a floor; its duration is still to be said."""
    monkeypatch.chdir(tmp_path)
    for variable in ("ASV_CONF_DIR", "ASV_ENV_NAME", "STREAMGAUGE_SMOKE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("STREAMGAUGE_REPEATS", "1")
    return tmp_path / "floor.toml"


def test_a_campaign_is_run_as_a_command_and_kept_beside_the_results(
    campaign: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leftovers: Leftovers
) -> None:
    campaign.write_text(FLOOR + 'duration = "3s"\n')
    monkeypatch.setenv("ASV_CONF_DIR", str(tmp_path / "root"))
    monkeypatch.setenv("ASV_ENV_NAME", "existing-py")
    monkeypatch.setenv("ASV_COMMIT", "0123456789abcdef")
    monkeypatch.setenv("STREAMGAUGE_SMOKE", "1")
    measured = measure(str(campaign), "--rate", "700")
    (run,) = measured.summaries
    assert (run["cell"]["rate"], run["status"], measured.failures) == (700, "complete", [])
    (kept,) = (tmp_path / "root" / ".asv" / "runs").iterdir()
    assert kept.name.startswith("existing-py-01234567-floor-2")
    assert (kept / "report.html").is_file()
    leftovers.check()


def test_what_is_refused_is_no_result(campaign: Path) -> None:
    campaign.write_text("name = 1\n")
    with pytest.raises(UnmeasuredError, match=r"name: 1 is no str \(exit status 2\)"):
        measure(str(campaign))


def test_our_own_deadline_ends_it(campaign: Path, leftovers: Leftovers) -> None:
    campaign.write_text(FLOOR + 'duration = "5m"\n')
    with pytest.raises(UnmeasuredError, match="longer than 2 s"):
        measure(str(campaign), deadline_s=2)
    leftovers.check()


def test_nothing_outlives_the_one_who_asked(campaign: Path, leftovers: Leftovers) -> None:
    campaign.write_text(FLOOR + 'duration = "5m"\n')
    program = f"from benchmarks.tracked.measured import measure; measure({str(campaign)!r})"
    asker = subprocess.Popen([sys.executable, "-c", program])
    wait_until(lambda: len(leftovers.processes()) > 3, 60, "the run has begun")
    os.kill(asker.pid, signal.SIGKILL)
    asker.wait()
    leftovers.check()
