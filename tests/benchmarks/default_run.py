"""Which random seed the page starts with: of fifty runs with the usual settings, the one with the median gain.

    python -m tests.benchmarks.default_run [--seeds 50] [--pictures drawn]

The gain of a seed is the mean over all rounds of the accuracy by asking minus that by random choice, on the validation
split, so that the test set has no say in it. Prints the mean gain after each tenth round too, and the seeds in order.
"""

import argparse
from dataclasses import replace

import numpy as np

from foxdog.learning.loop import Loop, Round
from foxdog.learning.models import load_model
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import Dataset
from foxdog.pictures.sources import open_pictures


def accuracy(dataset: Dataset, done: Round) -> float:
    """The share of the validation split that a round gets right."""
    return float(np.mean((done.proba[dataset.validation] > 0.5) == dataset.labels[dataset.validation]))


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--pictures", default="drawn")
    options = parser.parse_args()
    dataset = open_pictures(options.pictures)
    model = load_model(Settings.model, dataset)
    gains = []
    for seed in range(options.seeds):
        loop = Loop(dataset, replace(Settings(), seed=seed), model)
        loop.teach()
        while not loop.over:
            loop.step()
        while loop.step_baseline():
            pass
        assert loop.baseline
        pairs = zip(loop.rounds, loop.baseline.rounds, strict=True)
        gains.append([accuracy(dataset, mine) - accuracy(dataset, random) for mine, random in pairs])
        print(f"seed {seed:2}  mean gain {100 * np.mean(gains[-1]):+.1f} points", flush=True)
    table = 100 * np.array(gains)
    for number in range(0, table.shape[1], 10):
        ahead = np.mean(table[:, number] > 0)
        print(f"round {number:3}: mean gain {table[:, number].mean():+.1f} points, ahead in {ahead:.0%} of the seeds")
    means = table.mean(axis=1)
    order = np.argsort(means, kind="stable")
    median = order[(len(order) - 1) // 2]
    print(
        f"mean gain {means.mean():+.2f}, seed of the median gain {median} ({means[median]:+.2f}), "
        f"in order {order.tolist()}"
    )


if __name__ == "__main__":
    main()
