"""What a program prints on one core and on two."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def printed_on_one_core_and_two(code: str) -> tuple[bytes, bytes]:
    """What the code prints in a process of one core, and in one of two."""
    one, two = (
        subprocess.run(
            [sys.executable, "-c", f"import os; os.sched_setaffinity(0, {cores})\n{code}"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for cores in ({0}, {0, 1})
    )
    return one, two
