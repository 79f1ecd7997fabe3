import stat
import subprocess
from pathlib import Path

import pytest

from benchmarks.spark import java
from benchmarks.spark.java import Java, find_java
from loadgen.errors import BadInput


def fake_java(home: Path, said: str) -> Path:
    binary = home / "bin" / "java"
    binary.parent.mkdir(parents=True)
    binary.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    binary.chmod(0o755)
    return binary


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine with no Java at all."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(java, "_packaged", lambda: None)
    return monkeypatch


def test_java_home_comes_first(tmp_path: Path, bare: pytest.MonkeyPatch) -> None:
    binary = fake_java(tmp_path, 'openjdk version "21.0.1" 2023-10-17')
    bare.setenv("JAVA_HOME", str(tmp_path))
    assert find_java() == Java(binary, 21)


def test_one_that_is_too_old_gives_way(tmp_path: Path, bare: pytest.MonkeyPatch) -> None:
    fake_java(tmp_path / "old", 'java version "1.8.0_361"')
    new = fake_java(tmp_path / "new", 'openjdk version "17.0.2"')
    bare.setenv("JAVA_HOME", str(tmp_path / "old"))
    bare.setattr("shutil.which", lambda _name: str(new))
    assert find_java() == Java(new, 17)


def test_the_package_index_has_the_last_word(tmp_path: Path, bare: pytest.MonkeyPatch) -> None:
    packaged = Java(tmp_path / "java", 17, packaged=True)
    bare.setattr(java, "_packaged", lambda: packaged)
    bare.setenv("JAVA_HOME", str(tmp_path / "missing"))
    assert find_java() == packaged


@pytest.mark.parametrize(
    ("said", "found"),
    [('version "11.0.2"', "JAVA_HOME has Java 11"), ("nonsense", "JAVA_HOME has no Java")],
)
def test_none_at_all_is_one_clear_line(
    tmp_path: Path, bare: pytest.MonkeyPatch, said: str, found: str
) -> None:
    fake_java(tmp_path, said)
    bare.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(BadInput) as caught:
        find_java()
    assert found in str(caught.value)
    assert "Java 17 or newer" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_machines_own_java_is_used_as_it_is(tmp_path: Path) -> None:
    binary = fake_java(tmp_path / "home", 'version "17"')
    assert Java(binary, 17).home(tmp_path / "scratch") == tmp_path / "home"
    assert not (tmp_path / "scratch").exists()


def test_the_launcher_drops_the_module_that_is_missing_and_nothing_else(tmp_path: Path) -> None:
    echo = tmp_path / "a place" / "java"
    echo.parent.mkdir()
    echo.write_text('#!/bin/sh\nfor word do echo "<$word>"; done\n')
    echo.chmod(0o755)
    home = Java(echo, 17, packaged=True).home(tmp_path / "scratch")
    launcher = home / "bin" / "java"
    assert launcher.stat().st_mode & stat.S_IXUSR
    words = ["-Xmx1g", "--add-modules=jdk.incubator.vector", "a b", "", "*", "--add-modules=other"]
    said = subprocess.run([launcher, *words], capture_output=True, text=True, check=True).stdout
    assert said == "<-Xmx1g>\n<a b>\n<>\n<*>\n<--add-modules=other>\n"
