import pytest

from benchmarks.tracked.profile import Profile


def test_all_is_measured_several_times() -> None:
    assert Profile.given({}) == Profile(smoke=False, repeats=3)


def test_a_smoke_once() -> None:
    assert Profile.given({"STREAMGAUGE_SMOKE": "1"}) == Profile(smoke=True, repeats=1)


def test_as_often_as_asked_for() -> None:
    assert Profile.given({"STREAMGAUGE_REPEATS": "5"}).repeats == 5


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "two"])
def test_what_is_no_number_of_repeats(text: str) -> None:
    with pytest.raises(ValueError, match=r"STREAMGAUGE_REPEATS: .* takes 1 or more"):
        Profile.given({"STREAMGAUGE_REPEATS": text})
