import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sinks.words import rows_in

numbers = st.lists(st.integers(), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (b"12", [12]),
        (b"(12, 3)", [12, 3]),
        (b"[-5000,12,3]", [-5000, 12, 3]),
        (b"|  12|    3|", [12, 3]),
        (b"12,3\r", [12, 3]),
        (b"-1,-2", [-1, -2]),
    ],
)
def test_the_numbers_of_a_line(line: bytes, row: list[int]) -> None:
    assert list(rows_in([line])) == [row]


def test_lines_without_numbers_are_no_rows() -> None:
    lines = [b"", b"+---+-----+", b"|key|count|", b"-----------", b"| 12|    3|", b"-"]
    assert list(rows_in(lines)) == [[12, 3]]


@given(st.lists(numbers))
def test_every_form_has_the_same_rows(rows: list[list[int]]) -> None:
    forms = [
        [str(tuple(row)) for row in rows],
        [",".join(map(str, row)) for row in rows],
        ["|" + "|".join(f"{number:>30}" for number in row) + "|" for row in rows],
    ]
    for lines in forms:
        assert list(rows_in(line.encode() for line in lines)) == rows
