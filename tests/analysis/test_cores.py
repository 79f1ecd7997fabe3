import pytest

from analysis import cores


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        ("local", 1),
        ("local[3]", 3),
        ("local[4, 2]", 4),
        ("local[*]", 16),
        ("local[*, 2]", 16),
        ("local-cluster[2,1,1024]", None),
        ("spark://host:7077", None),
        ("", None),
    ],
)
def test_a_master_says_how_many_cores_there_are(master: str, expected: int | None) -> None:
    assert cores.of_master(master, 16) == expected


def test_a_machine_that_is_unknown_has_no_number_of_cores() -> None:
    assert cores.of_master("local[*]", None) is None
    assert cores.of_master("local[2]", None) == 2
