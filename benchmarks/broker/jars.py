"""Kafka's own jars: which they are, and having them here."""

import hashlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks import maven, storage
from loadgen.errors import BadInput

VERSION = "4.3.1"
"""Kafka's."""

_LOCK = Path(__file__).parent / "jars.txt"
_AT_ONCE = 4


@dataclass(frozen=True)
class Jar:
    """A jar that we know.

    Args:
        path: in the repository.
        sha256: of its bytes, in hexadecimal.
    """

    path: str
    sha256: str

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.path.rpartition("/")[2]


def locked() -> list[Jar]:
    """The jars that a broker takes, as they were when it was last tried."""
    lines = _LOCK.read_text(encoding="utf-8").splitlines()
    return [Jar(*line.split()) for line in lines if not line.startswith("#")]


def jars() -> list[Path]:
    """The jars' files, fetched where they aren't here yet or aren't what they should be.

    Raises:
        BadInput: if one can't be had or kept, or isn't the one that we know.
    """
    folder = storage.cache() / f"kafka-{VERSION}"
    known = locked()
    missing = [jar for jar in known if not _is_here(folder, jar)]
    if missing:
        print(
            f"fetching Kafka {VERSION} ({len(missing)} files, once) from {maven.repository()}",
            file=sys.stderr,
        )
        try:
            _fetch_all(folder, missing)
        except OSError as error:
            raise BadInput(f"Kafka can't be kept in {folder}: {error.strerror}") from None
    return [folder / jar.name for jar in known]


def _fetch_all(folder: Path, missing: list[Jar]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for _ in pool.map(lambda jar: _fetch(folder, jar), missing):
                pass
        finally:
            pool.shutdown(cancel_futures=True)


def _is_here(folder: Path, jar: Jar) -> bool:
    try:
        return _sha256((folder / jar.name).read_bytes()) == jar.sha256
    except OSError:
        return False


def _fetch(folder: Path, jar: Jar) -> None:
    """Fetch a jar: it is here as a whole, or not at all."""
    content = maven.download(jar.path)
    if _sha256(content) != jar.sha256:
        raise BadInput(f"{maven.repository()}/{jar.path} isn't the file that it was: not kept")
    # Another process may be fetching the same.
    part = folder / f"{jar.name}.{os.getpid()}.part"
    try:
        part.write_bytes(content)
        part.replace(folder / jar.name)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
