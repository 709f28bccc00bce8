"""The assignment as a notebook: it runs from top to bottom, and shows what the project computes today."""

import os
import time
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "assets" / "fox_or_dog.ipynb"
LONGEST = 180  # s, on two cores
LARGEST = 2_000_000  # bytes, with its pictures


def read():
    return nbformat.read(NOTEBOOK, as_version=4)


def said(cell):
    """The text of a code cell's outputs, pictures left out."""
    texts = [one.get("text") or one.get("data", {}).get("text/markdown", "") for one in cell.get("outputs", [])]
    return "\n".join(texts)


def insights(notebook):
    """What the cell says that reads the shipped results."""
    (cell,) = [cell for cell in notebook.cells if "CLAIMS" in cell.source]
    return said(cell)


def test_it_is_saved_as_it_ran_and_small_enough_to_be_read_anywhere():
    notebook = read()
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [
        one for cell in cells for one in cell.outputs if one.output_type == "error" or one.get("name") == "stderr"
    ]
    pictures = [one for cell in cells for one in cell.outputs if "image/png" in one.get("data", {})]
    assert len(pictures) == 3  # the contact sheet of the drawn pictures, and two figures: no photo
    assert NOTEBOOK.stat().st_size < LARGEST


def test_its_insights_are_those_of_the_shipped_results():
    """Run it again, as CONTRIBUTING.md says, when the results have changed."""
    from foxdog import evidence
    from foxdog.comparison.outcomes import read_outcome
    from foxdog.comparison.result import finished_folders, home, main_result, read_result

    results = [read_result(folder) for folder in finished_folders(home())]
    stored = insights(read())
    for pictures in ("drawn", "photos"):
        on_these = [one for one in results if one.curves.pictures == pictures]
        main = main_result(on_these)
        for claim in evidence.CLAIMS:
            headline = claim.headline(main.curves, [one.curves for one in main.comparable(on_these)])
            assert headline.text in stored, f"{pictures}: {claim.question}"
        assert read_outcome(home(), f"{pictures}-again-late").headline in stored


@pytest.mark.slow
def test_it_runs_from_top_to_bottom(monkeypatch):
    nbclient = pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    stored, notebook, began = read(), read(), time.monotonic()
    nbclient.NotebookClient(notebook, timeout=LONGEST, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    assert insights(notebook) == insights(stored)
    assert time.monotonic() - began < 2 * LONGEST  # a machine with other work to do
