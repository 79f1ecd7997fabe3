"""What asv does that the suite has to live with: if one of these fails, the guard can go."""

from pathlib import Path

from asv.commands.compare import _is_result_better

from tests.benchmarks.tracked.discovery import discovered

INHERITED = """
class Base:
    def setup_cache(self): return 1
    def track_it(self, cache): return cache

class Derived(Base):
    pass
"""


def test_it_takes_less_for_better_whatever_the_unit() -> None:
    assert _is_result_better(1.0, 2.0, None, None, 1.1)
    assert not _is_result_better(2.0, 1.0, None, None, 1.1)


def test_a_class_that_inherits_a_setup_cache_shares_its_base_s_result(tmp_path: Path) -> None:
    suite = tmp_path / "suite"
    suite.mkdir()
    (suite / "__init__.py").touch()
    (suite / "bench_it.py").write_text(INHERITED)
    found = discovered(suite)
    assert {one["name"] for one in found} == {"bench_it.Base.track_it", "bench_it.Derived.track_it"}
    assert len({one["setup_cache_key"] for one in found}) == 1
