"""Other rooms use `from foxdog import evidence` and the names that it exports."""

import re
from pathlib import Path

import pytest

from foxdog import evidence

FOXDOG = Path(evidence.__file__).parent.parent
OUTSIDE = [path for path in FOXDOG.rglob("*.py") if FOXDOG / "evidence" not in path.parents]


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: str(path.relative_to(FOXDOG)))
def test_no_other_room_reaches_into_its_modules(path):
    assert not re.search(r"(from|import) foxdog\.evidence\.", path.read_text())


def test_nothing_is_exported_that_nobody_uses():
    used = "\n".join(path.read_text() for path in OUTSIDE)
    assert [name for name in evidence.__all__ if not re.search(rf"\b{name}\b", used)] == []
