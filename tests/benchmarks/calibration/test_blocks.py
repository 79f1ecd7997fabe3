import numpy as np
import pytest

from benchmarks.calibration.blocks import Blocks, ratio

BLOCKS = Blocks(warm=3, blocks=8, batches=4)


def ends_ns(blocks: Blocks, on_ms: int, off_ms: int, switching_ms: int) -> list[int]:
    """When batches end, if all of a kind take as long, but for the first of a block."""
    now_ns, ends = 0, []
    for batch in range(blocks.total):
        first = batch >= blocks.warm and (batch - blocks.warm) % (blocks.batches + 1) == 0
        now_ns += (on_ms if blocks.on(batch) else off_ms) * 10**6 + first * switching_ms * 10**6
        ends.append(now_ns)
    return ends


def test_observers_are_on_off_off_on() -> None:
    turns = [BLOCKS.on(batch) for batch in range(BLOCKS.total)]
    assert len(turns) == BLOCKS.total == 3 + 8 * 5
    assert turns[:3] == [True] * 3
    block = 5
    assert turns[3:] == ([True] * block + [False] * 2 * block + [True] * block) * 2


def test_blocks_are_timed_without_what_switching_takes() -> None:
    on_s, off_s = BLOCKS.seconds(ends_ns(BLOCKS, 110, 100, 5000))
    assert on_s == pytest.approx([0.44] * 4)
    assert off_s == pytest.approx([0.4] * 4)


def test_the_ratio_is_of_neighbours_and_its_interval_holds_it() -> None:
    noise = np.random.default_rng(3).normal(1, 0.05, (2, 60))
    on_s, off_s = 0.44 * noise[0], 0.4 * noise[1]
    middle, low, high = ratio(on_s, off_s)
    apart = np.sort(np.log(off_s / on_s))
    assert middle == pytest.approx(np.exp(apart[6:-6].mean()))
    assert low < 0.4 / 0.44 < high
    assert low < middle < high
    assert (middle, low, high) == ratio(on_s, off_s)
    assert ratio(off_s, on_s)[0] == pytest.approx(1 / middle)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(200):
        shared = rng.normal(1, 0.1, 24)  # what changes slowly, and touches both of a pair
        on_s, off_s = (shared * rng.normal(1, 0.02, 24) for _ in range(2))
        _, low, high = ratio(on_s, off_s)
        covered += low <= 1 <= high
    assert covered >= 180


def test_no_spread_is_no_interval() -> None:
    assert ratio(np.full(4, 2.0), np.full(4, 1.0)) == (0.5, 0.5, 0.5)
