"""The report of differences as one HTML page, and as Markdown."""

import re

from analysis.report import markdown, page
from analysis.report.differences.content import Content

_TICKED = re.compile(r"\\`(.*?)\\`")


def html(content: Content) -> str:
    """The page."""
    environment = page.environment()
    return environment.get_template("differences.html").render(
        content=content, css=page.style_sheet(environment)
    )


def text(content: Content) -> str:
    """The Markdown text."""
    environment = markdown.environment()
    environment.filters["prose"] = prose
    return environment.get_template("differences.md").render(content=content)


def prose(words: str) -> str:
    """Words that Markdown takes as they are, but for what stands between backticks: that is code.

    What is escaped for a table stays so within code too.
    """
    return _TICKED.sub(lambda found: f"`{_bare(found[1])}`", markdown.plain(words))


def _bare(code: str) -> str:
    return re.sub(r"\\(?=[^|])", "", code)
