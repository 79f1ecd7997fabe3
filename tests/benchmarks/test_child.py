import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from benchmarks.child import end_children


def test_what_was_started_is_ended_at_once() -> None:
    code = "import psutil, subprocess, sys, time\n"
    code += "from benchmarks.child import end_children\n"
    code += "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    code += "print(child.pid, flush=True)\nend_children()\nprint(child.wait())\n"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    pid, status = done.stdout.split()
    assert int(status) < 0
    assert not psutil.pid_exists(int(pid))


def test_what_is_killed_is_waited_for() -> None:
    heavy = "held = bytearray(500_000_000); print(flush=True); import time; time.sleep(600)"
    code = "import psutil, subprocess, sys\n"
    code += "from benchmarks.child import end_children\n"
    code += "from benchmarks.processes import alive\n"
    code += f"child = subprocess.Popen([sys.executable, '-c', {heavy!r}], stdout=-1)\n"
    code += "child.stdout.readline()\nend_children()\nprint(alive(psutil.Process(child.pid)))\n"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"  # taking its memory apart takes the system a while


def test_what_is_being_removed_is_removed_before_the_process_ends(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for number in range(3000):
        (scratch / str(number)).touch()
    code = "import sys, threading, pathlib\n"
    code += "from benchmarks.child import ending_with_stdin\n"
    code += "scratch = pathlib.Path(sys.argv[1])\n"
    code += "with ending_with_stdin(scratch, threading.Event()):\n"
    code += "    print(flush=True)\n"
    code += "    while len(list(scratch.iterdir())) == 3000: pass\n"  # then the main thread ends
    with subprocess.Popen(
        [sys.executable, "-c", code, str(scratch)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.close()
        process.wait(timeout=60)
    assert not scratch.exists()


@pytest.mark.parametrize("told", [False, True])
def test_one_that_ends_by_itself_is_let_go(tmp_path: Path, told: bool) -> None:  # noqa: FBT001
    code = "import sys, threading, pathlib\n"
    code += "from benchmarks.child import ending_with_stdin\n"
    code += "stopping = threading.Event()\n"
    code += "with ending_with_stdin(pathlib.Path(sys.argv[1]), stopping):\n"
    code += "    stopping.set()\n"
    code += "    print(flush=True)\n"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "none")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        if told:
            process.stdin.close()
        process.wait(timeout=7)  # well below the time that it would be given


def test_nothing_to_end_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise psutil.NoSuchProcess(1)

    children = [SimpleNamespace(kill=gone, is_running=lambda: False)]
    monkeypatch.setattr(psutil.Process, "children", lambda _self, **_how: children)
    end_children()
