import pytest

from analysis.report import method
from tests.analysis.drawn import cells_of, summary_of

ONE, TWO = "structured-socket-default", "dstreams-socket-500ms"
BLIND = {"observers": {"results": False, "progress": True}}


def test_intervals_are_of_what_there_is() -> None:
    assert "single run" in method.legend(1)
    assert "from run to run" in method.legend(3)


@pytest.mark.parametrize("workload", ["length-count", "lengths"])
def test_checks_are_claimed_only_where_there_were_some(workload: str) -> None:
    checked, blind = summary_of(ONE, workload=workload), summary_of(TWO, workload=workload) | BLIND
    assert "checked against what was sent." in method.paragraphs(cells_of(checked))[0]
    some = method.paragraphs(cells_of(checked, blind))[0]
    assert "checked against what was sent, wherever results say" in some
    none = method.paragraphs(cells_of(blind))[0]
    assert "nothing checks counts here" in none


def test_other_jobs_are_not_called_counts_by_length() -> None:
    assert "counts the same lines by length" in method.paragraphs(cells_of(summary_of(ONE)))[0]
    several = cells_of(summary_of(ONE), summary_of(TWO, workload="lengths"))
    assert "by length" not in method.paragraphs(several)[0]


def test_the_rest_is_said_of_all() -> None:
    one, other = (method.paragraphs(cells_of(summary_of(name))) for name in (ONE, TWO))
    assert one == other
    assert len(one) == 3
