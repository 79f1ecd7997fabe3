import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
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


@given(st.lists(st.integers(0, 50), max_size=4))
def test_counts_of_several_loads_add_up(lines: list[int]) -> None:
    expected: Counter[int] = Counter()
    for each in lines:
        expected.update(WORDS.counts(each))
    assert WORDS.counts(*lines) == dict(expected)


@pytest.mark.parametrize(
    "text", ["uniform:10:120", "fixed:0", "normal:80:20", "lognormal:50:1", "zipf:1.1:300"]
)
def test_a_random_ring_is_what_it_says(text: str) -> None:
    ring = parse_lines(text, 1)
    lines = ring.block.split(b"\n")
    assert lines.pop() == b""
    assert [len(line) for line in lines] == ring.keys.tolist()
    assert np.diff(ring.offsets).tolist() == (ring.keys + 1).tolist()
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
    assert ring.keys.tolist() == [5_000_000] * 8
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
    assert ring.keys[:4].tolist() == [2, 4, 2, 4]
    assert ring.offsets[:5].tolist() == [0, 3, 9, 12, 18]
    assert ring.offsets[-1] == len(ring.block)
    assert bytes(ring.slice(3, 4)[0]) == "weiß\n".encode()


def test_a_long_text_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("x" * 600_000 + "\n" + "y" * 600_000)
    ring = parse_lines(f"file:{path}", 1)
    assert ring.keys.tolist() == [600_000, 600_000]


@pytest.mark.parametrize("text", ["uniform:0:120", "normal:60:15", "fixed:9"])
@pytest.mark.parametrize("keys", [1, 10, 1000, 70_000])
def test_each_line_begins_with_the_number_that_it_is_counted_by(text: str, keys: int) -> None:
    ring = parse_lines(text, 1, keys)
    lines = ring.block.split(b"\n")
    assert lines.pop() == b""
    assert [int(line[:9]) for line in lines] == ring.keys.tolist()
    assert np.diff(ring.offsets).tolist() == [len(line) + 1 for line in lines]
    assert min(map(len, lines)) >= 9
    assert ring.block.translate(None, bytes(range(32, 127))) == b"\n" * len(ring)
    assert ring.note == ""


@given(st.integers(1, 200_000))
@settings(max_examples=20)
def test_every_number_is_in_a_ring_equally_often(keys: int) -> None:
    ring = parse_lines("fixed:9", 1, keys)
    rounds = len(ring) // keys
    assert ring.counts(len(ring)) == dict.fromkeys(range(keys), rounds)
    assert ring.counts(keys) == dict.fromkeys(range(keys), 1)
    assert len(ring) > 65_536 / 2  # as many as without numbers, as far as whole rounds allow


def test_what_follows_a_number_is_the_seed_s_random_text() -> None:
    plain, keyed = parse_lines("uniform:9:120", 5), parse_lines("uniform:9:120", 5, 10)
    assert np.diff(keyed.offsets).tolist() == np.diff(plain.offsets)[: len(keyed)].tolist()
    for i in (0, 1, 65_529):
        assert keyed.slice(i, i + 1)[0][9:] == plain.slice(i, i + 1)[0][9:]
    assert parse_lines("uniform:9:120", 5, 10).block == keyed.block
    assert parse_lines("uniform:9:120", 6, 10).block != keyed.block


def test_shorter_lines_than_a_number_are_made_as_long_as_it() -> None:
    assert len(parse_lines("fixed:0", 1, 10).block) == 65_530 * 10
    assert bytes(parse_lines("fixed:0", 1, 10).slice(1, 2)[0]) == b"000000007\n"


def test_a_block_with_every_number_may_be_larger() -> None:
    ring = parse_lines("fixed:50000", 1, 1000)
    assert (len(ring), len(ring.block)) == (1000, 1000 * 50_001)
    assert "only 1000 different ones" in ring.note
    assert len(parse_lines("fixed:50000", 1, 100).block) <= 16 * 2**20


def test_a_block_that_would_be_too_large_names_both_options() -> None:
    with pytest.raises(BadInput) as error:
        parse_lines("fixed:999", 1, 1_000_000)
    assert str(error.value) == (
        "--keys: 1,000,000 lines as --lines fixed:999 has them are 953 MiB: it takes fewer, "
        "or shorter ones, up to 256 MiB in all"
    )


def test_lines_of_a_file_carry_no_numbers(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("one\n")
    with pytest.raises(BadInput, match=r"^--keys: the lines of file:.*/text carry no numbers"):
        parse_lines(f"file:{tmp_path}/text", 1, 10)


@pytest.mark.parametrize("text", ["unifrm:1:2", "file:/nowhere/at/all", "fixed:x"])
def test_an_error_names_the_option(text: str) -> None:
    with pytest.raises(BadInput, match=r"^--lines: "):
        parse_lines(text, 1)


@pytest.mark.parametrize("keys", [-1, 10_000_001])
def test_an_error_of_keys_names_theirs(keys: int) -> None:
    with pytest.raises(BadInput, match=f"^--keys: {keys} is no number of keys: it takes from 1"):
        parse_lines("fixed:9", 1, keys)
