import json

import pytest

from benchmarks import ready
from benchmarks.campaign_spec import CampaignSpec
from benchmarks.cli import main


def test_every_campaign_with_what_it_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--list"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for path in ready.campaigns().values():
        spec = CampaignSpec.read(path)
        assert f"{spec.name} {len(spec.cells)} {spec.repeat} " in out
        assert spec.answers in out


def test_the_same_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--list", "--json"]) == 0
    campaigns = json.loads(capsys.readouterr().out)["campaigns"]
    assert [one["name"] for one in campaigns] == list(ready.campaigns())
    twice = next(one for one in campaigns if one["name"] == "python-or-jvm")
    assert (twice["cells"], twice["repeat"]) == (7, 2)
    assert twice["expected_s"] == 2 * (4 * (23 + 12) + 2 * (23 + 14) + 14 + 1)
    assert twice["title"] == "How much is the API, how much is Python"


def test_an_unknown_name_is_told_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "sprint"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(
        "streamgauge: 'sprint' is no campaign: it takes a TOML file, or default |"
    )
    assert err.count("\n") == 1
