"""Which keys of a cell go together."""

from typing import TYPE_CHECKING

from loadgen.errors import BadInput
from loadgen.schedule import parse_shape
from loadgen.units import format_duration

if TYPE_CHECKING:
    from benchmarks.cell import Cell


def check(cell: "Cell") -> None:
    """That a cell's keys go together.

    Raises:
        BadInput: if they don't.
    """
    if cell.speed != 1 and not parse_shape(cell.schedule).own_rate:
        raise BadInput("--speed: only a trace takes it; --rate makes other loads faster")
    if cell.generators > cell.lanes:
        raise BadInput(
            f"--generators: {cell.generators} have no lane each: it takes up to --lanes, "
            f"{cell.lanes}"
        )
    if cell.duration_ns <= cell.warmup_ns:
        raise BadInput(
            f"--duration: {format_duration(cell.duration_ns)} leaves nothing to measure "
            f"after a warm-up of {format_duration(cell.warmup_ns)}: it takes a longer time"
        )
    if cell.files_present and cell.source != "files":
        raise BadInput(f"--files-present: {cell.source} has no directory for them: it takes 0")
    if cell.coalesce and (cell.job or not cell.on_spark):
        whose = "that is for your own job to do" if cell.job else f"{cell.api} has no partitions"
        raise BadInput(f"--coalesce: {whose}: it takes 0")
    if cell.producer and cell.source != "kafka":
        raise BadInput(f"--producer: {cell.source} has none: it takes --source kafka")
    if cell.options and cell.api != "structured":
        raise BadInput(f"--option: {cell.api} has no options of its source: --conf takes settings")
