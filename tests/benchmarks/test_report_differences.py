import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.report import differences
from benchmarks.cli import main
from benchmarks.commands.differences import given
from benchmarks.support import matrix
from tests.analysis.made import Made
from tests.analysis.synthetic import write_run

BASE = Made(rate=200, warmup="1s", duration="12s", setting="1s")


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    for made in (BASE, replace(BASE, api="dstreams")):
        write_run(tmp_path / "runs" / f"{made.name}-r1", made)
    return tmp_path


def test_the_page_is_written_and_its_path_printed(
    campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--differences", str(campaign)]) == 0
    assert capsys.readouterr().out == f"report: {campaign}/differences.html\n"
    text = (campaign / "differences.md").read_text()
    assert "reduceByKeyAndWindow(  # parts of a second work too" in text
    assert "In DStreams alone `length-count-batch` can go to `saveAsTextFiles` and `pprint`" in text
    assert not (campaign / "report.html").exists()


def test_as_json_it_lists_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(differences, "write", lambda path, _given: [path / "differences.html"])
    assert main(["report", "--differences", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"files": [f"{tmp_path}/differences.html"]}


def test_a_folder_without_both_apis_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path / "runs" / "one", replace(BASE, api="dstreams"))
    assert main(["report", "--differences", str(tmp_path)]) == 2
    assert f"--differences: {tmp_path} has no run of structured to show" in capsys.readouterr().err


def test_what_is_given_is_the_matrix_and_the_jobs_as_written() -> None:
    told = given()
    assert len(told.matrix) == len(matrix())
    assert {answer.refused_by for answer in told.matrix} == {"", "spark", "streamgauge"}
    assert all(bool(answer.reason) == bool(answer.refused_by) for answer in told.matrix)
    running = told.jobs[1]
    assert 'groupBy("key").count()' in running.structured
    assert "updateStateByKey" in running.dstreams
    assert "reduceByKey(operator.add)" in running.dstreams
    texts = [text for job in told.jobs for text in (job.structured, job.dstreams)]
    assert not any(word in text for text in texts for word in ("noqa", "type: ignore", '"""'))
