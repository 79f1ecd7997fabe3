import base64

from analysis.report.findings import notes, told
from analysis.report.markdown import plain
from analysis.report.page import breakable, data_uri, ticked, unbroken
from tests.analysis.drawn import summary_of


def test_figures_stay_with_their_units() -> None:
    assert unbroken("took 2.7 times, 1.15 s at 5k lines/s") == (
        "took 2.7\u00a0times, 1.15\u00a0s at 5k lines/s"
    )
    assert unbroken("3 cells") == "3 cells"
    assert unbroken("1.9\N{EN DASH}2.6 times") == (
        "1.9\N{WORD JOINER}\N{EN DASH}\N{WORD JOINER}2.6\N{NO-BREAK SPACE}times"
    )


def test_what_stands_in_backticks_is_code_and_nothing_is_markup() -> None:
    assert ticked("use `a <b>` & c") == "use <code>a &lt;b&gt;</code> &amp; c"


def test_long_names_may_be_broken_at_their_joints() -> None:
    assert breakable("a.b=<c>/d") == "a.<wbr>b=&lt;c&gt;/<wbr>d"


def test_a_data_uri_holds_the_picture_and_has_no_blanks() -> None:
    uri = data_uri('<svg><use xlink:href="#a" /></svg>\n')
    head, _, body = uri.partition(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(body) == b'<svg><use href="#a"/></svg>'
    assert " " not in uri


def test_markdown_takes_words_as_they_are() -> None:
    assert plain("a | b\n*c* `d` <e> [f] g_h") == r"a \| b \*c\* \`d\` \<e\> \[f\] g\_h"


def test_a_finding_is_told_once_for_all_runs_that_have_it() -> None:
    runs = [
        summary_of("a-b", verdict="suspect", code="NOISY_MACHINE"),
        summary_of("c-d", verdict="invalid"),
        summary_of("e-f", verdict="invalid", repeat=2),
        summary_of("g-h"),
    ]
    lost, noisy = told(runs)
    assert (lost.level, lost.what) == ("invalid", "lines lost")
    assert [run for run, _ in lost.evidence] == ["c-d, run 1", "e-f, run 2"]
    assert list(lost.remedies) == ["change it"]
    assert (noisy.level, noisy.code) == ("suspect", "NOISY_MACHINE")


def test_what_explains_figures_is_told_apart_from_what_is_wrong() -> None:
    note = {"code": "MANY_FILES", "level": "note", "evidence": "so many", "remedy": "fewer"}
    fine = {**summary_of("a-b"), "findings": [note]}
    lost = summary_of("c-d", verdict="invalid")
    both = {**lost, "findings": [*lost["findings"], note]}
    assert [one.code for one in told([fine, both])] == ["LINES_LOST"]
    (noted,) = notes([fine, both])
    assert (noted.level, noted.what) == ("note", "many files")
    assert [run for run, _ in noted.evidence] == ["a-b, run 1", "c-d, run 1"]
