"""docs/campaigns.md: its lists are complete, and its examples are read as it says."""

import re
from pathlib import Path

from benchmarks import ready
from benchmarks.campaign_spec import _TAKES, CampaignSpec
from benchmarks.cell import KEYS
from benchmarks.crossing import WHOLE
from benchmarks.display import expected_s
from benchmarks.sweep import values

PAGE = (Path(__file__).parent.parent.parent / "docs" / "campaigns.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of a table's rows, without its head; the table is known by its first heading."""
    lines = PAGE[PAGE.index(f"\n| {heading} |") + 1 :].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named(text: str) -> list[str]:
    return re.findall(r"`([\w-]+)`", text)


def test_every_campaign_is_listed_with_what_it_is() -> None:
    listed = {named(name)[0]: told for name, *told in rows("name")}
    assert list(listed) == list(ready.campaigns())
    for name, path in ready.campaigns().items():
        spec = CampaignSpec.read(path)
        twice = "" if spec.repeat == 1 else ", twice"
        minutes = spec.repeat * sum(map(expected_s, spec.cells.values())) / 60
        assert listed[name] == [f"{len(spec.cells)}{twice}", f"{minutes:.0f}", spec.answers]
        assert f"campaigns/{path.name})" in PAGE


def test_every_key_of_a_campaign_and_of_a_cell_is_listed() -> None:
    assert {key for row in rows("key") for key in named(row[0])} == set(_TAKES)
    assert {key for row in rows("keys") for key in named(row[0])} == set(KEYS)


def test_sweeps_mean_what_it_says() -> None:
    for sweep, means in rows("sweep"):
        written = re.findall(r"`([^`]+)`", means)
        made = values(sweep.strip("`"))
        assert [one for one in made if one in written] == written
        assert made[0] == written[0]
        assert made[-1] == written[-1]
        assert len(made) == len(written) or "…" in means


def test_the_example_has_the_cells_that_it_says(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "mine.toml").write_text(example)
    spec = CampaignSpec.read(tmp_path / "mine.toml")
    assert (spec.name, spec.repeat) == ("mine", 3)
    apis = [cell.api for cell in spec.cells.values()]
    assert (apis.count("structured"), apis.count("dstreams")) == (2 * 5, 2 * 2)


def test_what_is_neither_swept_nor_split_is_named() -> None:
    assert all(f"`{key}`" in PAGE and f"`--{key}`" in PAGE for key in WHOLE)
