import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import maven
from loadgen.errors import BadInput
from tests.benchmarks.maven_repository import (
    CUT_SHORT,
    HANG_UP,
    Repository,
    forget_the_network,
    serving,
)

CENTRAL = "https://repo1.maven.org/maven2"
NAMESPACE = ' xmlns="http://maven.apache.org/SETTINGS/1.0.0"'


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without Maven's settings, and no pause before a second try."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv(maven.VARIABLE, raising=False)
    monkeypatch.setattr(maven, "_PAUSES_S", (0.0, 0.0, 0.0))
    forget_the_network(monkeypatch)
    return tmp_path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    with serving() as repository:
        monkeypatch.setenv(maven.VARIABLE, f"{repository.url}/")
        yield repository


def write_settings(home: Path, inside: str, namespace: str = NAMESPACE) -> Path:
    path = home / ".m2" / "settings.xml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"<settings{namespace}>{inside}</settings>")
    return path


def mirrors(*of_to_url: tuple[str, str]) -> str:
    inside = "".join(
        f"<mirror><id>m</id><mirrorOf>{names}</mirrorOf><url>{url}</url></mirror>"
        for names, url in of_to_url
    )
    return f"<mirrors>{inside}</mirrors>"


def test_it_is_central_unless_told_otherwise() -> None:
    assert maven.repository() == CENTRAL


@pytest.mark.parametrize("namespace", ["", NAMESPACE])
def test_a_mirror_in_mavens_settings_takes_centrals_place(home: Path, namespace: str) -> None:
    write_settings(home, mirrors(("central", "https://mirror/maven/")), namespace)
    assert maven.repository() == "https://mirror/maven"


@pytest.mark.parametrize(
    ("names", "is_centrals"),
    [
        ("*", True),
        ("external:*", True),
        ("snapshots, central", True),
        ("*,!snapshots", True),
        ("*,!central", False),
        ("external:http:*", False),
        ("snapshots", False),
    ],
)
def test_a_mirror_is_centrals_by_mavens_rules(home: Path, names: str, is_centrals: bool) -> None:  # noqa: FBT001
    write_settings(home, mirrors((names, "https://mirror/maven")))
    assert maven.repository() == ("https://mirror/maven" if is_centrals else CENTRAL)


def test_centrals_own_mirror_comes_before_one_of_many(home: Path) -> None:
    write_settings(home, mirrors(("*", "https://many"), ("central", "https://own")))
    assert maven.repository() == "https://own"


def test_the_environment_has_the_last_word(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_settings(home, mirrors(("central", "https://mirror/maven")))
    monkeypatch.setenv(maven.VARIABLE, "https://named/maven2/")
    assert maven.repository() == "https://named/maven2"


def test_settings_without_a_mirror_leave_central(home: Path) -> None:
    write_settings(home, "<localRepository>/repository</localRepository>")
    assert maven.repository() == CENTRAL


def test_settings_that_cant_be_read_are_not_passed_over(home: Path) -> None:
    path = write_settings(home, "<mirrors>")
    with pytest.raises(BadInput, match=r"settings.xml: it can't be read .*mend it") as caught:
        maven.repository()
    assert str(path) in str(caught.value)
    path.unlink()
    path.mkdir()
    with pytest.raises(BadInput, match="it can't be read"):
        maven.repository()


@pytest.mark.parametrize("url", ["repo1.maven.org", "ftp://a/b", "https:///maven2", "http://[a"])
def test_a_repository_is_a_url(home: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    write_settings(home, mirrors(("central", url)))
    with pytest.raises(BadInput, match=r"settings.xml: a repository is a URL"):
        maven.repository()
    monkeypatch.setenv(maven.VARIABLE, url)
    with pytest.raises(BadInput, match=r"^\$DEFAULT_ARTIFACT_REPOSITORY: a repository is a URL"):
        maven.repository()


def test_a_file_comes_as_it_is(server: Repository) -> None:
    server.files["org/a.jar"] = bytes(range(256)) * 1000
    assert maven.download("org/a.jar") == server.files["org/a.jar"]
    assert server.asked == ["GET /org/a.jar"]


def test_what_exists_is_asked_without_fetching_it(server: Repository) -> None:
    server.files["org/a.jar"] = b"a"
    assert maven.exists("org/a.jar")
    assert not maven.exists("org/b.jar")
    assert server.asked == ["HEAD /org/a.jar", "HEAD /org/b.jar"]


def test_what_is_missing_is_one_line_and_one_request(server: Repository) -> None:
    with pytest.raises(BadInput) as caught:
        maven.download("org/a.jar")
    assert str(caught.value) == f"org/a.jar isn't in {server.url}"
    assert server.asked == ["GET /org/a.jar"]


@pytest.mark.parametrize("faults", [[503, 500], [HANG_UP, 502], [CUT_SHORT, CUT_SHORT]])
def test_a_fault_of_the_server_or_the_line_is_tried_again(
    server: Repository, faults: list[int]
) -> None:
    server.files["a.jar"] = b"whole"
    server.faults += faults
    assert maven.download("a.jar") == b"whole"
    assert len(server.asked) == 3


def test_three_tries_are_enough(server: Repository) -> None:
    server.files["a.jar"] = b"a"
    server.faults += [503] * 4
    with pytest.raises(BadInput) as caught:
        maven.download("a.jar")
    assert str(caught.value) == f"{server.url}/a.jar can't be had: HTTP 503 Service Unavailable"
    assert server.faults == [503]


@pytest.mark.parametrize("status", [400, 403])
def test_a_refusal_is_not_tried_again(server: Repository, status: int) -> None:
    server.faults += [status]
    with pytest.raises(BadInput) as caught:
        maven.exists("a.jar")
    assert str(caught.value).startswith(f"{server.url}/a.jar can't be had: HTTP {status} ")
    assert ("credentials" in str(caught.value)) == (status == 403)
    assert len(server.asked) == 1


def test_where_nobody_answers_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as gone:
        pass
    monkeypatch.setenv(maven.VARIABLE, gone.url)
    with pytest.raises(BadInput) as caught:
        maven.download("a.jar")
    assert str(caught.value).startswith(f"{gone.url}/a.jar can't be had: ")
    assert "refused" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_error_without_words_is_named(
    server: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def speechless(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(http.client.HTTPConnection, "connect", speechless)
    with pytest.raises(BadInput, match="can't be had: TimeoutError"):
        maven.exists("a.jar")
    assert server.asked == []


def test_a_folder_can_be_a_repository(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "a.jar").write_bytes(b"a")
    monkeypatch.setenv(maven.VARIABLE, home.as_uri())
    write_settings(home, "<proxies><proxy><host>127.0.0.1</host></proxy></proxies>")
    assert maven.download("a.jar") == b"a"
    assert maven.exists("a.jar")
    assert not maven.exists("b.jar")


# A name that is nowhere: what is asked of it arrives because a proxy takes it.
NOWHERE = "http://repository.invalid/maven2"
THROUGH = [f"GET {NOWHERE}/a.jar"]


@pytest.fixture
def proxy(server: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv(maven.VARIABLE, NOWHERE)
    server.files["maven2/a.jar"] = b"a"
    return server


def proxies(url: str, inside: str = "") -> str:
    port = url.rpartition(":")[2]
    return f"<proxies><proxy><host>127.0.0.1</host><port>{port}</port>{inside}</proxy></proxies>"


def test_the_environments_proxy_is_used(proxy: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy.url)
    assert maven.download("a.jar") == b"a"
    assert proxy.asked == THROUGH


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<active>true</active>",
        "<nonProxyHosts>*.example.org|localhost</nonProxyHosts>",
        "<protocol>http</protocol>",
    ],
)
def test_so_is_one_of_mavens_settings(home: Path, proxy: Repository, inside: str) -> None:
    write_settings(home, proxies(proxy.url, inside))
    assert maven.download("a.jar") == b"a"
    assert proxy.asked == THROUGH


@pytest.mark.parametrize(
    "inside",
    [
        "<active>false</active>",
        "<nonProxyHosts>localhost|*.invalid</nonProxyHosts>",
        "<protocol>https</protocol>",
    ],
)
def test_unless_it_is_not_meant(home: Path, proxy: Repository, inside: str) -> None:
    write_settings(home, proxies(proxy.url, inside))
    with pytest.raises(BadInput, match="can't be had"):
        maven.download("a.jar")
    assert proxy.asked == []


def test_the_environments_comes_before_the_settings(
    home: Path, proxy: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_settings(home, proxies("http://127.0.0.1:9"))
    monkeypatch.setenv("http_proxy", proxy.url)
    assert maven.download("a.jar") == b"a"


def test_a_proxy_for_http_is_one_for_https_too(home: Path) -> None:
    write_settings(home, "<proxies><proxy><host>proxy</host></proxy></proxies>")
    settings = maven._settings()
    assert settings is not None
    assert maven._proxies(settings, "a") == dict.fromkeys(("http", "https"), "http://proxy:8080")
