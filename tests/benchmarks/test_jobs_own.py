import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.jobs.own import load
from loadgen.errors import BadInput


def written(folder: Path, text: str) -> str:
    """The path of a file with this text."""
    path = folder / "mine.py"
    path.write_text(text, encoding="utf-8")
    return str(path)


JOB = """
from __future__ import annotations
from dataclasses import dataclass

@dataclass
class Doubled:
    by: int

    def of(self, lines: str) -> str:
        return lines * self.by

def helper(lines):
    return Doubled(2).of(lines)

def build(lines):
    return helper(lines)

def build_dstream(lines):
    return lines.upper()
"""


@pytest.mark.parametrize(("api", "made"), [("structured", "abab"), ("dstreams", "AB")])
def test_each_api_has_a_function_of_its_own(api: str, made: str, tmp_path: Path) -> None:
    assert load(written(tmp_path, JOB), api)("ab") == made


def test_it_is_no_module_that_anyone_could_import(tmp_path: Path) -> None:
    before = dict(sys.modules)
    path = written(tmp_path, f"{JOB}\nWHERE = __file__")
    build = load(path, "structured")
    assert dict(sys.modules) == before
    assert build.__globals__["WHERE"] == path


def test_what_it_prints_is_none_of_our_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(written(tmp_path, f"{JOB}\nprint('loaded')"), "structured")
    assert capsys.readouterr() == ("", "loaded\n")


def test_its_functions_go_to_workers_that_do_not_have_the_file(tmp_path: Path) -> None:
    cloudpickle = pytest.importorskip("pyspark.cloudpickle")
    path = written(tmp_path, JOB)
    build = load(path, "structured")
    Path(path).unlink()
    program = "import pickle, sys; print(pickle.load(sys.stdin.buffer)('ab'))"
    told = subprocess.run(
        [sys.executable, "-c", program],
        input=cloudpickle.dumps(build),
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert told.stdout.strip() == b"abab"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = 1", "{path} has no function build(lines)"),
        ("build = 1", "{path} has no function build(lines)"),
        ("def build_dstream(lines): ...", "{path} has no function build(lines)"),
        ("import no_such_thing", "{path}: ModuleNotFoundError: No module named 'no_such_thing'"),
        ("def build(lines:", "{path}: SyntaxError: '(' was never closed (mine.py, line 1)"),
        ("raise ValueError('one\\n\\ntwo')", "{path}: ValueError: one"),
        ("raise ValueError", "{path}: ValueError: ?"),
        ("import sys; sys.exit('enough')", "{path}: SystemExit: enough"),
        ("1 / 0", "{path}: ZeroDivisionError: division by zero"),
        ("x = '\ud800'", "{path}: SyntaxError: "),
    ],
)
def test_a_file_that_is_no_job_is_refused_in_a_line(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(BadInput, match=re.escape("--job: " + says.format(path=path))) as caught:
        load(str(path), "structured")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["missing.py", "."])
def test_there_has_to_be_a_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=re.escape(f"--job: there is no file {tmp_path / name}")):
        load(str(tmp_path / name), "structured")


@pytest.mark.parametrize("api", ["floor", "synthetic"])
def test_plain_readers_run_no_job_but_their_own(api: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f"--job: {api} runs no job but its own: it takes --api"):
        load(written(tmp_path, JOB), api)
