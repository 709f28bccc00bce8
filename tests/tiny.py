"""A tiny data set and initial models that learn it at once.

Other processes import this module by its name: "tiny:load".
"""

import io
import os
import signal
import threading
import time

import numpy as np
from PIL import Image
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import Ridge

from foxdog.learning.models import Model
from foxdog.pictures.dataset import SIDE, Dataset, Origin, Record, assemble
from foxdog.progress import Progress, silent

BLOCK = 8  # px: the tiny classifier sees blocks of this side


def brightness_pictures(per_class: int) -> Dataset:
    """A data set of two classes told apart, not quite, by brightness; each picture is a group of its own."""
    rng = np.random.default_rng(0)
    labels = np.arange(2 * per_class) % 2
    brightness = 110 + 36 * labels + rng.normal(0, 18, len(labels))
    noise = rng.normal(0, 25, (len(labels), SIDE, SIDE, 3))
    pictures = np.clip(brightness[:, None, None, None] + noise, 0, 255).astype(np.uint8)
    names = [f"{number:03d}" for number in range(len(labels))]
    origin = Origin("", 0, SIDE, SIDE)
    known = zip(names, labels.tolist(), pictures, strict=True)
    records = [Record(name, label, picture, origin) for name, label, picture in known]
    return assemble("tiny", ("dog", "fox"), records, [_png(picture) for picture in pictures])


def _png(picture: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


class TinyClassifier(ClassifierMixin, BaseEstimator):
    """Least squares on the mean brightness of some blocks, chosen by the random state; one class alone will do."""

    classes_ = np.array([0, 1])

    def __init__(self, random_state: int = 0) -> None:
        self.random_state = random_state

    def fit(self, X, y):  # noqa: N803 - scikit-learn's names
        blocks = (SIDE // BLOCK) ** 2
        self.seen_ = np.random.default_rng(self.random_state).permutation(blocks)[: blocks // 3]
        self.ridge_ = Ridge(alpha=0.1).fit(self.features(X), y)
        return self

    def predict_proba(self, X):  # noqa: N803
        p = np.clip(self.ridge_.predict(self.features(X)), 0.01, 0.99)
        return np.column_stack([1 - p, p])

    def sampled_proba(self, X, passes, seed):  # noqa: N803
        kept = np.random.default_rng(seed).random((passes, len(self.seen_))) > 0.3
        logits = (kept * self.ridge_.coef_ / 0.7) @ self.features(X).T + self.ridge_.intercept_
        return np.clip(logits, 0.01, 0.99)

    def predict(self, X):  # noqa: N803
        return (self.predict_proba(X)[:, 1] > 0.5).astype(int)

    def features(self, X):  # noqa: N803
        side = SIDE // BLOCK
        blocks = X.reshape(len(X), side, BLOCK, side, BLOCK, 3).mean(axis=(2, 4, 5)) / 255
        return blocks.reshape(len(X), -1)[:, self.seen_]


def three_means(dataset: Dataset) -> np.ndarray:
    """The mean brightness of three parts of each picture: float (n, 3)."""
    parts = np.array_split(dataset.pictures.reshape(len(dataset), -1), 3, axis=1)
    return np.column_stack([part.mean(axis=1) / 255 for part in parts])


class LeastSquares:
    """Least squares on a few features; a fit takes microseconds."""

    classes_ = np.array([0, 1])

    def __init__(self, random_state: int = 0) -> None:
        self.weights = np.zeros(0)

    def fit(self, X, y):  # noqa: N803
        X = np.column_stack([X, np.ones(len(X))])  # noqa: N806
        self.weights = np.linalg.solve(X.T @ X + 0.01 * np.eye(X.shape[1]), X.T @ y)
        return self

    def predict_proba(self, X):  # noqa: N803
        p = np.clip(X @ self.weights[:-1] + self.weights[-1], 0.01, 0.99)
        return np.column_stack([1 - p, p])


class Slow(TinyClassifier):
    """Slow enough for something to happen meanwhile."""

    def fit(self, X, y):  # noqa: N803
        time.sleep(0.05)
        return super().fit(X, y)


class Doomed(TinyClassifier):
    """Ends the process that would train it, as a kernel does that has no memory left."""

    def fit(self, X, y):  # noqa: N803
        os.kill(os.getpid(), signal.SIGKILL)


class Held(TinyClassifier):
    """Learns only once its gate is open."""

    gate = threading.Event()

    def fit(self, X, y):  # noqa: N803
        assert self.gate.wait(60)
        return super().fit(X, y)


MEMBERS = 3  # of a committee


def load(name: str, dataset: Dataset, progress: Progress = silent, estimator: type = TinyClassifier) -> Model:
    """As `foxdog.learning.models.load_model`, but a fit takes milliseconds; both models learn alike."""
    progress(len(dataset), len(dataset))
    return Model(f"tiny-{name}", dataset.pictures, estimator, MEMBERS)


def load_slow(name: str, dataset: Dataset, progress: Progress = silent) -> Model:
    return load(name, dataset, progress, Slow)


def load_doomed(name: str, dataset: Dataset, progress: Progress = silent) -> Model:
    return load(name, dataset, progress, Doomed)


def load_held(name: str, dataset: Dataset, progress: Progress = silent) -> Model:
    return load(name, dataset, progress, Held)
