from collections.abc import Callable, Mapping

import pytest

from loadgen import kinds
from loadgen.errors import BadInput


def _double(word: str) -> int:
    if not word.isdecimal():
        raise BadInput(f"schedule: {word!r} is no number")
    return 2 * int(word)


KINDS: Mapping[str, tuple[str, Callable[..., int]]] = {
    "none": ("none", lambda: 0),
    "double": ("double:N", _double),
}


@pytest.mark.parametrize(("text", "value"), [("none", 0), ("double:21", 42)])
def test_a_kind_makes_a_value_of_its_words(text: str, value: int) -> None:
    assert kinds.parse(text, KINDS, "none, double:N") == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("half:2", "'half:2' is not known: it takes none, double:N"),
        ("", "'' is not known: it takes none, double:N"),
        ("double", "'double': it takes double:N"),
        ("double:1:2", "'double:1:2': it takes double:N"),
        ("double:x", "'double:x': 'x' is no number: it takes double:N"),
    ],
)
def test_what_it_can_not_read_it_says_in_one_line(text: str, says: str) -> None:
    with pytest.raises(BadInput) as error:
        kinds.parse(text, KINDS, "none, double:N")
    assert str(error.value) == says
