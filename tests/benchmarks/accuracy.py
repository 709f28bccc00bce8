"""Accuracy and calibration of each initial model against the number of labels, over several seeds.

    python -m tests.benchmarks.accuracy [--pictures drawn|PATH] [--model head-start|scratch] [--part validation|test]
        [--seeds 5] [--earlier]

Choose a recipe on the validation split; the test set is for the figures that are published.

Labels are drawn at random from the pool, until both classes are among them. Prints a row a count as it comes: accuracy
in %, negative log-likelihood in nats, expected calibration error in points (ten bins of equal width; Guo et al. 2017).
"""

import argparse
import time
from functools import partial

import numpy as np

from foxdog.learning.estimator import PictureClassifier
from foxdog.learning.models import load_model
from foxdog.learning.settings import MODEL_NAMES
from foxdog.pictures.dataset import Dataset
from foxdog.pictures.sources import open_pictures
from tests.benchmarks.step import build_earlier

COUNTS = (20, 50, 100, 300, None)
BINS = 10


def labelled(dataset: Dataset, count: int | None, seed: int) -> np.ndarray:
    """The indices that are labelled, drawn at random from the pool; all of it without a count."""
    rng = np.random.default_rng([seed, 99])
    while True:
        drawn = rng.permutation(dataset.pool)[:count]
        if len(set(dataset.labels[drawn].tolist())) == 2:
            return drawn


def scores(p: np.ndarray, labels: np.ndarray) -> tuple[float, float, float]:
    """Accuracy in %, negative log-likelihood in nats, and expected calibration error in points.

    Args:
        p: float (n,), P(label = 1).
        labels: int (n,).
    """
    right, sure = (p > 0.5) == labels, np.maximum(p, 1 - p)
    loss = -np.log(np.clip(np.where(labels == 1, p, 1 - p), 1e-7, 1))
    bins = np.minimum(((sure - 0.5) * 2 * BINS).astype(int), BINS - 1)
    gaps = [np.mean(bins == one) * abs(sure[bins == one].mean() - right[bins == one].mean()) for one in set(bins)]
    return 100 * float(right.mean()), float(loss.mean()), 100 * float(sum(gaps))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", default="drawn")
    parser.add_argument("--model", choices=MODEL_NAMES, default=MODEL_NAMES[0])
    parser.add_argument("--part", choices=("validation", "test"), default="validation")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--earlier", action="store_true", help="from scratch, the net this project began with")
    options = parser.parse_args()
    dataset = open_pictures(options.pictures)
    unseen = dataset.test if options.part == "test" else dataset.validation
    model = load_model("scratch" if options.earlier else options.model, dataset)
    make = partial(PictureClassifier, build_earlier) if options.earlier else None
    recipe = "the earlier net" if options.earlier else model.recipe
    print(f"{dataset.name}, {recipe}, {len(unseen)} {options.part} pictures, {options.seeds} seeds")
    for count in COUNTS:
        found, seconds = [], []
        for seed in range(options.seeds):
            chosen = labelled(dataset, count, seed)
            started = time.perf_counter()
            estimator = make(random_state=seed) if make else model.make_estimator(seed)
            estimator.fit(model.inputs[chosen], dataset.labels[chosen])
            seconds.append(time.perf_counter() - started)
            found.append(scores(estimator.predict_proba(model.inputs[unseen])[:, 1], dataset.labels[unseen]))
        accuracy, loss, gap = np.mean(found, axis=0)
        each = " ".join(f"{one[0]:.1f}" for one in found)
        figures = f"{accuracy:.1f} %  NLL {loss:.3f}  ECE {gap:.1f}  fit {np.median(seconds):.3f} s  each {each}"
        print(f"{count or len(dataset.pool):5}  {figures}", flush=True)


if __name__ == "__main__":
    main()
