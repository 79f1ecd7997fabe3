"""How a runner steers a load that it started: a line of JSON, and at last the end of the pipe."""

import json
import os

from loadgen.errors import BadInput


class Control:
    """The runner's lines on our standard input.

    The runner says when to start with `{"start_ns": N}`, on the run clock, and closes the pipe to
    end us. The system closes it too when the runner dies, so that we never outlive it.

    Args:
        descriptor: where to read.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._text = b""
        self.start_ns: int | None = None
        """When the schedule starts, once the runner has said so, ns on the run clock."""
        self.ended = False
        """Whether the runner has closed the pipe."""

    def fileno(self) -> int:
        """The descriptor to wait for."""
        return self._descriptor

    def read(self) -> None:
        """Take in what there is; waits if there is nothing.

        Raises:
            BadInput: if the runner sent anything but a start.
        """
        # Not through sys.stdin: lines in its buffer would be out of a select's sight.
        received = os.read(self._descriptor, 65536)
        self.ended = not received
        *lines, self._text = (self._text + received).split(b"\n")
        for line in lines:
            try:
                self.start_ns = int(json.loads(line)["start_ns"])
            except (KeyError, TypeError, ValueError):
                raise BadInput(
                    f'--hold: {line!r} on stdin: it takes {{"start_ns": N}} with whole ns'
                ) from None
