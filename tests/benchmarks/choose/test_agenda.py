from benchmarks.choose import agenda
from tests.analysis.decide.candidates import held_against, measured, unmeasured

DEFAULT = "structured-socket-default"


def test_the_most_promising_is_measured_first() -> None:
    names = ("dstreams-socket-200ms", "dstreams-socket-1s", "structured-socket-1s", DEFAULT)
    some = [unmeasured(name) for name in names]
    wanted = [one.name for one in agenda.wanted(held_against("p99<2s", *some))]
    assert wanted == [DEFAULT, "dstreams-socket-200ms", "structured-socket-1s", names[1]]
    by_cost = [one.name for one in agenda.wanted(held_against("p99<2s", *some, by_cost=True))]
    assert by_cost == ["structured-socket-1s", names[1], "dstreams-socket-200ms", DEFAULT]


def test_what_can_not_win_is_not_measured() -> None:
    some = [
        measured(DEFAULT, 400.0, 405.0),
        unmeasured("structured-socket-1s"),
        unmeasured("dstreams-socket-2s"),
        unmeasured("dstreams-socket-200ms", refused="no such thing"),
        measured("dstreams-socket-500ms", 900.0),
    ]
    assert agenda.wanted(held_against("p99<1900ms", *some)) == []


def test_what_leads_is_run_again() -> None:
    leads, near = measured(DEFAULT, 400.0), measured("structured-socket-500ms", 410.0)
    behind, open_ = measured("dstreams-socket-1s", 1400.0), unmeasured("dstreams-socket-200ms")
    found = held_against("p99<2s", near, leads, behind, open_)
    assert agenda.wanted(found) == [open_, leads, near]


def test_what_is_not_sure_is_run_until_it_is_unless_something_else_will_do() -> None:
    unsure = measured(DEFAULT, 400.0)
    assert agenda.wanted(held_against("p99<401ms", unsure)) == [unsure]
    often = measured(DEFAULT, 399.0, 400.0, 401.0, 402.0)
    assert agenda.wanted(held_against("p99<402ms", often)) == []
    better = measured("structured-socket-500ms", 100.0, 101.0)
    assert agenda.wanted(held_against("p99<401ms", unsure, better)) == []
