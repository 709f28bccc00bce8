"""What one run keeps in memory over many rounds, and what a second learner adds. For Linux.

    python -m tests.benchmarks.memory [--rounds 100] [--json FILE]

The run is what the page holds: the drawn pictures, a learner and its random baseline, seven questions a round;
then a second run of the same in the same process.
"""

import argparse
import json
import threading
import time
from pathlib import Path

import numpy as np

from foxdog.learning.settings import MODEL_NAMES

FIRST = 20  # rounds before which the slope does not count: libraries are still filling their caches


def resident(kind: str = "VmRSS") -> float:
    """MB of this process that are in memory; "RssAnon" leaves out pages of files."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(f"{kind}:"))
    return int(line.split()[1]) / 1024


class Watch:
    """Watches how much more than now this process holds, pages of files left out."""

    def __init__(self) -> None:
        self._first = self._most = resident("RssAnon")
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            self._most = max(self._most, resident("RssAnon"))
            time.sleep(0.01)

    def most(self) -> float:
        """The most it held beyond what it held at first, in MB."""
        return self._most - self._first


def main() -> None:
    """Run, print every tenth round and the slope."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--model", choices=MODEL_NAMES, default="scratch")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    from foxdog.learning.loop import Loop
    from foxdog.learning.models import load_model
    from foxdog.learning.settings import Settings
    from foxdog.pictures.sources import open_pictures

    dataset = open_pictures("drawn")
    settings = Settings(model=options.model, initial=20, batch=7, budget=20 + 7 * options.rounds)
    model = load_model(options.model, dataset)
    loop = Loop(dataset, settings, model)
    loop.teach()
    sizes = []
    for number in range(1, options.rounds + 1):
        loop.step()
        loop.step_baseline()
        sizes.append(resident())
        if number % 10 == 0:
            print(f"round {number:4}  {sizes[-1]:7.1f} MB", flush=True)
    late = np.arange(FIRST, len(sizes))
    slope = float(np.polyfit(late, np.array(sizes)[FIRST:], 1)[0])
    before = resident()
    second = Loop(dataset, Settings(seed=1), model, paired=False)
    second.teach()
    loop.measure_ceiling()  # the first and the second take turns
    second.step()
    added = resident() - before
    print(f"recipe {model.recipe}: most {max(sizes):.0f} MB, slope {slope:.3f} MB a round from round {FIRST}")
    print(f"a second learner adds {added:.1f} MB")
    if options.json:
        found = {"recipe": model.recipe, "most_mb": max(sizes), "slope_mb_a_round": slope, "second_learner_mb": added}
        options.json.write_text(json.dumps({**found, "rounds_mb": sizes}, indent=1) + "\n")


if __name__ == "__main__":
    main()
