import json
from pathlib import Path
from typing import Any

import pytest

from analysis import record
from benchmarks import runner
from benchmarks.campaign import CAMPAIGN, SET_ASIDE, Campaign, Job
from benchmarks.campaign_spec import CampaignSpec, named
from benchmarks.cell import Cell
from benchmarks.place import Place
from benchmarks.runner import RunFailedError
from loadgen.errors import BadInput


def spec(repeat: int = 1, seed: int = 1) -> CampaignSpec:
    cells = [Cell.parse({"api": "floor", "rate": rate}) for rate in ("1k", "2k", "3k")]
    return CampaignSpec("test", "A test", named(cells), repeat, seed)


class Runs:
    """Stands in for `runner.run`: writes a record's first file, and fails where it is told to."""

    def __init__(self) -> None:
        self.seeds: list[int] = []
        self.fail: set[str] = set()
        self.interrupt: set[str] = set()

    def __call__(self, _cell: Cell, path: Path, **told: Any) -> None:
        self.seeds.append(told["seed"])
        told["on_phase"]("measuring")
        path.mkdir(parents=True)
        status, error = "complete", None
        if told["name"] in self.fail:
            status, error = "failed", "it broke"
        if told["name"] in self.interrupt:
            status, error = "interrupted", "by the user"
        record.write_json(path / record.RUN, {"status": status, "error": error})
        if status == "failed":
            raise RunFailedError("it broke")
        if status == "interrupted":
            raise KeyboardInterrupt


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    stand_in = Runs()
    monkeypatch.setattr(runner, "run", stand_in)
    return stand_in


def run(campaign: Campaign) -> list[tuple[str, str]]:
    ended: list[tuple[str, str]] = []

    def end(job: Job, why: str) -> None:
        ended.append((job.path.name, why))

    campaign.run(Place(), lambda _job, _phase: None, end)
    return ended


def test_repeats_are_interleaved_in_a_seeded_order(tmp_path: Path) -> None:
    order = [job.path.name for job in Campaign(spec(repeat=4), tmp_path / "a").jobs()]
    again = [job.path.name for job in Campaign(spec(repeat=4), tmp_path / "b").jobs()]
    other = [job.path.name for job in Campaign(spec(repeat=4, seed=5), tmp_path / "c").jobs()]
    assert order == again != other
    rounds = [order[k : k + 3] for k in range(0, 12, 3)]
    for k, names in enumerate(rounds, start=1):
        assert {name[-3:] for name in names} == {f"-r{k}"}
    assert len({tuple(name[:-3] for name in names) for names in rounds}) > 1


def test_every_repeat_has_a_seed_of_its_own(tmp_path: Path, runs: Runs) -> None:
    run(Campaign(spec(repeat=2, seed=10), tmp_path))
    assert runs.seeds == [10, 10, 10, 11, 11, 11]


def test_a_failure_is_recorded_and_the_rest_goes_on(tmp_path: Path, runs: Runs) -> None:
    runs.fail = {"floor-socket-2000"}
    campaign = Campaign(spec(), tmp_path)
    ended = run(campaign)
    assert sorted(why for _, why in ended) == ["", "", "it broke"]
    assert list(campaign.failures()) == ["floor-socket-2000-r1: it broke"]


def test_it_goes_on_where_it_was_interrupted(tmp_path: Path, runs: Runs) -> None:
    first = Campaign(spec(), tmp_path)
    names = [job.name for job in first.jobs()]
    runs.interrupt = {names[1]}
    with pytest.raises(KeyboardInterrupt):
        run(first)
    runs.interrupt = set()
    ended = run(Campaign(spec(), tmp_path))
    assert [name for name, _ in ended] == [f"{name}-r1" for name in names[1:]]
    aside = [path.name for path in (tmp_path / SET_ASIDE).iterdir()]
    assert aside == [f"{names[1]}-r1-1"]
    assert not Campaign(spec(), tmp_path).jobs()


def test_a_record_that_was_cut_off_is_run_again(tmp_path: Path, runs: Runs) -> None:
    campaign = Campaign(spec(), tmp_path)
    broken = campaign.jobs()[0].path
    broken.mkdir()
    (broken / record.RUN).write_text("{")
    run(campaign)
    assert runs.seeds == [1, 1, 1]


@pytest.mark.usefixtures("runs")
def test_more_repeats_can_be_added(tmp_path: Path) -> None:
    run(Campaign(spec(repeat=1), tmp_path))
    assert {job.repeat for job in Campaign(spec(repeat=2), tmp_path).jobs()} == {2}
    assert json.loads((tmp_path / CAMPAIGN).read_text())["repeat"] == 2


def test_another_campaign_keeps_its_folder(tmp_path: Path) -> None:
    Campaign(spec(), tmp_path)
    before = (tmp_path / CAMPAIGN).read_bytes()
    with pytest.raises(BadInput, match="holds another campaign"):
        Campaign(spec(seed=2), tmp_path)
    assert (tmp_path / CAMPAIGN).read_bytes() == before


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(BadInput, match="isn't empty and holds no campaign"):
        Campaign(spec(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match=r"--out: .* can't be written: Not a directory"):
        Campaign(spec(), tmp_path / "file" / "out")


def test_a_cell_that_can_not_be_run_stops_it_before_anything_is_made(tmp_path: Path) -> None:
    cells = named([Cell.parse({"api": "dstreams", "source": "kafka"})])
    with pytest.raises(BadInput, match="no Kafka source for DStreams"):
        Campaign(CampaignSpec("test", "A test", cells, 1, 1), tmp_path / "out")
    assert not (tmp_path / "out").exists()
