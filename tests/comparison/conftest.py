"""A small comparison of the tiny pictures, which the tiny classifier learns."""

import pytest
from making_comparisons import SEEDS, SETTINGS, STRATEGIES, fill

from foxdog.comparison import plan
from foxdog.pictures import dataset_file


@pytest.fixture
def source(tiny, tmp_path, monkeypatch):
    """The tiny pictures as a file; comparisons learn them by the tiny classifier."""
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load")
    dataset_file.save(tiny, tmp_path / "tiny.arrow")
    return str(tmp_path / "tiny.arrow")


@pytest.fixture
def tasks(tiny, source):
    """What there is to compute."""
    return plan.plan_tasks(source, tiny, SETTINGS, STRATEGIES, SEEDS)


@pytest.fixture
def reference(tiny, tasks, tmp_path):
    """The files that come of it, in the folder `reference`."""
    return fill(tmp_path / "reference", tiny, tasks)
