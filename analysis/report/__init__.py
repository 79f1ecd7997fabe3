"""The report of a campaign: a page, the same as Markdown, its pictures, and its figures as data."""

import json
from pathlib import Path

from analysis.decide.ladder import FILE as LADDER
from analysis.folders import NOISE

__all__ = ["write"]

PAGE, TEXT, PLOTS = "report.html", "report.md", "plots"


def write(campaign_dir: Path) -> list[Path]:
    """Analyse every run of a campaign and write its report into the campaign's directory.

    Args:
        campaign_dir: a directory that holds `runs/`, and maybe `campaign.json`; or a single run's.

    Returns:
        The files written: report.html, report.md, plots/*, and what
        `analysis.report.exports.of_campaign` makes. Besides, each run's `summary.json` is written
        into its own directory.

    Raises:
        loadgen.errors.BadInput: if no run in it can be read.
    """
    # Drawing is heavy to import, and most commands have no use for it.
    from analysis.report import (  # noqa: PLC0415
        aa,
        campaign,
        exports,
        files,
        ladder,
        markdown,
        page,
        pictures,
        view,
    )

    read = campaign.read(campaign_dir)
    drawn = pictures.draw(read.cells, (*ladder.pictures(read), *pictures.PICTURES))
    counted = {cell.name: [run.histogram for run in cell.ranked] for cell in read.cells}
    exported = exports.of_campaign(read.summaries, read.data, counted)
    content = view.view(read, drawn, exported)
    contents: dict[Path, bytes] = {
        campaign_dir / PAGE: page.render(content).encode(),
        campaign_dir / TEXT: markdown.render(content).encode(),
    }
    contents |= {campaign_dir / name: held for name, held in exported.files.items()}
    for one in drawn:
        contents[campaign_dir / PLOTS / f"{one.picture.name}.svg"] = one.wide.encode()
        contents[campaign_dir / PLOTS / f"{one.picture.name}.png"] = one.png
    if read.noise is not None and read.noise.here and read.noise.noises:
        environment = read.summaries[0]["environment"]
        contents[campaign_dir / NOISE] = json.dumps(aa.as_json(read.noise, environment)).encode()
    climbed = ladder.as_json(read)
    if climbed is not None:
        contents[campaign_dir / LADDER] = json.dumps(climbed).encode()
    return files.save(contents)
