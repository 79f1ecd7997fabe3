from pathlib import Path

import pytest

from benchmarks.campaign_spec import DEFAULT, CampaignSpec
from benchmarks.support import support
from loadgen.errors import BadInput


def written(path: Path, text: str) -> Path:
    file = path / "campaign.toml"
    file.write_text(text)
    return file


def test_lists_are_crossed_and_common_holds_for_all(tmp_path: Path) -> None:
    spec = CampaignSpec.read(
        written(
            tmp_path,
            """
            name = "mine"
            title = "My own"
            repeat = 3
            seed = 7
            [common]
            source = ["socket", "files"]
            rate = "2k"
            [[cells]]
            setting = ["default", "1s"]
            [[cells]]
            api = "floor"
            """,
        )
    )
    assert list(spec.cells) == [
        "structured-socket-default",
        "structured-socket-1s",
        "structured-files-default",
        "structured-files-1s",
        "floor-socket",
        "floor-files",
    ]
    assert {cell.rate_per_s for cell in spec.cells.values()} == {2000}
    assert (spec.name, spec.title, spec.repeat, spec.seed) == ("mine", "My own", 3, 7)


def test_what_differs_is_in_the_name(tmp_path: Path) -> None:
    spec = CampaignSpec.read(
        written(tmp_path, '[[cells]]\nrate = ["1k", "2k"]\nmaster = ["local[2]", "local[4]"]')
    )
    assert list(spec.cells) == [
        "structured-socket-default-1000-local[2]",
        "structured-socket-default-1000-local[4]",
        "structured-socket-default-2000-local[2]",
        "structured-socket-default-2000-local[4]",
    ]


def test_cells_that_differ_in_conf_are_told_apart_by_it(tmp_path: Path) -> None:
    cells = [
        '"spark.all" = "x"',
        '"spark.all" = "x", "spark.sql.codegen" = "true"',
        '"spark.all" = "x", "spark.manager" = "org.apache.Manager"',
        '"spark.all" = "x", "spark.other.codegen" = "true"',
    ]
    text = "".join(f"[[cells]]\nconf = {{ {cell} }}\n" for cell in cells)
    assert list(CampaignSpec.read(written(tmp_path, text)).cells) == [
        "structured-socket-default",
        "structured-socket-default-codegen=true",
        "structured-socket-default-manager=Manager",
        "structured-socket-default-codegen=true-4",
    ]


def test_the_command_line_overrules(tmp_path: Path) -> None:
    file = written(tmp_path, '[common]\nrate = "2k"\n[[cells]]\nrate = "3k"')
    spec = CampaignSpec.read(file, changes={"rate": "9k"})
    assert [cell.rate_per_s for cell in spec.cells.values()] == [9000]


def test_lines_are_looked_up_beside_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, '[[cells]]\nlines = ["file:a.txt", "fixed:3"]')
    lines = [cell.lines for cell in CampaignSpec.read(file).cells.values()]
    assert lines == [f"file:{tmp_path}/a.txt", "fixed:3"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[cells]", "is no TOML"),
        ("", "it has no [[cells]]"),
        ("colour = 1\n[[cells]]", "unknown key 'colour'"),
        ("[[cells]]\ncolour = 1", "unknown key 'colour'"),
        ('repeat = "often"\n[[cells]]', "repeat: 'often' is no int"),
        ("repeat = true\n[[cells]]", "repeat: True is no int"),
        ("repeat = 0\n[[cells]]", "repeat: 0 is too few"),
        ("cells = [1]", "each is a table of its own"),
        ("[[cells]]\n[[cells]]", "is there twice"),
        ('[[cells]]\nrate = "0"', "--rate: '0' is not a rate"),
    ],
)
def test_bad_input_names_the_file_and_the_key(tmp_path: Path, text: str, says: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(BadInput) as caught:
        CampaignSpec.read(file)
    assert says in str(caught.value)
    assert str(caught.value).startswith(str(file))


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.toml can't be read: No such file"):
        CampaignSpec.read(tmp_path / "none.toml")


def test_the_default_campaign_runs_both_apis_from_both_sources() -> None:
    spec = CampaignSpec.read(DEFAULT)
    assert len(spec.cells) == 10
    assert all(support(cell).runs for cell in spec.cells.values())
    for cell in spec.cells.values():
        file = Path(cell.lines.removeprefix("file:"))
        assert "Apache License" in file.read_text()
        measured_ns = cell.duration_ns - cell.warmup_ns
        assert measured_ns / (cell.setting.interval_ns or 1) >= 10  # batches of the slow settings


def test_against_itself_every_cell_is_there_twice(tmp_path: Path) -> None:
    text = '[[cells]]\napi = "floor"\n[[cells]]\nsetting = "1s"\n'
    spec = CampaignSpec.read(written(tmp_path, text))
    assert spec.described()["twins"] == {}
    twice = spec.against_itself()
    assert list(twice.cells) == [
        "floor-socket", "floor-socket-again", "structured-socket-1s", "structured-socket-1s-again",
    ]  # fmt: skip
    assert twice.twins == {name: f"{name}-again" for name in spec.cells}
    for one, other in twice.twins.items():
        assert twice.cells[one] == twice.cells[other] == spec.cells[one]
    assert (twice.name, twice.described()["twins"]) == (f"{spec.name}-aa", twice.twins)
