"""The campaign `map`: what it runs is what a report draws a map of."""

from analysis.plots.planes import planes
from benchmarks import ready
from benchmarks.campaign_spec import CampaignSpec
from loadgen.units import NS_PER_S
from tests.analysis.drawn import cells_of, summary_of


def test_each_api_makes_a_plane_without_a_gap() -> None:
    spec = CampaignSpec.read(ready.campaigns()["map"])
    runs = [summary_of(**cell.spec()) | {"name": name} for name, cell in spec.cells.items()]
    structured, dstreams = planes(cells_of(*runs))
    assert structured.settings == ["default", "500ms", "1s", "2s"]
    assert dstreams.settings == ["500ms", "1s", "2s"]
    for plane in (structured, dstreams):
        assert plane.rates_per_s == [1e3, 4e3, 16e3, 64e3]
        assert all(None not in plane.row(setting) for setting in plane.settings)
    assert structured.title == "Structured, socket"


def test_a_run_that_falls_behind_is_ended_but_none_for_its_interval() -> None:
    spec = CampaignSpec.read(ready.campaigns()["map"])
    for cell in spec.cells.values():
        assert cell.give_up_ns == 6 * NS_PER_S
        assert cell.give_up_ns >= 3 * (cell.setting.interval_ns or 0)
