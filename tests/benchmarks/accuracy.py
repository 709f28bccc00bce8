"""The net's accuracy against the number of labels, over several seeds.

    python -m tests.benchmarks.accuracy [--pictures drawn|PATH] [--part validation|test] [--seeds 5] [--earlier]

Choose a recipe on the validation split; the test set is for the figures that are published.

Labels are drawn at random from the pool. Prints a row a count as it comes.
"""

import argparse
import time

import numpy as np

from foxdog.learning.cnn import RECIPE, build_cnn
from foxdog.learning.estimator import PictureClassifier
from foxdog.pictures.dataset import Dataset
from foxdog.pictures.sources import open_pictures
from tests.benchmarks.step import build_earlier

COUNTS = (20, 50, 100, 300, None)


def labelled(dataset: Dataset, count: int | None, seed: int) -> np.ndarray:
    """The indices that are labelled, drawn at random from the pool; all of it without a count."""
    return np.random.default_rng([seed, 99]).permutation(dataset.pool)[:count]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", default="drawn")
    parser.add_argument("--part", choices=("validation", "test"), default="validation")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--earlier", action="store_true", help="the net this project began with, all else the same")
    options = parser.parse_args()
    dataset = open_pictures(options.pictures)
    unseen = dataset.test if options.part == "test" else dataset.validation
    build = build_earlier if options.earlier else build_cnn
    recipe = "the earlier net" if options.earlier else RECIPE
    print(f"{dataset.name}, {recipe}, {len(unseen)} {options.part} pictures, {options.seeds} seeds")
    for count in COUNTS:
        accuracies, seconds = [], []
        for seed in range(options.seeds):
            chosen = labelled(dataset, count, seed)
            started = time.perf_counter()
            estimator = PictureClassifier(build, random_state=seed).fit(
                dataset.pictures[chosen], dataset.labels[chosen]
            )
            seconds.append(time.perf_counter() - started)
            accuracies.append(estimator.score(dataset.pictures[unseen], dataset.labels[unseen]))
        each = " ".join(f"{accuracy:.3f}" for accuracy in accuracies)
        figures = f"mean {np.mean(accuracies):.3f}  each {each}  fit {np.median(seconds):.2f} s"
        print(f"{count or len(dataset.pool):5}  {figures}", flush=True)


if __name__ == "__main__":
    main()
