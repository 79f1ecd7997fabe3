import pytest

from benchmarks.tracked import label, measured
from benchmarks.tracked.label import MislabelledError


def test_what_another_spark_did_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    run = {"name": "cell", "environment": {"pyspark": "4.3.0", "spark": "4.3.0"}}
    told = {"runs": [run], "failures": []}
    monkeypatch.setattr(measured, "_told", lambda *_: told)
    monkeypatch.setattr(label, "asked", lambda: "4.3.0")
    assert measured.measure("tracked-latency").summaries == [run]
    monkeypatch.setattr(label, "asked", lambda: "3.5.9")
    with pytest.raises(MislabelledError, match=r"says PySpark 3\.5\.9, but 4\.3\.0 ran"):
        measured.measure("tracked-latency")
