"""The benchmarks are run by hand; here only that they can be started."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NAMES = [path.stem for path in (ROOT / "tests" / "benchmarks").glob("[a-z]*.py")]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_says_what_it_measures(name):
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("usage: ")
