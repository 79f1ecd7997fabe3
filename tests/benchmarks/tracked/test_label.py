from typing import Any

import pytest

from benchmarks.tracked.label import MislabelledError, asked, prove


def run_of(pyspark: str, spark: str) -> dict[str, Any]:
    return {"name": "cell", "environment": {"pyspark": pyspark, "spark": spark}}


def test_the_name_of_a_locked_environment_says_it() -> None:
    assert asked({"ASV_ENV_NAME": "locked-py3.11-pyspark4.0.5"}) == "4.0.5"


@pytest.mark.parametrize("environ", [{}, {"ASV_ENV_NAME": "existing-py_usr_bin_python"}])
def test_another_does_not(environ: dict[str, str]) -> None:
    assert asked(environ) is None


def test_what_ran_is_what_the_label_says() -> None:
    prove([run_of("4.0.5", "4.0.5")], "4.0.5")
    prove([run_of("4.0.5", "4.0.5")], None)


@pytest.mark.parametrize("ran", [("4.3.0", "4.3.0"), ("4.0.5", "4.3.0"), ("4.3.0", "4.0.5")])
def test_another_spark_is_no_result(ran: tuple[str, str]) -> None:
    with pytest.raises(MislabelledError, match=r"says PySpark 4\.0\.5, but .*4\.3\.0 ran"):
        prove([run_of("4.0.5", "4.0.5"), run_of(*ran)], "4.0.5")


def test_a_run_that_says_nothing_proves_nothing() -> None:
    with pytest.raises(MislabelledError, match="None"):
        prove([{"name": "cell", "environment": {}}], "4.0.5")
