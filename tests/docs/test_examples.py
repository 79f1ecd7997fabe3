"""The example notebooks do what they say, on a campaign made up for it."""

import json
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from nbclient import NotebookClient

from tests.analysis.synthetic import Made, write_campaign

ROOT = Path(__file__).parent.parent.parent
NOTEBOOKS = sorted((ROOT / "docs" / "examples").glob("*.ipynb"))
ENOUGH_S = 300


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign that the notebooks are told of; what Jupyter writes stays in `tmp_path`."""
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name.lower()))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    path = write_campaign(tmp_path / "made-up", base=Made(rate=200.0, warmup="1s", duration="6s"))
    monkeypatch.setenv("STREAMGAUGE_CAMPAIGN", str(path))
    return path


def ids(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_a_notebook_runs_from_beginning_to_end(campaign: Path, path: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(
        notebook, timeout=ENOUGH_S, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    shown = json.dumps(outputs)
    names = json.loads((campaign / "campaign.json").read_text())["cells"]
    assert all(name in shown for name in names)
    assert shown.count("image/png") == 3
    assert set(psutil.Process().children(recursive=True)) <= before


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_a_notebook_is_kept_without_its_outputs(path: Path) -> None:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == ["read-a-campaign.ipynb"]
