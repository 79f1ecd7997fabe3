import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen.errors import BadInput
from loadgen.lines import Ring, parse_lines

WORDS = Ring(b"one\nfour\n\n", np.array([0, 4, 9, 10]), np.array([3, 4, 0]))


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_slice_goes_round(start: int, more: int) -> None:
    lines = [(b"one\n", b"four\n", b"\n")[i % 3] for i in range(start, start + more)]
    assert b"".join(WORDS.slice(start, start + more)) == b"".join(lines)


def test_a_slice_copies_nothing() -> None:
    assert all(view.obj is WORDS.block for view in WORDS.slice(1, 8))
    assert len(WORDS.slice(1, 8)) == 3


@given(st.integers(0, 50))
def test_counts_lengths_and_bytes(lines: int) -> None:
    expected = Counter((3, 4, 0)[i % 3] for i in range(lines))
    assert WORDS.counts(lines) == dict(expected)
    assert list(WORDS.counts(lines)) == sorted(expected)
    assert WORDS.bytes_before(lines) == sum(length + 1 for length in expected.elements())


@pytest.mark.parametrize(
    "text", ["uniform:10:120", "fixed:0", "normal:80:20", "lognormal:50:1", "zipf:1.1:300"]
)
def test_a_random_ring_is_what_it_says(text: str) -> None:
    ring = parse_lines(text, 1)
    lines = ring.block.split(b"\n")
    assert lines.pop() == b""
    assert [len(line) for line in lines] == ring.lengths.tolist()
    assert np.diff(ring.offsets).tolist() == (ring.lengths + 1).tolist()
    assert ring.offsets[-1] == len(ring.block)
    assert len(ring) == 65_536
    assert ring.note == ""
    printable = bytes(range(32, 127))
    assert ring.block.translate(None, printable) == b"\n" * len(ring)


def test_the_same_seed_gives_the_same_bytes_for_good() -> None:
    # Pinned: a run that was recorded years ago must be repeatable.
    ring = parse_lines("uniform:10:120", 1)
    assert (
        hashlib.sha256(ring.block).hexdigest()
        == "6b83692040c5144b5b672e6e948890fd3400aa25cc7c961e9866f7623e21548a"
    )
    assert parse_lines("uniform:10:120", 1).block == ring.block
    assert parse_lines("uniform:10:120", 2).block != ring.block


def test_a_ring_of_long_lines_stays_small_and_says_so() -> None:
    ring = parse_lines("fixed:5000000", 1)
    assert len(ring) == 8
    assert ring.lengths.tolist() == [5_000_000] * 8
    assert "only 8 different ones" in ring.note
    assert len(parse_lines("fixed:1000", 1).block) <= 16 * 2**20
    assert parse_lines("fixed:1000", 1).note == ""


def test_a_short_text_is_repeated_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("so\nweiß\n")
    ring = parse_lines(f"file:{path}", 1)
    assert len(ring.block) >= 2**20
    assert ring.block[:18] == "so\nweiß\nso\nweiß\n".encode()
    assert ring.block.count(b"\n") == len(ring)
    assert ring.lengths[:4].tolist() == [2, 4, 2, 4]
    assert ring.offsets[:5].tolist() == [0, 3, 9, 12, 18]
    assert ring.offsets[-1] == len(ring.block)
    assert bytes(ring.slice(3, 4)[0]) == "weiß\n".encode()


def test_a_long_text_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("x" * 600_000 + "\n" + "y" * 600_000)
    ring = parse_lines(f"file:{path}", 1)
    assert ring.lengths.tolist() == [600_000, 600_000]


@pytest.mark.parametrize("text", ["unifrm:1:2", "file:/nowhere/at/all", "fixed:x"])
def test_an_error_names_the_option(text: str) -> None:
    with pytest.raises(BadInput, match=r"^--lines: "):
        parse_lines(text, 1)
