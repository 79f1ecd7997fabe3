from pathlib import Path

from analysis import gc, record, resources
from analysis.plots.scales import NONE
from analysis.report import cost
from analysis.window import measured
from tests.analysis.drawn import summary_of
from tests.analysis.made import Made
from tests.analysis.synthetic import write_run


def test_a_row_says_what_the_run_cost(tmp_path: Path) -> None:
    run = record.read(write_run(tmp_path / "run", Made(rate=1000)))
    used = resources.usage(run.resources, measured(run), 10_000, gc.pauses(run))
    rows = cost.cost_rows([summary_of() | {"resources": used}])
    label, figures = rows[0]
    assert label == "Structured default, socket"
    told = dict(zip(cost.HEADINGS, figures, strict=True))
    assert told["CPU per million lines, JVM"] == "600 s"
    assert told["CPU per million lines, driver's Python"] == "50 s"
    assert told["CPU per million lines, Python workers"] == "40 s"
    assert told["CPU per million lines, generator"] == "20 s"
    assert told["CPU per million lines, all but the generator"] == "690 s"
    assert told["GC pauses"] == "20"
    assert told["in all"] == "170 ms"
    assert told["longest"] == "13.0 ms"
    assert told["peak memory"] == "830 MiB"


def test_what_wasnt_measured_is_a_dash() -> None:
    bare = summary_of("floor-files") | {"resources": None}
    for label, figures in cost.cost_rows([bare, summary_of("floor-files") | {"resources": {}}]):
        assert label == "Floor, files"
        assert figures == [NONE] * len(cost.HEADINGS)


def test_no_pause_has_no_longest() -> None:
    pauses = {"count": 0, "total_s": 0.0, "max_ms": None}
    rows = cost.cost_rows([summary_of() | {"resources": {"gc_pauses": pauses}}])
    told = dict(zip(cost.HEADINGS, rows[0][1], strict=True))
    assert (told["GC pauses"], told["in all"], told["longest"]) == ("0", "0 ms", NONE)


def test_rows_come_in_the_order_given() -> None:
    names = ["floor-socket", "dstreams-files-1s", "structured-socket-default"]
    labels = [label for label, _ in cost.cost_rows(map(summary_of, names))]
    assert labels == ["Floor, socket", "DStreams 1s, files", "Structured default, socket"]
