"""The engine that a cell asks for."""

from pathlib import Path

from benchmarks.choices import SYNTHETIC
from benchmarks.engines.engine import Engine, Stage


def engine_of(stage: Stage, path: Path) -> Engine:
    """The engine of the stage's cell; each is imported only where it is run."""
    if stage.cell.api == "structured":
        from benchmarks.engines.structured import StructuredEngine  # noqa: PLC0415

        return StructuredEngine(stage)
    if stage.cell.api == "dstreams":
        from benchmarks.engines.dstreams import DStreamsEngine  # noqa: PLC0415

        return DStreamsEngine(stage)
    if stage.cell.api == SYNTHETIC:
        from benchmarks.engines.synthetic import SyntheticEngine  # noqa: PLC0415

        return SyntheticEngine(stage, path)
    from benchmarks.engines.floor import FloorEngine  # noqa: PLC0415

    return FloorEngine(stage)
