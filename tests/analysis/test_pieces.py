import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import pieces


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 20))
def test_pieces_make_up_the_whole(first: int, lines: int, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PIECE", piece)
        parts = list(pieces.pieces(first, first + lines))
        sums = pieces.mapped(lambda part: sum(range(part.start, part.stop)), first, first + lines)
    assert [line for part in parts for line in range(part.start, part.stop)] == list(
        range(first, first + lines)
    )
    assert all(0 < part.stop - part.start <= piece for part in parts)
    assert sum(sums) == sum(range(first, first + lines))
    assert len(sums) == len(parts)


def test_one_part_needs_no_thread_and_more_keep_their_order() -> None:
    here = threading.current_thread()
    assert pieces.all_of(lambda _: threading.current_thread() is here, [1]) == [True]
    assert pieces.all_of(lambda _: threading.current_thread() is here, [1, 2]) == [False, False]
    assert pieces.all_of(lambda part: part * part, range(9)) == [n * n for n in range(9)]
