from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis import report
from tests.analysis.made import Made
from tests.analysis.synthetic import write_run

HEADING = "What explains these figures"


class Words(HTMLParser):
    """The words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words = ""
        self.feed(text)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words += data


def written(path: Path, setting: str) -> tuple[str, str]:
    """The page's words and the Markdown of a run whose batches take some 120 ms."""
    made = Made(rate=200, duration="14s", setting=setting)
    report.write(write_run(path / "run", made))
    page = (path / "run" / "report.html").read_text(encoding="utf-8")
    return Words(page).words, (path / "run" / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("setting", "noted"), [("50ms", True), ("500ms", False)])
def test_notes_have_a_section_of_their_own(tmp_path: Path, setting: str, *, noted: bool) -> None:
    for text in written(tmp_path, setting):
        assert (HEADING in text) is noted
        assert ("Interval too short" in text) is noted
        assert ("triggers come late" in text) is noted
        # They speak against nothing: the run stays valid, and its findings stay empty.
        assert "Nothing was found that speaks against these figures." in text
        assert "The run is valid" in text
