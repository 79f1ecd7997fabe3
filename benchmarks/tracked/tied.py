"""The command `streamgauge`, which ends with the one who started it.

`python -m benchmarks.tracked.tied …` takes what the command takes. Once its standard input is
closed, whoever had the other end closed it or was killed, and it is interrupted: as by Ctrl-C, it
ends all that it has started and keeps what is finished.
"""

import os
import signal
import sys
import threading

from benchmarks import cli


def main() -> int:
    """Run the command; returns its exit status."""
    threading.Thread(target=_interrupt_with_stdin, daemon=True).start()
    return cli.main(sys.argv[1:])


def _interrupt_with_stdin() -> None:
    while os.read(0, 1024):  # not sys.stdin: its lock would be held while Python ends
        pass
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
