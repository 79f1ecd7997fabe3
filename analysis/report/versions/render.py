"""The page of versions as HTML, and as Markdown."""

from analysis.report import markdown, page
from analysis.report.differences.render import prose
from analysis.report.versions.view import View


def html(view: View) -> str:
    """The page."""
    environment = page.environment()
    css = page.style_sheet(environment)
    return environment.get_template("versions.html").render(view=view, css=css)


def text(view: View) -> str:
    """The Markdown text."""
    environment = markdown.environment()
    environment.filters["prose"] = prose
    return environment.get_template("versions.md").render(view=view)
