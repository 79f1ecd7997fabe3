"""The user's own job, from a file of Python."""

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

from loadgen.errors import BadInput

FUNCTIONS = {"structured": "build", "dstreams": "build_dstream"}

_MODULE = "streamgauge_job"


def load(path: str, api: str) -> Callable[[Any], Any]:
    """The function in a file that makes the job.

    Args:
        path: the file.
        api: for which: `build(lines) -> DataFrame` for structured, `build_dstream(lines) ->
            DStream` for dstreams.

    Raises:
        BadInput: if there is no such file, it has no such function, or fails when it is run.
    """
    if api not in FUNCTIONS:
        raise BadInput(
            f"--job: {api} runs no job but its own: it takes --api structured | dstreams"
        )
    if not Path(path).is_file():
        raise BadInput(f"--job: there is no file {path}")
    module = ModuleType(_MODULE)
    module.__file__ = path
    sys.modules[_MODULE] = module  # dataclasses look for theirs there while they are made
    try:
        with redirect_stdout(sys.stderr):  # ours may be JSON
            exec(compile(Path(path).read_bytes(), path, "exec"), vars(module))  # noqa: S102 - asked for
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the user's file trips over
        first = (str(error).strip().splitlines() or ["?"])[0]
        raise BadInput(f"--job: {path}: {type(error).__name__}: {first}") from None
    finally:  # a module that can't be imported: Spark takes its functions along by value
        del sys.modules[_MODULE]
    found = getattr(module, FUNCTIONS[api], None)
    if not callable(found):
        raise BadInput(f"--job: {path} has no function {FUNCTIONS[api]}(lines)")
    made: Callable[[Any], Any] = found
    return made
