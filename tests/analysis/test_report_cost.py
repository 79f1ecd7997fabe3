from pathlib import Path
from typing import Any

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
    figures = cost.figures(summary_of() | {"resources": used})
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
    bare: list[dict[str, Any] | None] = [None, {}]
    for used in bare:
        figures = cost.figures(summary_of("floor-files") | {"resources": used})
        assert figures == [NONE] * len(cost.HEADINGS)


def test_no_pause_has_no_longest() -> None:
    pauses = {"count": 0, "total_s": 0.0, "max_ms": None}
    figures = cost.figures(summary_of() | {"resources": {"gc_pauses": pauses}})
    told = dict(zip(cost.HEADINGS, figures, strict=True))
    assert (told["GC pauses"], told["in all"], told["longest"]) == ("0", "0 ms", NONE)
