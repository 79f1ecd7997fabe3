"""What to call a cell where its source is said already: "Structured 1s, python-udf"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loadgen.units import format_rate

API_LABELS = {"structured": "Structured", "dstreams": "DStreams", "floor": "Floor"}

_SAID = ("api", "source", "setting", "duration", "warmup", "drain")
_COUNTED = {"lanes": "lane", "generators": "generator", "files-present": "file present"}
_WORDED = {
    "rate": "{} lines/s",
    "preset": "{} preset",
    "window": "windows of {}",
    "watermark": "watermark {}",
    "speed": "{} times as fast",
}
_JOINT = re.compile(r"[^0-9a-z.=\[\]*]")
_JOINER = "-"
_JOINED = re.compile(r"[a-z]\.[A-Za-z]")  # a class's name has packages before it


@dataclass(frozen=True, eq=False)
class Word:
    """What a name may say.

    Args:
        forms: how names write it, the longest first.
        said: how people do.
    """

    forms: Sequence[str]
    said: str


def labels(specs: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What to call the cells of a campaign.

    A name is the cell's API, source and setting, and what else sets it apart from the others: a
    word for each, which stands for the value of one of the cell's keys. A name that isn't made up
    of the cell's own words stays as it is.

    Args:
        specs: the cells by name, as `run.json` has them.
    """
    every = list(dict.fromkeys(key for spec in specs.values() for key in spec if key not in _SAID))
    # A word may fit several keys: 2 lanes, 2 generators. It is there for one that cells differ in.
    every.sort(key=lambda key: len({str(spec.get(key)) for spec in specs.values()}) == 1)
    return {name: _label(name, spec, every) for name, spec in specs.items()}


def _label(name: str, spec: Mapping[str, Any], keys: Sequence[str]) -> str:
    api = str(spec["api"])
    head = f"{api}{_JOINER}{spec['source']}"
    if name != head and not name.startswith(head + _JOINER):
        return name
    rest = name[len(head) + 1 :]
    setting, words = str(spec.get("setting")), []
    if _begins(rest, setting):
        words, rest = [setting], rest[len(setting) + 1 :]
    said = ", ".join([*words, *_told(rest, [word for key in keys for word in _words(key, spec)])])
    return f"{API_LABELS.get(api, api)} {said}".rstrip()


def _told(rest: str, words: list[Word]) -> Iterator[str]:
    """The rest of a name, word by word, each as people say it."""
    while rest:
        fits = ((word, form) for word in words for form in word.forms if _begins(rest, form))
        found = next(fits, None)
        if found is None:
            yield rest
            return
        word, form = found
        words = [other for other in words if other is not word]
        yield word.said
        rest = rest[len(form) + 1 :]


def _words(key: str, spec: Mapping[str, Any]) -> Iterator[Word]:
    """What a name may say of a key."""
    value = spec.get(key)
    if isinstance(value, Mapping):
        for one, setting in value.items():
            pairs = [f"{_last(one, '.')}={text}" for text in (setting, _last(setting, "."))]
            yield Word(pairs, pairs[-1] if _JOINED.search(str(setting)) else pairs[0])
    elif value not in {None, ""}:
        text = f"{value:g}" if isinstance(value, float) else str(value)
        forms = [f"{key}={format_rate(value)}"] if isinstance(value, int) else []
        yield Word([*forms, text, _last(text, "/")], _said(key, value))


def _last(text: object, joint: str) -> str:
    return str(text).rpartition(joint)[2]


def _said(key: str, value: object) -> str:
    text = format_rate(value) if isinstance(value, float) else str(value)
    if key in _COUNTED and isinstance(value, int):
        one, _, more = _COUNTED[key].partition(" ")
        noun = " ".join(filter(None, [one if value == 1 else f"{one}s", more]))
        return f"{value:,} {noun}"
    if key == "keys":
        return f"{value:,} keys" if value else "by length"
    if key == "file-every":
        return _of_files(text)
    if key in {"job", "lines", "schedule"}:
        return _last(text, "/")
    return _WORDED.get(key, "{}").format(text)


def _of_files(text: str) -> str:
    if text.endswith("/s"):
        return text.replace("/s", " files/s")
    return text.replace("lines", " lines a file") if "lines" in text else f"a file each {text}"


def _begins(rest: str, word: str) -> bool:
    """Whether the rest of a name begins with this word, whatever stands for what isn't a letter."""
    plain, wanted = (_JOINT.sub(_JOINER, text.lower()) for text in (rest, word))
    return plain == wanted or plain.startswith(wanted + _JOINER)
