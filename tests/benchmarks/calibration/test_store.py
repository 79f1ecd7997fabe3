import json
from pathlib import Path
from typing import Any

import pytest

from analysis import calibration, folders
from benchmarks import host
from benchmarks.calibration import saved, store


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STREAMGAUGE_STATE", str(tmp_path))
    return tmp_path


def result(*, quick: bool = False, **changes: Any) -> dict[str, Any]:
    environment = {**host.describe(), **changes}
    return {"format": calibration.FORMAT, "quick": quick, "environment": environment}


def test_what_was_saved_is_found_on_the_same_machine(state: Path) -> None:
    assert saved() is None
    path = store.save(result())
    assert saved() == path
    assert path is not None
    assert path.name == "calibration.json"
    assert path.is_relative_to(state)
    assert json.loads(path.read_text()) == result()


@pytest.mark.parametrize("change", [{"cpu": "another"}, {"cores": 999}, {"memory_mb": 1}])
def test_another_machines_is_not_found(change: dict[str, Any]) -> None:
    assert store.save(result(**change)) is not None
    assert saved() is None


def test_one_in_another_machines_place_is_not_taken_for_ours() -> None:
    path = store.save(result())
    assert path is not None
    path.write_text(json.dumps(result(cpu="another")))
    assert saved() is None


def test_a_quick_one_never_replaces_one_in_full() -> None:
    first = store.save(result(quick=True))
    assert store.save(result(quick=True)) == first
    assert store.save(result()) == first
    assert store.save(result(quick=True)) is None
    held = calibration.read(first) if first else None
    assert held is not None
    assert not held.quick


def test_where_it_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("STREAMGAUGE_STATE")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert store.folder(host.describe()).parent == tmp_path / "state" / "streamgauge"
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert store.folder(host.describe()).parent == tmp_path / ".local/state/streamgauge"


def test_what_is_known_of_the_machine_is_put_beside_a_campaign(tmp_path: Path) -> None:
    campaign = tmp_path / "campaign"
    campaign.mkdir()
    store.quote(campaign)
    assert list(campaign.iterdir()) == []
    store.save(result())
    (store.folder(host.describe()) / folders.NOISE).write_text("{}")
    store.quote(campaign)
    assert sorted(path.name for path in campaign.iterdir()) == ["calibration.json", "noise.json"]
    (campaign / "noise.json").write_text("its own")
    store.quote(campaign)
    assert (campaign / "noise.json").read_text() == "its own"


@pytest.mark.parametrize("twins", [{}, {"one": "one-again"}])
def test_only_a_campaign_of_pairs_says_what_noise_is(tmp_path: Path, twins: dict[str, str]) -> None:
    campaign = tmp_path / "campaign"
    campaign.mkdir()
    about = json.dumps({folders.TWINS: twins})
    (campaign / folders.CAMPAIGN).write_text(about)
    store.keep_noise(campaign)
    (campaign / folders.NOISE).write_text("found")
    store.keep_noise(campaign)
    kept = store.folder(host.describe()) / folders.NOISE
    assert (kept.read_text() if kept.exists() else None) == ("found" if twins else None)
