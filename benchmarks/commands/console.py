"""Standard output, as wide as it is."""

from rich.console import Console

_UNKNOWN_WIDTH = 160  # a file or a pipe: tables keep their lines whole


def console() -> Console:
    """A console on standard output."""
    found = Console()
    return found if found.is_terminal else Console(width=_UNKNOWN_WIDTH)
