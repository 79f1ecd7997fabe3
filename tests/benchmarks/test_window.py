import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.window import Window
from loadgen.errors import BadInput
from loadgen.units import NS_PER_MS, NS_PER_S


@pytest.mark.parametrize(
    ("text", "length_ms", "slide_ms"),
    [
        ("5s", 5000, 5000),
        ("10s/5s", 10_000, 5000),
        ("1m/500ms", 60_000, 500),
        ("1ms", 1, 1),
        ("5s/5s", 5000, 5000),
        ("1.5s/0.5s", 1500, 500),
    ],
)
def test_reads_a_length_and_a_slide(text: str, length_ms: int, slide_ms: int) -> None:
    window = Window.parse(text)
    assert (window.length_ms, window.slide_ms) == (length_ms, slide_ms)
    assert (window.length_ns, window.slide_ns) == (length_ms * NS_PER_MS, slide_ms * NS_PER_MS)


@pytest.mark.parametrize("text", ["", "5", "often", "5s/", "/5s", "5s/1s/1s", "none", "-5s"])
def test_says_what_it_takes(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        Window.parse(text)
    assert str(caught.value) == (
        f"--window: {text!r} is not known: it takes a length such as 5s, or a length and a slide "
        "such as 10s/5s"
    )


@pytest.mark.parametrize(
    "text", ["0s", "0s/5s", "10s/0s", "500us", "1500us/500us", "1s/2s", "10s/3s", "3ms/1500us"]
)
def test_each_line_is_to_be_in_as_many_windows_as_any_other(text: str) -> None:
    with pytest.raises(BadInput, match=f"^--window: '{text}' can't be: the slide takes whole"):
        Window.parse(text)


@given(st.integers(1, 100_000), st.integers(1, 50))
def test_reads_what_it_writes(slide_ms: int, of_a_line: int) -> None:
    window = Window(slide_ms * of_a_line * NS_PER_MS, slide_ms * NS_PER_MS)
    assert Window.parse(window.text) == window
    assert window.of_a_line == of_a_line
    assert window.tumbling == (of_a_line == 1)
    assert ("/" in window.text) == (of_a_line > 1)


def test_is_written_in_the_largest_units() -> None:
    assert Window(60 * NS_PER_S, 500 * NS_PER_MS).text == "1m/500ms"
