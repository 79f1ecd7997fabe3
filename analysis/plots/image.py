"""A drawn figure as the bytes of a file: small, and the same bytes for the same data."""

import io
import re
from xml.etree import ElementTree as ET

from matplotlib.figure import Figure

from analysis.plots.style import DARK

PNG_DPI = 160

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_GROUP, _METADATA, _HREF = f"{{{_SVG}}}g", f"{{{_SVG}}}metadata", f"{{{_XLINK}}}href"
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_LINES_ONLY = re.compile(r"[MLz0-9.\s-]*")
_STEP = re.compile(r"([MLz])\s*(?:(-?[\d.]+) (-?[\d.]+))?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LETTER = re.compile(r"translate\(([\d.]+) 0\)")
_FONT = "DejaVuSans-"
_LETTER_SCALE = "scale(0.015625)"  # of matplotlib's letters; ours are ten times as coarse
_COARSE_SCALE = "scale(.15625)"


def svg(figure: Figure) -> str:
    """The figure as SVG, in the light theme."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _compact(buffer.getvalue())


def dark(light: str) -> str:
    """The same SVG in the dark theme: each colour exchanged for its counterpart."""
    return _COLOUR.sub(lambda found: DARK.get(found[0], found[0]), light)


def png(figure: Figure) -> bytes:
    """The figure as PNG, in the light theme."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=PNG_DPI, metadata={"Software": None})
    return buffer.getvalue()


def _compact(text: str) -> str:
    """Leave out what no reader sees: names of groups, and digits beyond a tenth of a point.

    That is more than half of the file, and a report holds each picture four times.
    """
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(text)  # noqa: S314 - of what matplotlib has just written
    _tidy(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _tidy(node: ET.Element) -> None:
    children: list[ET.Element] = []
    for child in node:
        if child.tag == _METADATA:
            continue
        _tidy(child)
        _shorten(child)
        if child.tag == _GROUP and not child.attrib:
            children.extend(child)
        else:
            children.append(child)
    node[:] = children
    node.text = (node.text or "").strip()
    node.tail = None


def _shorten(node: ET.Element) -> None:
    """Say the same in fewer letters."""
    if node.tag == _GROUP:
        node.attrib.pop("id", None)
    for name, value in node.attrib.items():
        node.set(name, _short(name, value))
    moved = _LETTER.fullmatch(node.get("transform", ""))
    if moved and _HREF in node.attrib:  # a letter of a word; one is some 60 units wide
        del node.attrib["transform"]
        node.set("x", f"{float(moved[1]):.0f}")
    if node.get("transform") == _LETTER_SCALE:
        node.set("transform", _COARSE_SCALE)
        node.set("d", _NUMBER.sub(lambda found: str(round(int(found[0]) / 10)), node.get("d", "")))


def _short(name: str, value: str) -> str:
    if name == "d":
        drawn = "." in value and _LINES_ONLY.fullmatch(value)
        return _relative(value) if drawn else re.sub(r"\s*([A-Za-z])\s*", r"\1", value)
    if name == "style":
        return re.sub(r"([:;]) ", r"\1", value)
    if name in ("id", _HREF):
        return value.replace(_FONT, "g")
    if name in ("x", "y"):
        return f"{float(value):.2f}".rstrip("0").rstrip(".")
    return value


def _relative(path: str) -> str:
    """A path of straight lines in steps of tenths of a point from corner to corner.

    Corners are rounded where they stand, not step by step, so errors don't add up.
    """
    parts: list[str] = []
    at_x = at_y = start_x = start_y = 0
    for command, x, y in _STEP.findall(path):
        if command == "z":
            parts.append("z")
            at_x, at_y = start_x, start_y
            continue
        to_x, to_y = round(float(x) * 10), round(float(y) * 10)
        if command == "M":
            start_x, start_y = to_x, to_y
        elif (to_x, to_y) == (at_x, at_y) and parts[-1] != "z":
            continue
        step_x, step_y = _tenths(to_x - at_x), _tenths(to_y - at_y)
        parts.append(f"{command.lower()}{step_x}{'' if step_y.startswith('-') else ' '}{step_y}")
        at_x, at_y = to_x, to_y
    return "".join(parts)


def _tenths(value: int) -> str:
    whole, tenth = divmod(abs(value), 10)
    text = (str(whole) if whole or not tenth else "") + (f".{tenth}" if tenth else "")
    return "-" + text if value < 0 else text
