"""The report as one HTML page that needs nothing else: no network, no script, no other file."""

import base64
import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from analysis.plots import image, style
from analysis.report.view import STATISTICS, View

_JOINT = re.compile(r"([./=:,])(?=\w)")
_TICKED = re.compile(r"`([^`]*)`")
_DASH, _JOINER = "\N{EN DASH}", "\N{WORD JOINER}"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:ms|s|min|MiB|GiB|lines/s|times)\b)")


def render(view: View) -> str:
    """The page."""
    page = environment()
    return page.get_template("page.html").render(
        view=view, statistics=STATISTICS, css=style_sheet(page)
    )


def environment() -> Environment:
    """What pages are made in: the templates, and what they say words with."""
    page = Environment(
        loader=PackageLoader("analysis.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page.filters["data_uri"] = data_uri
    page.filters["dark"] = image.dark
    page.filters["unbroken"] = unbroken
    page.filters["ticked"] = ticked
    page.filters["breakable"] = breakable
    return page


def style_sheet(page: Environment) -> Markup:
    """The style that all pages have."""
    css = page.get_template("page.css").render(colours=style, dark=style.DARK)
    return Markup(css)  # noqa: S704 - ours


def unbroken(words: str) -> str:
    """Words whose figures stay on one line with their units, and ranges in one piece."""
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", words).replace(
        _DASH, f"{_JOINER}{_DASH}{_JOINER}"
    )


def ticked(words: str) -> Markup:
    """Words with what stands between backticks as code."""
    return Markup(_TICKED.sub(r"<code>\1</code>", str(escape(words))))  # noqa: S704 - escaped


def breakable(name: str) -> Markup:
    """A long name that may go on in the next line after its dots and the like."""
    return Markup(_JOINT.sub(r"\1<wbr>", str(escape(name))))  # noqa: S704 - escaped


def data_uri(svg: str) -> str:
    """An SVG as a URI that holds it whole.

    Base64, for `srcset` splits at spaces and commas. Browsers need no namespace for links.
    """
    short = svg.replace("xlink:href", "href").replace(" />", "/>").strip()
    return "data:image/svg+xml;base64," + base64.b64encode(short.encode()).decode()
