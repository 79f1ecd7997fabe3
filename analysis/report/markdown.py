"""The report as Markdown, its pictures beside it in plots/."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis.report.view import STATISTICS, View


def render(view: View) -> str:
    """The Markdown text."""
    return environment().get_template("report.md").render(view=view, statistics=STATISTICS)


def environment() -> Environment:
    """What texts are made in."""
    text = Environment(  # noqa: S701 - Markdown; what could be markup goes through `plain`
        loader=PackageLoader("analysis.report"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text.filters["plain"] = plain
    return text


def plain(words: str) -> str:
    """Words that Markdown takes as they are, also within a table."""
    flat = " ".join(words.split())
    for mark in "\\`*_|<>[]":
        flat = flat.replace(mark, "\\" + mark)
    return flat
