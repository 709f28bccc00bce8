"""How long a comparison of many rounds takes with a head start, and how long it is until the first question.

    python -m tests.benchmarks.sweep [--pictures drawn|photos] [--seeds 20] [--budget 300] [--jobs 2]

1. `comparison`: `python -m foxdog compare` of uncertainty and random, one question a round, as a process of its own.
2. `first question`: a new process that imports Keras, opens the pictures, loads the model and teaches round 0; and one
   that imports Keras and nothing else. They take turns, and medians are compared.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

IMPORT = "import foxdog.learning, keras"
FIRST = """
from foxdog.learning.loop import Loop
from foxdog.learning.models import load_model
from foxdog.learning.settings import Settings
from foxdog.pictures.sources import open_pictures
dataset = open_pictures({pictures!r})
loop = Loop(dataset, Settings(), load_model("head-start", dataset))
loop.teach()
assert loop.query
"""
TURNS = 5
PAUSE = 1.0  # s


def seconds(command: list[str]) -> float:
    """How long the command takes."""
    start = time.perf_counter()
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def report_first_question(pictures: str) -> None:
    """Print how long a process takes to its first question, and how long Keras' import alone."""
    codes = {"import Keras": IMPORT, "first question": IMPORT + FIRST.format(pictures=pictures)}
    taken: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(TURNS):
        for name, code in codes.items():
            time.sleep(PAUSE)
            taken[name].append(seconds([sys.executable, "-c", code]))
    alone, first = (statistics.median(taken[name]) for name in codes)
    print(
        f"{pictures}: first question after {first:.1f} s, Keras' import alone {alone:.1f} s, ratio {first / alone:.2f}"
    )


def report_comparison(pictures: str, seeds: int, budget: int, jobs: int) -> None:
    """Print how long the comparison takes, and what that is a round."""
    with tempfile.TemporaryDirectory() as folder:
        words = (
            f"--pictures {pictures} --strategies uncertainty --seeds {seeds} --budget {budget} --jobs {jobs}".split()
        )
        taken = seconds([sys.executable, "-m", "foxdog", "compare", *words, "--out", f"{folder}/sweep"])
    rounds = 2 * seeds * (budget - 20 + 1)
    print(
        f"{pictures}: {seeds} seeds x 2 strategies x {budget - 19} rounds in {taken:.0f} s by {jobs} processes, "
        f"{1000 * taken * jobs / rounds:.1f} ms a round and process, everything included"
    )


def main() -> None:
    """Read the options and print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", default="drawn")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--budget", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    report_first_question(options.pictures)
    report_comparison(options.pictures, options.seeds, options.budget, options.jobs)


if __name__ == "__main__":
    main()
