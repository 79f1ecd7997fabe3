from pathlib import Path

import pytest

from analysis.tracked import archive, commits, threshold
from analysis.tracked.threshold import Judged, judge
from loadgen.errors import BadInput
from tests.analysis.made_asv import LATENCY, NEW, OLD, MadeResult, Samples

SLOWER = ("structured", "socket", "default")
NOISY = ("structured", "socket", "1s")
GONE = ("dstreams", "files", "1s")


def judged(
    folder: Path,
    most: float,
    before: dict[tuple[str, ...], Samples],
    after: dict[tuple[str, ...], Samples],
) -> Judged:
    for commit, samples in ((OLD, before), (NEW, after)):
        MadeResult(commit=commit, samples={LATENCY.name: samples}).write(folder)
    return judge(commits.compare(archive.read(folder), "pyspark", NEW, OLD), most)


BEFORE: dict[tuple[str, ...], Samples] = {
    SLOWER: [100, 101, 99], NOISY: [100, 140, 70], GONE: [1.0, 2.0]
}  # fmt: skip
AFTER: dict[tuple[str, ...], Samples] = {SLOWER: [120, 121, 119], NOISY: [130, 190, 80], GONE: ()}


def test_only_what_is_sure_to_be_worse_is_beyond_it(tmp_path: Path) -> None:
    found = judged(tmp_path, 0.1, BEFORE, AFTER)
    name = "4.3.0 at 4e322222: Latency: p99 of"
    assert found.beyond == [f"{name} structured socket default: 17–23% slower"]
    assert found.untold[0].startswith(
        f"{name} structured socket 1s: no difference that can be told"
    )
    assert found.untold[1:] == [f"{name} dstreams files 1s: not valid"]
    assert (found.compared, found.unsampled) == (2, 0)


def test_what_is_worse_by_less_is_allowed(tmp_path: Path) -> None:
    assert judged(tmp_path, 0.25, BEFORE, AFTER).beyond == []


def test_what_is_better_is_never_beyond_it(tmp_path: Path) -> None:
    found = judged(tmp_path, 0.01, AFTER, BEFORE)
    assert (found.beyond, found.untold) == ([], [])


def test_without_samples_nothing_is_and_the_figures_are_counted(tmp_path: Path) -> None:
    found = judged(tmp_path, 0.1, {SLOWER: [1.0], NOISY: [1.0]}, {SLOWER: [9.0], NOISY: [9.0]})
    assert found == Judged([], [], 0, 2)


@pytest.mark.parametrize(("text", "share"), [("10%", 0.1), (" 2.5 % ", 0.025), ("150%", 1.5)])
def test_a_threshold_is_in_percent(text: str, share: float) -> None:
    assert threshold.parse(text) == share


@pytest.mark.parametrize("text", ["10", "0%", "-5%", "ten%", "", "0.1", "1e3%", "%"])
def test_anything_else_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput, match="is no threshold: it takes percent above 0, as in 10%"):
        threshold.parse(text)
