from typing import Any

from analysis.report import settings
from tests.analysis.drawn import cells_of, summary_of


def setting(key: str, value: str = "1", default: object = "200") -> dict[str, Any]:
    return {"key": key, "value": value, "default": default, "why": "it is so"}


def cell(name: str, *keys: str) -> dict[str, Any]:
    return summary_of(name) | {"settings": [setting(key) for key in keys]}


def titles(*summaries: dict[str, Any]) -> list[tuple[str, list[str]]]:
    groups = settings.grouped(cells_of(*summaries))
    return [(group.title, [entry.key for entry in group.settings]) for group in groups]


def test_what_all_share_is_told_once_and_what_some_have_is_told_of_them() -> None:
    assert titles(
        cell("structured-socket-1s", "ui", "shuffle"),
        cell("structured-files-1s", "ui", "shuffle"),
        cell("dstreams-socket-1s", "ui", "block", "socket"),
        cell("dstreams-files-1s", "ui", "block"),
        cell("floor-socket"),
    ) == [
        ("Every cell that runs Spark", ["ui"]),
        ("All DStreams cells", ["block"]),
        ("All Structured cells", ["shuffle"]),
        ("All DStreams cells, socket", ["socket"]),
    ]


def test_the_cells_of_a_source_and_any_others_are_named() -> None:
    assert titles(
        cell("structured-socket-1s", "a"),
        cell("dstreams-socket-1s", "a"),
        cell("dstreams-files-1s", "b"),
        cell("dstreams-files-2s", "c"),
        cell("structured-files-2s", "c"),
    ) == [
        ("dstreams-files-2s and structured-files-2s", ["c"]),
        ("All socket cells", ["a"]),
        ("dstreams-files-1s", ["b"]),
    ]


def test_other_values_of_a_key_are_other_settings() -> None:
    one = summary_of("structured-socket-1s") | {"settings": [setting("k", "1")]}
    other = summary_of("structured-socket-2s") | {"settings": [setting("k", "2", None)]}
    groups = settings.grouped(cells_of(one, other))
    assert [(g.settings[0].value, g.settings[0].default) for g in groups] == [
        ("1", "200"),
        ("2", "not set"),
    ]


def test_no_settings_are_no_groups() -> None:
    assert settings.grouped(cells_of(summary_of())) == []


def test_the_environment_tells_all_values_where_runs_differ() -> None:
    runs: list[dict[str, Any]] = [
        {"environment": {"spark": "4.3.0", "java": "17", "disk_kind": "nvme", "cores": 2}},
        {"environment": {"spark": "3.5.9", "java": "17", "cores": 2}},
        {"environment": {"spark": None, "python": "3.11"}},
        {"environment": None},
    ]
    assert settings.environment(runs) == [
        ("Spark", "4.3.0, 3.5.9"),
        ("Java", "17"),
        ("Python", "3.11"),
        ("Cores", "2"),
        ("Disk kind", "nvme"),
    ]
