"""How far colour alone, or shape alone, gives the class away.

    python -m tests.benchmarks.shortcuts [--pictures drawn|PATH] [--seeds 5]

Everything learns from the whole pool and is scored on the test set. Prints a row a measure as it comes.
"""

import argparse

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from foxdog.learning.estimator import make_estimator
from foxdog.pictures.sources import open_pictures

LEVELS = 4  # a channel, so 64 colours


def histograms(pictures: np.ndarray) -> np.ndarray:
    """The share of each of 64 colours in each picture."""
    steps = pictures // (256 // LEVELS)
    colours = (steps @ np.array([LEVELS**2, LEVELS, 1])).reshape(len(pictures), -1)
    return np.stack([np.bincount(row, minlength=LEVELS**3) for row in colours]) / colours.shape[1]


def grey(pictures: np.ndarray) -> np.ndarray:
    """The pictures without colour: luma (Rec. 601), three times."""
    luma = pictures @ np.array([0.299, 0.587, 0.114])
    return np.repeat(luma.round().astype(np.uint8)[..., None], 3, axis=-1)


def one_colour(shares: np.ndarray, labels: np.ndarray, pool: np.ndarray) -> np.ndarray:
    """Each picture's label by the single colour and threshold that tell the pool's classes apart best."""
    best, guess = 0.0, np.zeros(len(labels), int)
    for share in shares.T:
        for threshold in np.unique(np.quantile(share[pool], np.linspace(0.05, 0.95, 19))):
            more = (share > threshold).astype(int)
            for candidate in (more, 1 - more):
                accuracy = (candidate[pool] == labels[pool]).mean()
                if accuracy > best:
                    best, guess = accuracy, candidate
    return guess


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", default="drawn")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    dataset = open_pictures(options.pictures)
    labels, pool, test = dataset.labels, dataset.pool, dataset.test

    def report(name: str, features: np.ndarray, make, seeds: int) -> None:
        scores = []
        for seed in range(seeds):
            model = make(seed).fit(features[pool], labels[pool])
            scores.append(model.score(features[test], labels[test]))
        each = " ".join(f"{score:.3f}" for score in scores)
        print(f"{name:40}  mean {np.mean(scores):.3f}  each {each}", flush=True)

    def linear(seed: int):
        return make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000))

    def forest(seed: int):
        return RandomForestClassifier(300, random_state=seed)

    print(f"{dataset.name}, pool {len(pool)}, test {len(test)}")
    mean, shares = dataset.pictures.mean(axis=(1, 2)), histograms(dataset.pictures)
    report("mean colour, logistic regression", mean, linear, 1)
    report("mean colour, random forest", mean, forest, options.seeds)
    guess = one_colour(shares, labels, pool)
    print(f"{'amount of one colour of 64':40}  mean {(guess[test] == labels[test]).mean():.3f}", flush=True)
    report("histogram of 64, logistic regression", shares, linear, 1)
    report("histogram of 64, random forest", shares, forest, options.seeds)
    report("grey pictures, the net", grey(dataset.pictures), make_estimator, options.seeds)
    report("colour pictures, the net", dataset.pictures, make_estimator, options.seeds)


if __name__ == "__main__":
    main()
