import pytest

from benchmarks.setting import Setting
from loadgen.errors import BadInput


@pytest.mark.parametrize(
    ("text", "kind", "interval_ns"),
    [
        ("default", "default", None),
        ("none", "none", None),
        ("available-now", "available-now", None),
        ("500ms", "interval", 500_000_000),
        ("1s", "interval", 1_000_000_000),
        ("continuous:1s", "continuous", 1_000_000_000),
        ("real-time:5s", "real-time", 5_000_000_000),
    ],
)
def test_reads_every_kind(text: str, kind: str, interval_ns: int | None) -> None:
    setting = Setting.parse(text)
    assert (setting.kind, setting.interval_ns, setting.text) == (kind, interval_ns, text)


@pytest.mark.parametrize("text", ["", "often", "1", "1x", "sometimes:1s", "continuous:often"])
def test_says_what_it_takes(text: str) -> None:
    with pytest.raises(BadInput, match=r"^--setting: .* it takes default, an interval"):
        Setting.parse(text)


@pytest.mark.parametrize("text", ["0s", "0ms", "500us", "1.5ms", "continuous:0s"])
def test_takes_whole_milliseconds_only(text: str) -> None:
    with pytest.raises(BadInput, match="no interval that Spark takes"):
        Setting.parse(text)


def test_tells_its_interval_in_ms() -> None:
    assert Setting.parse("1.5s").interval_ms == 1500
    with pytest.raises(ValueError, match="default has no interval"):
        _ = Setting.parse("default").interval_ms
