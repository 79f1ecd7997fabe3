from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats import student


@pytest.mark.parametrize(
    ("level", "degrees", "t"),
    [  # from the tables
        (0.95, 1, 12.7062047),
        (0.95, 2, 4.3026527),
        (0.95, 3, 3.1824463),
        (0.95, 4, 2.7764451),
        (0.95, 9, 2.2621572),
        (0.95, 30, 2.0422725),
        (0.95, 120, 1.9799304),
        (0.99, 1, 63.6567412),
        (0.99, 5, 4.0321430),
        (0.5, 1, 1.0),
        (0.5, 2, 0.8164966),
    ],
)
def test_it_is_what_the_tables_have(level: float, degrees: int, t: float) -> None:
    assert student.reach(level, degrees) == pytest.approx(t, rel=1e-7)


def test_with_many_degrees_it_is_the_normal_distribution() -> None:
    normal = NormalDist().inv_cdf(0.975)
    assert student.reach(0.95, 1e7) == pytest.approx(normal, rel=1e-6)


@given(st.floats(0.01, 0.999), st.floats(1, 200), st.floats(0.1, 50))
def test_it_falls_with_the_degrees_and_grows_with_the_level(
    level: float, degrees: float, more: float
) -> None:
    reach = student.reach(level, degrees)
    assert reach > student.reach(level, degrees + more)
    assert reach < student.reach((1 + level) / 2, degrees)


@given(st.floats(0.1, 0.99), st.floats(1, 30))
def test_it_holds_its_share_of_the_distribution(level: float, degrees: float) -> None:
    angle = np.arctan(student.reach(level, degrees) / np.sqrt(degrees))  # t is sqrt(v) tan(angle)
    middles = (np.arange(20_000) + 0.5) / 20_000
    inside = np.sum(np.cos(middles * angle) ** (degrees - 1)) * angle
    everything = np.sum(np.cos(middles * np.pi / 2) ** (degrees - 1)) * np.pi / 2
    assert inside / everything == pytest.approx(level, rel=1e-3)
