"""A calibration as tables for a terminal."""

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.table import Table

from analysis.plots.scales import format_ms, format_per_s


def of(result: Mapping[str, Any]) -> list[Table]:
    """The tables of a calibration: a row for all that was measured, and what it came to."""
    return [_floors(result), _trials(result), _rates(result), _parts(result)]


def _floors(result: Mapping[str, Any]) -> Table:
    table = _table("a plain reader: latency", "source", "p50", "p90", "p99", "max", "late p99")
    for one in result["floor"]:
        figures = [format_ms(one["latency_ms"][name]) for name in ("p50", "p90", "p99", "max")]
        late = format_ms(one["lateness_ms"]["p99"])
        table.add_row(one["source"], *figures, late, _bounds(one["within"]))
    return table


def _trials(result: Mapping[str, Any]) -> Table:
    names = ("mean", "p50", "p90", "p99", "max")
    table = _table(
        "a synthetic engine: what is known, and by how much what was reported is off",
        *("law", "lines/s", "p50", "p99", *(f"off {name}" for name in names), "engine late"),
    )
    for one in result["trials"]:
        table.add_row(
            one["law"],
            format_per_s(one["rate_per_s"]),
            *(format_ms(one["true_ms"][name]) for name in ("p50", "p99")),
            *(format_ms(one["error_ms"][name]) for name in names),
            format_ms(one["engine_late_max_ms"]),
            _bounds(one["within"]),
        )
    return table


def _rates(result: Mapping[str, Any]) -> Table:
    table = _table("the generator: lateness", "lines/s", "p50", "p99", "max", "short by", "tries")
    for one in result["generator"]["rates"]:
        figures = [format_ms(one["lateness_ms"][name]) for name in ("p50", "p99", "max")]
        rate = format_per_s(one["rate_per_s"])
        kept_up = "keeps up" if one["kept_up"] else "late"
        table.add_row(rate, *figures, f"{max(one['shortfall'], 0):.1%}", str(one["tries"]), kept_up)
    return table


def _parts(result: Mapping[str, Any]) -> Table:
    table = _table("all in all", "part", "what was found")
    sent, cost = result["generator"], result["cost"]
    found = f"keeps up with {format_per_s(sent['kept_up_per_s'])} lines/s"
    found += f", sends {format_per_s(sent['flat_out_per_s'])} flat out"
    least = format_per_s(sent["least_per_s"])
    table.add_row("generator", f"{found}; at least {least} are wanted", _bounds(sent["within"]))
    if "skipped" in cost:
        table.add_row("cost of measuring", f"skipped: {cost['skipped']}", "-")
    else:
        found = f"capacity x {cost['ratio']:.3f} ({cost['low']:.3f} to {cost['high']:.3f})"
        wanted = f"{cost['least_ratio']:g} is wanted"
        table.add_row("cost of measuring", f"{found}; {wanted}", _bounds(cost["within"]))
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=title)
    words = {"source", "law", "part", "what was found"}
    for column in columns:
        table.add_column(column, justify="left" if column in words else "right")
    table.add_column("")
    return table


def _bounds(within: bool) -> str:  # noqa: FBT001 - a cell of a table
    return "within bounds" if within else "NOT WITHIN BOUNDS"
