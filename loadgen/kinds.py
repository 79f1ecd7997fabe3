"""Words with a kind and what it takes, as in uniform:10:120 or burst:100k:10s:500ms."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from loadgen.errors import BadInput

T = TypeVar("T")


def parse(text: str, kinds: Mapping[str, tuple[str, Callable[..., T]]], takes: str) -> T:
    """What `KIND:WORD:WORD` stands for.

    Args:
        text: as it was written.
        kinds: by kind: its form in words, and what makes a value of the words that follow it.
        takes: all forms, for people.

    Raises:
        BadInput: if there is no such kind, a word is missing or there is one too many, or one of
            them can't be read.
    """
    kind, *words = text.split(":")
    if kind not in kinds:
        raise BadInput(f"{text!r} is not known: it takes {takes}")
    form, make = kinds[kind]
    try:
        return make(*words)
    except TypeError:
        raise BadInput(f"{text!r}: it takes {form}") from None
    except BadInput as error:
        reason = str(error).removeprefix("schedule: ")
        raise BadInput(f"{text!r}: {reason}: it takes {form}") from None
