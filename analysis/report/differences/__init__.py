"""The report of differences: how the two APIs differ, each figure with the run that it is from.

sources     the runs, numbered as they are cited
section     sentences and tables that cite them
matches     cells of both APIs that had the same work
short, latency, capacity, cost, guarantees, possible, migration
            what is said, a section each
given       what a campaign doesn't know: what can be run, the jobs' source text
content     all of it; render makes HTML and Markdown of it
"""

from pathlib import Path

from analysis.report.differences.given import Answer, Given, Job
from loadgen.errors import BadInput

__all__ = ["PAGE", "TEXT", "Answer", "Given", "Job", "write"]

PAGE, TEXT = "differences.html", "differences.md"


def write(campaign_dir: Path, given: Given) -> list[Path]:
    """Analyse every run of a campaign, and write how the two APIs differ into its directory.

    Args:
        campaign_dir: a directory that holds `runs/` with runs of both APIs.
        given: what isn't measured.

    Returns:
        The files written: differences.html, differences.md, and pictures in plots/. Besides, each
        run's `summary.json` is written into its own directory.

    Raises:
        loadgen.errors.BadInput: if there is no run of one of the APIs that can be read.
    """
    # Drawing is heavy to import, and most commands have no use for it.
    from analysis.report import campaign, files, pictures  # noqa: PLC0415
    from analysis.report.differences import content, matches, render  # noqa: PLC0415

    read = campaign.read(campaign_dir)
    missing = [api for api in matches.APIS if all(cell.api != api for cell in read.cells)]
    if missing:
        raise BadInput(
            f"--differences: {campaign_dir} has no run of {' or '.join(missing)} to show: it takes"
            " a campaign with runs of both APIs, as streamgauge compare makes"
        )
    found = matches.find(read)
    wanted = [one for one in pictures.PICTURES if one.name in content.PICTURES]
    drawn = pictures.draw(found.cells, wanted)
    made = content.content(read, found, drawn, given)
    return files.save(
        {
            campaign_dir / PAGE: render.html(made).encode(),
            campaign_dir / TEXT: render.text(made).encode(),
        }
        | {
            campaign_dir / "plots" / f"differences-{one.picture.name}.svg": one.wide.encode()
            for one in drawn
        }
    )
