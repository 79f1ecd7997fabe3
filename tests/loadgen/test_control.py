import os
from collections.abc import Iterator

import pytest

from loadgen.control import Control
from loadgen.errors import BadInput


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_takes_the_start(pipe: tuple[int, int]) -> None:
    control = Control(pipe[0])
    assert control.fileno() == pipe[0]
    told = []
    for piece in (b'{"start_', b'ns": 5}', b"\n"):
        os.write(pipe[1], piece)
        control.read()
        told.append(control.start_ns)
    assert told == [None, None, 5]
    assert not control.ended


def test_the_end_of_the_pipe_is_the_end() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    control = Control(reading)
    control.read()
    assert control.ended
    os.close(reading)


@pytest.mark.parametrize("line", [b"5", b"{}", b'{"start_ns": "soon"}', b"\xff", b"[]"])
def test_says_what_it_takes(pipe: tuple[int, int], line: bytes) -> None:
    os.write(pipe[1], line + b"\n")
    with pytest.raises(BadInput, match=r'^--hold: .* it takes \{"start_ns": N\}'):
        Control(pipe[0]).read()
