"""The table of traps in docs/method.md names tests, and every test of a trap is in it."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "method.md"
HEADING = "## Traps, and how we step around them"


def rows() -> list[str]:
    """The rows of the table, without its heading."""
    _, _, section = PAGE.read_text(encoding="utf-8").partition(HEADING)
    section, _, _ = section.partition("\n## ")
    return [line for line in section.splitlines() if line.startswith("| ")][1:]


def test_every_trap_names_a_test_that_is_there() -> None:
    assert len(rows()) > 10
    for row in rows():
        (named,) = re.findall(r"\]\((\.\./tests/traps/test_\w+\.py)\)", row)
        text = (PAGE.parent / named).read_text(encoding="utf-8")
        assert re.search(r"^def test_", text, re.MULTILINE), named


def test_every_test_of_a_trap_is_named() -> None:
    table = "\n".join(rows())
    tests = sorted((ROOT / "tests" / "traps").glob("test_*.py"))
    assert tests
    assert all(f"(../tests/traps/{test.name})" in table for test in tests)
