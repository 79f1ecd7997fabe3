from pathlib import Path

import pytest

from benchmarks.campaign_spec import CampaignSpec
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
        ("skip-unsupported = 1\n[[cells]]", "skip-unsupported: 1 is no bool"),
        ("[[cells]]\nrate = []", "--rate: [] has no value"),
        ('[[cells]]\nrate = "1k..2k"', "--rate: '1k..2k' is no sweep"),
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


def test_sweeps_are_crossed_with_lists_and_with_values_of_tables(tmp_path: Path) -> None:
    text = """
    [[cells]]
    setting = ["default", "250ms..500ms*2"]
    conf = { "spark.a.size" = ["1g..2g*2"] }
    options = { maxFilesPerTrigger = 10 }
    source = "files"
    """
    assert list(CampaignSpec.read(written(tmp_path, text)).cells) == [
        "structured-files-default-size=1g",
        "structured-files-default-size=2g",
        "structured-files-250ms-size=1g",
        "structured-files-250ms-size=2g",
        "structured-files-500ms-size=1g",
        "structured-files-500ms-size=2g",
    ]


def test_the_command_line_takes_the_place_of_lists_and_may_have_some(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        '[common]\nrate = "2k"\n[[cells]]\nsetting = ["default", "1s"]\n[[cells]]\napi = "floor"',
    )
    changes = {"setting": ["500ms..1s*2"], "rate": ["5k", "9k"]}
    assert list(CampaignSpec.read(file, changes=changes).cells) == [
        "structured-socket-500ms-5000",
        "structured-socket-1s-5000",
        "structured-socket-500ms-9000",
        "structured-socket-1s-9000",
        "floor-socket-5000",
        "floor-socket-9000",
    ]


def test_files_are_looked_up_beside_it_unless_the_command_line_has_them(tmp_path: Path) -> None:
    file = written(tmp_path, '[[cells]]\njob = "mine.py"\nlines = "file:a.txt"')
    (cell,) = CampaignSpec.read(file, changes={"lines": "file:b.txt"}).cells.values()
    assert (cell.job, cell.lines) == (str(tmp_path / "mine.py"), "file:b.txt")


CROSSED = """
[[cells]]
api = ["structured", "dstreams"]
sink = ["foreachBatch", "memory", "foreachRDD"]
setting = ["1s", "none"]
"""


def test_what_an_api_can_not_have_is_refused_by_name(tmp_path: Path) -> None:
    file = written(tmp_path, CROSSED)
    with pytest.raises(BadInput) as caught:
        CampaignSpec.read(file)
    assert str(caught.value) == (
        f"{file}: api = structured, sink = foreachRDD, setting = 1s: structured has no sink "
        "foreachRDD: it takes foreachBatch | foreach | memory | console | text | parquet | noop | "
        "kafka"
    )


def test_what_spark_can_not_run_is_left_out_where_that_is_asked_for(tmp_path: Path) -> None:
    spec = CampaignSpec.read(written(tmp_path, f"skip-unsupported = true\n{CROSSED}"))
    assert list(spec.cells) == [
        "structured-socket-1s-foreachBatch",
        "structured-socket-1s-memory",
        "dstreams-socket-1s",
    ]
    left_out = {one["cell"]: one["reason"] for one in spec.described()["unsupported"]}
    assert len(left_out) == 9
    trigger = left_out["api = structured, sink = memory, setting = none"]
    assert trigger.startswith("a Structured Streaming query always has a trigger")
    sink = left_out["api = dstreams, sink = memory, setting = 1s"]
    assert sink == "dstreams has no sink memory: it takes foreachRDD | saveAsTextFiles | pprint"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[cells]]\nsink = "memry"', "--sink: 'memry' is not known"),
        ('[[cells]]\nsetting = ["1s", "0s"]', "setting = 0s: --setting: '0s' is no interval"),
        ('[[cells]]\nsetting = "none"', "Spark can run none of its cells"),
    ],
)
def test_what_is_wrong_anyway_is_not_left_out(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        CampaignSpec.read(written(tmp_path, f"skip-unsupported = true\n{text}"))
    assert says in str(caught.value)


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
