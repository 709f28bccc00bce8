"""Two thousand malformed files, and some bombs: see `fuzzing`, which reads them in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
MOST_MEMORY = 1_000_000_000  # bytes
LARGE = 20_000


def run(folder, what, count, seed=0):
    """What came out; the folder is the process's working folder, its home, and its folder for temporary files."""
    before = everything(folder)
    work = folder / "deep" / "work"
    work.mkdir(parents=True)
    environment = {
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
        "HOME": str(work),
        "TMPDIR": str(work),
        "PATH": os.environ["PATH"],
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", HERE / "fuzzing.py", what, str(count), str(seed)],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert everything(folder) == before | {"deep", "deep/work"}  # nothing was written, inside or outside
    result = json.loads(done.stdout.splitlines()[-1])
    print(what, result)  # for `pytest -s`
    return result


def everything(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize(("what", "count"), [("pictures", 1500), ("zips", 250), ("tars", 250), ("files", 250)])
def test_malformed_files_are_read_or_refused_and_nothing_else(tmp_path, what, count):
    result = run(tmp_path, what, count)
    outcomes = result["outcomes"]
    assert sum(outcomes.values()) == count
    read = sum(outcomes.get(key, 0) for key in ("picture", "dataset", "dataset with rejects"))
    assert count * 0.03 < read < count * 0.7  # the faults are neither all fatal nor all harmless
    assert result["memory"] < MOST_MEMORY


@pytest.mark.slow
@pytest.mark.parametrize(("what", "count"), [("pictures", 2000), ("zips", 500), ("tars", 2000), ("files", 500)])
def test_other_malformed_files_too(tmp_path, what, count):
    assert run(tmp_path, what, count, seed=1)["memory"] < MOST_MEMORY


@pytest.mark.slow
def test_bombs_are_refused_in_little_memory(tmp_path):
    result = run(tmp_path, "bombs", 0)
    assert sum(result["outcomes"].values()) == 35
    assert result["memory"] < MOST_MEMORY


@pytest.mark.slow
def test_twenty_thousand_pictures_are_prepared_in_little_memory(tmp_path):
    result = run(tmp_path, "large", LARGE)
    assert f"{LARGE} pictures" in result["outcomes"]
    assert result["memory"] < 700_000_000
