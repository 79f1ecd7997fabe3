from analysis.decide.headroom import Headroom


def test_headroom_in_multiples_of_a_rate() -> None:
    assert Headroom("one", 80_000.0, 160_000.0, "it fell behind").times(20_000.0) == 4.0
    assert Headroom("one", 0.0, why="no time").times(20_000.0) == 0.0
