from pathlib import Path

from analysis.decide.recommend import Outcome
from benchmarks.choose.headroom import NO_TIME
from benchmarks.choose.inquiry import Inquiry
from benchmarks.held import Held
from tests.analysis.synthetic import EPOCH_NS
from tests.benchmarks.choose.pretend import BEHIND, HERE, LATE, Pretence, inquiry

DEFAULT, QUICK = "structured-socket-default", "dstreams-socket-200ms"
ROOMY = "structured-socket-2s"
BEYOND = [f"{DEFAULT}-{rate}" for rate in ("400", "800", "1.6k")]
FAILED = {BEYOND[0]: BEHIND}


def rooms(asked: Inquiry) -> list[tuple[str, float, float | None]]:
    """Headrooms without their reasons."""
    return [(room.name, room.kept_per_s, room.failed_per_s) for room in asked.headrooms]


def test_what_can_not_win_is_left_out_and_what_leads_is_run_again(
    tmp_path: Path, pretence: Pretence
) -> None:
    asked = inquiry(tmp_path / "out", pretence, "p99<1s")
    found = asked.run()
    assert found.chosen
    assert found.chosen.name == DEFAULT
    assert pretence.ran == [DEFAULT, QUICK, DEFAULT, *BEYOND]
    outcomes = {one.name: found.outcome(one) for one in found.candidates}
    assert outcomes["dstreams-socket-2s"] is Outcome.RULED_OUT
    assert outcomes["structured-socket-1s"] is Outcome.NEEDLESS
    assert rooms(asked) == [(DEFAULT, 1600.0, None)]


def test_time_is_kept(tmp_path: Path, pretence: Pretence) -> None:
    asked = inquiry(tmp_path / "out", pretence, within_s=100.0)
    found = asked.run()
    assert pretence.ran == [DEFAULT, QUICK, BEYOND[0]]
    assert pretence.now_s <= 100.0
    assert found.chosen
    assert rooms(asked) == [(DEFAULT, 400.0, None)]
    assert [room.why for room in asked.headrooms] == [NO_TIME]


def test_headroom_for_which_there_is_no_time_is_said_to_be_missing(
    tmp_path: Path, pretence: Pretence
) -> None:
    asked = inquiry(tmp_path / "out", pretence, within_s=60.0)
    found = asked.run()
    assert pretence.ran == [DEFAULT, QUICK]
    assert [room.why for room in asked.headrooms] == [NO_TIME]
    assert found.chosen


def test_a_machine_that_is_slow_measures_less(tmp_path: Path, pretence: Pretence) -> None:
    pretence.took_s = 100.0
    inquiry(tmp_path / "out", pretence, within_s=190.0).run()
    assert pretence.ran == [DEFAULT]


def test_without_time_nothing_is_measured(tmp_path: Path, pretence: Pretence) -> None:
    found = inquiry(tmp_path / "out", pretence, "p99<1s", within_s=1.0).run()
    assert pretence.ran == []
    assert found.chosen is None
    assert not found.answered


def test_runs_that_are_there_take_no_time(tmp_path: Path, pretence: Pretence) -> None:
    inquiry(tmp_path / "first", pretence, "p99<1s").run()
    made = list(pretence.ran)
    pretence.ran.clear()
    held = Held((tmp_path / "first",), HERE, EPOCH_NS)
    again = inquiry(tmp_path / "again", pretence, "p99<1s", held, within_s=1.0)
    found = again.run()
    assert pretence.ran == []
    assert found.chosen
    assert found.chosen.name == DEFAULT
    trials = [trial for some in again.made.values() for trial in some]
    assert len(trials) == len(made) - len(BEYOND)
    assert rooms(again) == [(DEFAULT, 1600.0, None)]
    assert all(trial.reused for trial in again.trials.made)
    assert again.day_of(trials[0]) in {"2026-11-21", "2026-11-22"}  # by where on earth it is


def test_with_little_headroom_more_is_looked_for(tmp_path: Path, pretence: Pretence) -> None:
    pretence.changes = FAILED
    asked = inquiry(tmp_path / "out", pretence, within_s=600.0)
    asked.run()
    assert pretence.ran[-2:] == [BEYOND[0], f"{ROOMY}-400"]
    assert rooms(asked) == [(DEFAULT, 200.0, 400.0), (ROOMY, 400.0, None)]


def test_what_was_not_run_is_not_known_to_keep_up(tmp_path: Path, pretence: Pretence) -> None:
    pretence.changes = FAILED | {f"{ROOMY}-400": {"lose": 40}}
    asked = inquiry(tmp_path / "out", pretence, within_s=600.0)
    asked.run()
    assert rooms(asked) == [(DEFAULT, 200.0, 400.0), (ROOMY, 0.0, 400.0)]


def test_another_that_was_run_is_known_to_keep_up(tmp_path: Path, pretence: Pretence) -> None:
    given = {"api": "dstreams", "setting": "200ms,500ms"}
    first, second = QUICK, "dstreams-socket-500ms"
    pretence.changes = {f"{first}-400": BEHIND, f"{second}-400": BEHIND}
    asked = inquiry(tmp_path / "out", pretence, given=given)
    found = asked.run()
    assert found.chosen
    assert found.chosen.name == first
    assert rooms(asked) == [(first, 200.0, 400.0), (second, 200.0, 400.0)]


def test_where_there_is_no_other_none_is_looked_for(tmp_path: Path, pretence: Pretence) -> None:
    pretence.changes = FAILED
    given = {"api": "structured", "setting": "default"}
    asked = inquiry(tmp_path / "out", pretence, given=given)
    asked.run()
    assert rooms(asked) == [(DEFAULT, 200.0, 400.0)]


def test_no_other_is_looked_for_where_headroom_can_not_be_told(
    tmp_path: Path, pretence: Pretence
) -> None:
    pretence.changes = {BEYOND[0]: LATE}
    asked = inquiry(tmp_path / "out", pretence, within_s=600.0)
    asked.run()
    assert rooms(asked) == [(DEFAULT, 200.0, None)]


def test_headroom_of_a_load_that_is_not_even_is_not_measured(
    tmp_path: Path, pretence: Pretence
) -> None:
    given = {"api": "structured", "setting": "default", "schedule": "sine:0.5:5s"}
    asked = inquiry(tmp_path / "out", pretence, given=given)
    asked.run()
    assert pretence.ran == [DEFAULT, DEFAULT]
    assert "isn't an even one" in asked.headrooms[0].why


def test_what_fails_is_an_answer(tmp_path: Path, pretence: Pretence) -> None:
    pretence.failing = (DEFAULT,)
    seen: list[str] = []
    asked = inquiry(tmp_path / "out", pretence, given={"setting": "default,200ms"})
    asked.on_trial = lambda trial: seen.append(trial.failed)
    found = asked.run()
    failed = found.candidates[0]
    assert failed.invalid == seen[0] == "Spark's JVM is gone (status 1)"
    assert asked.day_of(asked.made[DEFAULT][0]) is None
    assert found.chosen
    assert found.chosen.name != DEFAULT


def test_what_falls_behind_is_not_recommended(tmp_path: Path, pretence: Pretence) -> None:
    pretence.changes = {DEFAULT: {"overload": 1.6}}
    given = {"api": "structured", "setting": "default,1s"}
    found = inquiry(tmp_path / "out", pretence, given=given).run()
    assert found.outcome(found.candidates[0]) is Outcome.INVALID
    assert found.chosen
    assert found.chosen.name == "structured-socket-1s"


def test_by_cost_all_are_measured_that_may_do(tmp_path: Path, pretence: Pretence) -> None:
    found = inquiry(tmp_path / "out", pretence, "p99<900ms", by_cost=True).run()
    assert set(pretence.ran[:4]) == {
        DEFAULT, QUICK, "structured-socket-500ms", "dstreams-socket-500ms"
    }  # fmt: skip
    assert found.chosen
