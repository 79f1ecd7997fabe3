"""Maven's repository: where this machine takes jars from, and taking them.

Credentials that Maven's settings hold for a mirror or a proxy (`<server>`) aren't used.
"""

import os
import re
import time
import urllib.request
from fnmatch import fnmatchcase
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from loadgen.errors import BadInput

VARIABLE = "DEFAULT_ARTIFACT_REPOSITORY"
"""The environment's name for a repository, which Spark honours itself."""

_CENTRAL = "https://repo1.maven.org/maven2"
_SCHEMES = ("file", "http", "https")

_TIMEOUT_S = 15.0  # without a byte
_PAUSES_S = (0.0, 0.5, 2.0)  # before each try
_MISSING = (404, 410)
_REFUSED = (401, 403, 407)
_ITS_OWN_FAULT = range(500, 600)

_ANY_PORT = "8080"  # Maven's own, of a proxy whose port isn't named


def repository() -> str:
    """The repository's URL, without a slash at its end.

    It is the environment's, else a mirror of Maven Central in `~/.m2/settings.xml`, else Central.

    Raises:
        BadInput: if one is named that is no URL, or the settings can't be read: who has settings
            may not be meant to go to Central.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return _checked(named, f"${VARIABLE}")
    settings = _settings()
    mirror = None if settings is None else _mirror(settings)
    return _CENTRAL if mirror is None else _checked(mirror, str(_settings_file()))


def download(path: str) -> bytes:
    """A file of the repository.

    Args:
        path: where it is in the repository, such as `org/apache/kafka/…/kafka_2.13-4.3.1.jar`.

    Raises:
        BadInput: if it can't be had, with the URL and the reason.
    """
    return _ask("GET", path)


def exists(path: str) -> bool:
    """Whether the repository has a file.

    Raises:
        BadInput: if the repository doesn't answer.
    """
    try:
        _ask("HEAD", path)
    except _Missing:
        return False
    return True


class _Missing(BadInput):
    """The repository answers, and doesn't have it."""


def _ask(method: str, path: str) -> bytes:
    home = repository()
    url = f"{home}/{path}"
    opener = _opener(url)
    request = urllib.request.Request(  # noqa: S310 - `_checked` has seen to its scheme
        url, method=method, headers={"User-Agent": "streamgauge"}
    )
    for pause_s in _PAUSES_S:
        time.sleep(pause_s)
        try:
            with opener.open(request, timeout=_TIMEOUT_S) as answer:
                return bytes(answer.read())
        except HTTPError as error:
            error.close()
            if error.code in _MISSING:
                raise _Missing(f"{path} isn't in {home}") from None
            reason, again = f"HTTP {error.code} {error.reason}", error.code in _ITS_OWN_FAULT
            if error.code in _REFUSED:
                reason += " (credentials in Maven's settings aren't used)"
        except (OSError, HTTPException) as error:
            cause = error.reason if isinstance(error, URLError) else error
            if isinstance(cause, FileNotFoundError):
                raise _Missing(f"{path} isn't in {home}") from None
            reason, again = str(cause) or type(cause).__name__, True
        if not again:
            break
    raise BadInput(f"{url} can't be had: {' '.join(reason.split())}")


def _opener(url: str) -> urllib.request.OpenerDirector:
    """One that goes by the environment's proxies, as urllib does, else by the settings'."""
    parts = urlsplit(url)
    settings = None if parts.scheme in urllib.request.getproxies() else _settings()
    if settings is None:
        return urllib.request.build_opener()
    proxies = _proxies(settings, parts.hostname or "")
    return urllib.request.build_opener(urllib.request.ProxyHandler(proxies))


def _checked(url: str, origin: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme == "file" or (parts.scheme in _SCHEMES and bool(parts.hostname))
    except ValueError:
        usable = False
    if not usable:
        raise BadInput(f"{origin}: a repository is a URL ({', '.join(_SCHEMES)}), not {url!r}")
    return url.rstrip("/")


def _settings_file() -> Path:
    return Path.home() / ".m2" / "settings.xml"


def _settings() -> ET.Element | None:
    path = _settings_file()
    try:
        return ET.fromstring(path.read_bytes())  # noqa: S314 - the user's own file
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ET.ParseError) as error:
        raise BadInput(
            f"{path}: it can't be read ({error}), and may name a mirror or a proxy: mend it, or "
            "move it away"
        ) from None


def _mirror(settings: ET.Element) -> str | None:
    """The URL of Central's mirror, by Maven's rule: its own before one of many."""
    mirrors = [
        (_word(mirror, "mirrorOf"), _word(mirror, "url"))
        for mirror in settings.iterfind("{*}mirrors/{*}mirror")
    ]
    mirrors.sort(key=lambda mirror: mirror[0] != "central")
    return next((url for names, url in mirrors if _mirrors_central(names)), None)


def _mirrors_central(names: str) -> bool:
    words = {name.strip() for name in names.split(",")}
    return "!central" not in words and bool(words & {"central", "*", "external:*"})


def _proxies(settings: ET.Element, host: str) -> dict[str, str]:
    """The settings' active proxies on the way to a host: URL by scheme."""
    found: dict[str, str] = {}
    for one in settings.iterfind("{*}proxies/{*}proxy"):
        bypassed = re.split(r"[|,\s]+", _word(one, "nonProxyHosts"))
        beside = any(fnmatchcase(host, pattern) for pattern in bypassed)
        if _word(one, "active", "true") == "true" and not beside:
            address = f"{_word(one, 'host')}:{_word(one, 'port', _ANY_PORT)}"
            found.setdefault(_word(one, "protocol", "http"), f"http://{address}")
    if "http" in found:
        found.setdefault("https", found["http"])  # as Maven does
    return found


def _word(element: ET.Element, name: str, default: str = "") -> str:
    return (element.findtext(f"{{*}}{name}") or default).strip()
