"""The campaigns that come along, each a TOML file in `benchmarks/campaigns/`."""

from pathlib import Path

from loadgen.errors import BadInput

DEFAULT = "default"

_FOLDER = Path(__file__).parent / "campaigns"


def campaigns() -> dict[str, Path]:
    """The files by name, in the order of their names but with the default one first."""
    names = sorted((path.stem for path in _FOLDER.glob("*.toml")), key=lambda n: (n != DEFAULT, n))
    return {name: _FOLDER / f"{name}.toml" for name in names}


def find(word: str) -> Path:
    """The file of a campaign that comes along, by its name; any other word is a path.

    Raises:
        BadInput: if it is neither.
    """
    known = campaigns()
    if word in known:
        return known[word]
    path = Path(word)
    if path.suffix != ".toml" and not path.exists():
        raise BadInput(f"{word!r} is no campaign: it takes a TOML file, or {' | '.join(known)}")
    return path
