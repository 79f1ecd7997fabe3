import re
from typing import Any

from analysis.report import implementations
from analysis.report.aa import Measured
from analysis.stats.noise import Noise
from analysis.stats.sample import Basis
from tests.analysis.drawn import cells_of, summary_of

JVM, UDF = "structured-socket-1s", "structured-socket-1s-python-udf"
LAMBDAS, DATAFRAME = "dstreams-socket-1s-lambdas", "dstreams-socket-1s-dataframe"
SPECS: dict[str, dict[str, Any]] = {
    JVM: {"implementation": "jvm", "sink": "foreachBatch", "mode": "append"},
    UDF: {"implementation": "python-udf", "sink": "foreachBatch", "mode": "append"},
    "structured-socket-1s-arrow-udf": {
        "implementation": "arrow-udf", "sink": "foreachBatch", "mode": "append",
    },
    LAMBDAS: {"implementation": "lambdas", "sink": "foreachRDD", "mode": "none"},
    DATAFRAME: {"implementation": "dataframe", "sink": "foreachRDD", "mode": "none"},
}  # fmt: skip


def cell(name: str, p99_ms: float = 400.0, cpu_us: float = 100.0, **more: Any) -> Any:
    """Three runs of it, near each other."""
    spec = {"setting": "1s", "options": {}} | SPECS[name.partition(" ")[0]] | more
    return [
        summary_of(name.partition(" ")[0], repeat=n, p99_ms=p99_ms * f, **spec)
        | {"name": name, "resources": {"cpu_s_per_million_lines": {"total": cpu_us * f}}}
        for n, f in enumerate((0.99, 1.0, 1.01), 1)
    ]


def all_of(*p99_ms: float) -> Any:
    several = [cell(name, ms, ms) for name, ms in zip(SPECS, p99_ms, strict=True)]
    return cells_of(*(run for runs in several for run in runs))


def pairs(*cells: Any) -> list[tuple[str, str, str]]:
    made = cells_of(*(run for runs in cells for run in runs))
    found = implementations.steps(made, None)
    return [(step.differs, step.first.name, step.second.name) for step in found]


def test_each_step_differs_in_one_thing() -> None:
    assert pairs(*(cell(name) for name in SPECS)) == [
        ("lengths in Python", JVM, UDF),
        ("lengths in Python", JVM, "structured-socket-1s-arrow-udf"),
        ("the API", UDF, LAMBDAS),
        ("the API, and a DataFrame made", JVM, DATAFRAME),
        ("lambdas, and no DataFrame made", DATAFRAME, LAMBDAS),
    ]


def test_cells_that_differ_otherwise_are_not_paired() -> None:
    assert pairs(cell(JVM), cell(UDF, rate="10k")) == []
    assert pairs(cell(JVM), cell(UDF, sink="memory")) == []
    assert pairs(cell(UDF, sink="memory"), cell(LAMBDAS)) == []
    assert pairs(cell(UDF, sink="console"), cell(LAMBDAS, sink="pprint")) != []
    assert pairs(cell(JVM), cell(LAMBDAS)) == []
    assert pairs(cell(JVM), cell(UDF), cell(f"{UDF} twice")) == []


def test_what_does_not_count_or_drained_a_backlog_is_not_compared() -> None:
    invalid = [run | {"verdict": "invalid"} for run in cell(UDF)]
    assert pairs(cell(JVM), invalid) == []
    drained = [run | {"backlog": {"lines": 1}} for run in cell(UDF)]
    assert pairs(cell(JVM), drained) == []


def test_those_compared_are_chosen_in_their_order() -> None:
    made = cells_of(*cell(LAMBDAS), *cell(UDF), summary_of("floor-socket"))
    assert [one.name for one in implementations.chosen(made)] == [LAMBDAS, UDF]
    assert implementations.chosen(made[:1]) == []


def test_what_lies_between_the_apis_is_shared_out() -> None:
    p50, cpu = implementations.sentences(all_of(400, 500, 450, 900, 950), None)
    words = (
        r"Of the (\d+) ms of p50 between Structured 1s and DStreams 1s, lambdas \(socket\),"
        r" (\d+\.\d) ms is lengths in Python and (\d+) ms is the API, going by Structured 1s,"
        r" python-udf\."
    )
    found = re.fullmatch(words, p50)
    assert found
    whole, python, api = map(float, found.groups())
    assert abs(whole - python - api) < 2
    assert cpu.startswith("Of the 500 µs of CPU a line between Structured 1s and DStreams 1s")
    assert "100 µs is lengths in Python and 400 µs is the API" in cpu


def test_nothing_is_shared_out_that_can_not_be_told() -> None:
    assert implementations.sentences(all_of(400, 401, 450, 402, 950), None) == []
    part, _ = implementations.sentences(all_of(400, 401, 450, 900, 950), None)
    assert "nothing that can be told is lengths in Python and" in part
    noise = Measured([Noise(0.5, 3, 3.0, 3.0, 0, Basis.RUNS)], 3, here=True)
    (cpu,) = implementations.sentences(all_of(400, 500, 450, 900, 950), noise)
    assert "CPU" in cpu
    # The whole can be told, and none of its parts.
    wide = Measured([Noise(0.5, 3, 1.3, 1.3, 0, Basis.RUNS)], 3, here=True)
    assert "p50" not in " ".join(implementations.sentences(all_of(400, 480, 450, 560, 950), wide))


def test_the_part_that_goes_the_other_way_is_taken_off() -> None:
    told, _ = implementations.sentences(all_of(400, 600, 450, 500, 950), None)
    assert re.search(r"between Structured 1s and DStreams 1s, lambdas .* is the API", told)
    assert "and −" in told
    told, _ = implementations.sentences(all_of(900, 950, 450, 500, 950), None)
    assert "between DStreams 1s, lambdas and Structured 1s (socket)" in told
    assert "−" in told


def test_the_table_has_the_figures_and_what_they_are_worth() -> None:
    table = implementations.table(implementations.steps(all_of(400, 500, 401, 900, 950), None))
    rows = dict(table.rows)
    figures = rows["lengths in Python\nStructured 1s → Structured 1s, python-udf, socket"]
    assert re.fullmatch(r"\d+ ms → \d+ ms\n[\d.]+–[\d.]+ times slower", figures[0])
    assert figures[2].startswith("400 µs → 500 µs\n")
    same = rows["lengths in Python\nStructured 1s → Structured 1s, arrow-udf, socket"]
    assert "not told apart (" in same[1]
    faster = rows[
        "lambdas, and no DataFrame made\nDStreams 1s, dataframe → DStreams 1s, lambdas, socket"
    ]
    assert faster[1].endswith("times faster")
    assert faster[2].endswith("times less")


def test_what_was_not_measured_is_a_dash() -> None:
    bare = [run | {"resources": None} for run in cell(UDF)]
    (step,) = implementations.steps(cells_of(*cell(JVM), *bare), None)
    assert step.cpu is None
    assert implementations.table([step]).rows[0][1][2] == "–"
