"""The page of versions: asv's figures by version or commit, with what can be said of them.

view        what is on the page, in words
render      the page as HTML and as Markdown
pictures    a picture a benchmark
"""

from pathlib import Path

from analysis.tracked.comparison import Comparison

__all__ = ["BY", "DATA", "PAGE", "REQUIREMENT", "TEXT", "write"]

PAGE, TEXT, DATA = "versions.html", "versions.md", "versions.csv"
REQUIREMENT = "pyspark"
"""What an environment's versions are of."""
BY = "api"
"""The parameter that benchmarks of streaming have: pictures have a colour for each value of it."""


def write(comparison: Comparison, folder: Path, again: str) -> list[Path]:
    """Write what asv measured, and what can be said of it.

    Args:
        comparison: of versions or of commits.
        folder: where to; it is made if its own folder is there.
        again: the command that makes the page again.

    Returns:
        The files written: versions.html, versions.md, versions.csv, and pictures in plots/.
    """
    # Drawing is heavy to import, and most commands have no use for it.
    from analysis.report import files, table  # noqa: PLC0415
    from analysis.report.versions import pictures, render, view  # noqa: PLC0415
    from analysis.tracked import exports  # noqa: PLC0415

    drawn = pictures.draw(comparison, BY)
    made = view.view(comparison, drawn, again)
    contents = {
        folder / PAGE: render.html(made).encode(),
        folder / TEXT: render.text(made).encode(),
        folder / DATA: table.csv_text(exports.rows(comparison)).encode(),
    }
    for one in drawn.values():
        contents[folder / "plots" / f"{one.name}.svg"] = one.wide.encode()
        contents[folder / "plots" / f"{one.name}.png"] = one.png
    return files.save(contents)
