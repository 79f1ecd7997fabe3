"""A repository of jars on this machine, for those who take some from it."""

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

HANG_UP = 0
"""In the place of a status: the connection ends without an answer."""

CUT_SHORT = 1
"""The same: the answer ends before it is whole."""


@dataclass
class Repository:
    """What is asked of a server, and what it answers.

    Args:
        url: where it is.
        files: what it has, by path.
        faults: what it answers first instead, one a request: statuses.
        asked: the requests so far, such as `GET /a.jar`.
    """

    url: str
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def add(self, path: str, content: bytes) -> None:
        """A file, with its checksum beside it."""
        self.files[path] = content
        self.files[f"{path}.sha1"] = (
            hashlib.sha1(content, usedforsecurity=False).hexdigest().encode()
        )


@contextlib.contextmanager
def serving() -> Iterator[Repository]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            repository.asked.append(f"{self.command} {self.path}")
            content = repository.files.get(urlsplit(self.path).path.removeprefix("/"))
            status = 200 if content is not None else 404
            if repository.faults:
                status = repository.faults.pop(0)
            if status == HANG_UP:
                return
            content = content or b""
            self.send_response(200 if status == CUT_SHORT else status)
            self.send_header("Content-Length", str(len(content) + (status == CUT_SHORT)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        do_HEAD = do_GET  # noqa: N815 - http.server's name

        def log_message(self, *_: object) -> None:
            """Nothing of it is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        repository = Repository(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield repository
        server.shutdown()
        thread.join()


def forget_the_network(patch: pytest.MonkeyPatch) -> None:
    """No proxies of this machine's."""
    for scheme in ("http", "https", "no", "all"):
        patch.delenv(f"{scheme}_proxy", raising=False)
        patch.delenv(f"{scheme}_proxy".upper(), raising=False)


def place(group: str, name: str, version: str, kind: str = "jar") -> str:
    """Where a repository has a file."""
    return f"{group.replace('.', '/')}/{name}/{version}/{name}-{version}.{kind}"


def dependency(group: str, name: str, version: str, more: str = "") -> str:
    return (
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId>"
        f"<version>{version}</version>{more}</dependency>"
    )


def release(central: Repository, version: str, *, whole: bool = True, scala: str = "2.13") -> None:
    """Lay down a release of Spark's connector; one that isn't whole lacks its second part's jar."""
    name = f"spark-sql-kafka-0-10_{scala}"
    tokens = f"spark-token-provider-kafka-0-10_{scala}"
    needs = [
        dependency("org.apache.spark", tokens, version, "<scope>compile</scope>"),
        dependency("org.apache.kafka", "kafka-clients", "3.9.2"),
        dependency("org.apache.spark", f"spark-tags_{scala}", version),
        dependency("com.google.code.findbugs", "jsr305", "3.0.0"),
        dependency("org.apache.spark", f"spark-sql_{scala}", version, "<scope>provided</scope>"),
        dependency("org.scalatest", f"scalatest_{scala}", "3.2", "<scope>test</scope>"),
    ]
    description = (
        '<project xmlns="http://maven.apache.org/POM/4.0.0">'
        f"<dependencies>{''.join(needs)}</dependencies></project>"
    )
    central.add(place("org.apache.spark", name, version, "pom"), description.encode())
    central.add(place("org.apache.spark", name, version), f"connector {version}".encode())
    central.add(place("org.apache.kafka", "kafka-clients", "3.9.2"), b"clients")
    if whole:
        central.add(place("org.apache.spark", tokens, version), f"tokens {version}".encode())


def listed(central: Repository, *versions: str, scala: str = "2.13") -> None:
    """Lay down the list of the connector's releases."""
    told = "".join(f"<version>{version}</version>" for version in versions)
    central.files[f"org/apache/spark/spark-sql-kafka-0-10_{scala}/maven-metadata.xml"] = (
        f"<metadata><versioning><versions>{told}</versions></versioning></metadata>".encode()
    )
