import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadgen.errors import BadInput
from loadgen.numbers import DIGITS, MOST_KEYS, check_keys, scattered, write


@given(st.integers(1, 5000), st.integers(1, 4))
def test_each_round_has_every_number_once_in_the_same_order(keys: int, rounds: int) -> None:
    numbers = scattered(keys, rounds).reshape(rounds, keys)
    assert (numbers == numbers[0]).all()
    assert sorted(numbers[0].tolist()) == list(range(keys))


@pytest.mark.parametrize("keys", [1000, 65_536, 1_000_000])
def test_numbers_lie_scattered_from_the_first_lines_on(keys: int) -> None:
    numbers = scattered(keys, 1)
    assert np.abs(np.diff(numbers)).min() > keys / 4
    tenths = np.bincount(numbers[:100] * 10 // keys, minlength=10)
    assert tenths.min() >= 5
    assert tenths.max() <= 20


@given(st.lists(st.integers(0, 10**DIGITS - 1), min_size=1, max_size=20), st.integers(0, 3))
def test_a_number_has_nine_digits_and_nothing_else_changes(values: list[int], more: int) -> None:
    line = b"x" * (DIGITS + more) + b"\n"
    block = np.frombuffer(bytearray(line * len(values)), dtype=np.uint8)
    write(np.array(values), block, np.arange(len(values)) * len(line))
    expected = b"".join(b"%09d" % value + b"x" * more + b"\n" for value in values)
    assert block.tobytes() == expected


def test_the_largest_number_of_keys_can_be_written_and_no_more_are_taken() -> None:
    check_keys(0)
    check_keys(MOST_KEYS)
    assert MOST_KEYS <= 10**DIGITS
    with pytest.raises(BadInput) as error:
        check_keys(MOST_KEYS + 1)
    assert str(error.value) == "--keys: 10000001 is no number of keys: it takes from 1 to 10M"
