import re

from analysis.report.differences import render


def test_prose_keeps_its_code_and_nothing_else_is_markup() -> None:
    assert render.prose("a_b of `my_job` and `spark.a.*`") == r"a\_b of `my_job` and `spark.a.*`"
    assert render.prose("`a | b_c`") == r"`a \| b_c`"
    assert not re.search(r"(?<!\\)`", render.prose("a lone ` tick"))
