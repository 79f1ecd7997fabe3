from analysis.plots import cells, style
from analysis.plots.cells import by_source, gather, ongoing
from tests.analysis.drawn import cells_of, portrait_of, summary_of


def test_a_label_has_one_colour_in_every_source_and_sources_have_their_dashes() -> None:
    made = cells_of(
        summary_of("structured-socket-default"),
        summary_of("structured-socket-1s"),
        summary_of("structured-files-default"),
        summary_of("dstreams-kafka-1s"),
    )
    one, other, again, kafka = made
    assert one.colour == again.colour != other.colour
    assert one.dash == ()
    assert again.dash == style.DASHES["files"]
    assert kafka.dash != again.dash
    assert list(by_source(made)) == ["socket", "files", "kafka"]


def test_past_the_last_colour_they_begin_again_and_new_apis_have_some() -> None:
    many = cells_of(*(summary_of(f"structured-socket-{n}s") for n in range(6)))
    assert many[0].colour == many[4].colour
    (new,) = cells_of(summary_of("flink-pulsar-fast"))
    assert new.colour == style.OTHER_CELLS[0]
    assert new.dash == style.OTHER_DASH


def test_cells_stand_in_the_order_asked_for_and_others_follow() -> None:
    portraits = [portrait_of(summary_of(name)) for name in ("a-b", "structured-socket-1s", "c-d")]
    names = [cell.name for cell in gather(portraits, ["c-d", "never-made"])]
    assert names == ["c-d", "a-b", "structured-socket-1s"]


def test_the_run_with_the_median_p99_stands_for_a_cell() -> None:
    name = "structured-socket-default"
    (cell,) = cells_of(
        *(summary_of(name, repeat=n, p99_ms=p99) for n, p99 in enumerate([500.0, 100.0, 300.0], 1))
    )
    assert cell.shown.summary["repeat"] == 3
    assert [run.summary["repeat"] for run in cell.others] == [1, 2]
    (even,) = cells_of(summary_of(name, p99_ms=9), summary_of(name, repeat=2, p99_ms=5))
    assert even.shown.summary["repeat"] == 2


def test_an_invalid_run_never_stands_for_a_cell_that_has_a_valid_one() -> None:
    name = "structured-socket-default"
    (cell,) = cells_of(
        summary_of(name, p99_ms=1.0, verdict="invalid"),
        summary_of(name, repeat=2, p99_ms=700.0, verdict="suspect"),
        summary_of(name, repeat=3, p99_ms=None, verdict="suspect"),
    )
    assert cell.valid
    assert cell.shown.summary["repeat"] == 2
    assert len(cell.ranked) == 2


def test_a_cell_of_invalid_runs_is_grey() -> None:
    (cell,) = cells_of(summary_of(verdict="invalid"))
    assert not cell.valid
    assert cell.ink == style.INVALID != cell.colour
    assert cell.shown is cell.runs[0]
    assert cells.Cell.with_runs(cell, []).runs == []


def test_cells_that_drained_a_backlog_are_not_ongoing() -> None:
    drained = summary_of("structured-files-available-now") | {"backlog": {"lines": 1}}
    made = cells_of(drained, summary_of("structured-files-1s") | {"backlog": None}, summary_of())
    assert [cell.drains for cell in made] == [True, False, False]
    assert ongoing(made) == made[1:]
    (cut,) = cells_of(summary_of("structured-files-available-now", verdict="invalid"))
    assert cut.drains


def test_a_cell_has_its_label() -> None:
    (cell,) = cells_of(summary_of("structured-socket-1s-rocksdb", setting="1s"))
    assert cell.label == "Structured 1s, rocksdb"
