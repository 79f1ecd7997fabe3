"""The report of a campaign: a page, the same as Markdown, every run as CSV, and the pictures."""

from pathlib import Path

__all__ = ["write"]

PAGE, TEXT, RESULTS, PLOTS = "report.html", "report.md", "results.csv", "plots"


def write(campaign_dir: Path) -> list[Path]:
    """Analyse every run of a campaign and write its report into the campaign's directory.

    Args:
        campaign_dir: a directory that holds `runs/`, and maybe `campaign.json`; or a single run's.

    Returns:
        The files written: report.html, report.md, results.csv, plots/*. Besides, each run's
        `summary.json` is written into its own directory.

    Raises:
        loadgen.errors.BadInput: if no run in it can be read.
    """
    # Drawing is heavy to import, and most commands have no use for it.
    from analysis.report import campaign, markdown, page, pictures, table, view  # noqa: PLC0415

    read = campaign.read(campaign_dir)
    drawn = pictures.draw(read.cells)
    content = view.view(read, drawn)
    files: dict[Path, bytes] = {
        campaign_dir / PAGE: page.render(content).encode(),
        campaign_dir / TEXT: markdown.render(content).encode(),
        campaign_dir / RESULTS: table.csv_text(table.rows(read.summaries)).encode(),
    }
    for one in drawn:
        files[campaign_dir / PLOTS / f"{one.picture.name}.svg"] = one.wide.encode()
        files[campaign_dir / PLOTS / f"{one.picture.name}.png"] = one.png
    for path, content_bytes in files.items():
        path.parent.mkdir(exist_ok=True)
        fresh = path.with_name(path.name + ".part")
        fresh.write_bytes(content_bytes)
        fresh.replace(path)
    return list(files)
