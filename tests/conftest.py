"""What all tests share: a tiny data set, a classifier that learns it at once, and what only some machines have."""

import io
from pathlib import Path

import numpy as np
import pytest
from numpy import errstate
from PIL import Image
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import Ridge

from foxdog.pictures.dataset import SIDE, Dataset, Origin, Record, assemble

ROOT = Path(__file__).parent.parent
CHROMIUM = Path("/usr/bin/chromium")
BLOCK = 8  # px: the tiny classifier sees blocks of this side


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """An overflow, a division by zero or a NaN made of numbers is an error. An underflow is 0, as it should be."""
    with errstate(over="raise", divide="raise", invalid="raise"):
        yield


@pytest.fixture(scope="session")
def tiny() -> Dataset:
    """160 grey, noisy pictures; foxes tend to be brighter than dogs. Pool 88, validation 24, test 48."""
    return brightness_pictures(per_class=80)


@pytest.fixture(scope="session")
def tiny_estimator():
    """As `foxdog.learning.estimator.make_estimator`, but a fit takes milliseconds."""
    return TinyClassifier


@pytest.fixture(scope="session")
def photos() -> Path:
    """A folder of real photos, fox/ and dog/, that only some machines have."""
    folder = ROOT.parent / "shared" / "photos"
    if not folder.is_dir():
        pytest.skip("there are no real photos beside the repository (../shared/photos)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser; the tests that need one are skipped where there is none."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    pytest.importorskip("playwright", reason="playwright is not installed")
    return CHROMIUM


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
