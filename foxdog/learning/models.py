"""The initial models: what a run's nets know before the first label.

- ``head-start``: a body that has learned the pool's pictures by itself, without labels, and is then left as it is. Each
  round a new head learns the labels. A picture is its features.
- ``scratch``: each round the whole CNN learns the labels, from random weights.

The head counts both classes alike, whatever their shares. The CNN sees each labelled picture equally often, but where
the pool holds at least UNEVEN times as many of one class as of the other: there it sees both classes equally often.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from foxdog.learning import recipes
from foxdog.learning.head_start import bodies
from foxdog.learning.head_start.bodies import Body
from foxdog.learning.settings import COMMITTEE_SIZES
from foxdog.pictures.dataset import Dataset
from foxdog.progress import Progress, silent


class Estimator(Protocol):
    """The scikit-learn classifier that a learner needs."""

    classes_: np.ndarray

    def fit(self, X: np.ndarray, y: np.ndarray) -> object:  # noqa: N803 - scikit-learn's names, here and below
        """Train on inputs (n, ...), pictures or features, and labels, int (n,), from the same start each time."""

    def predict_proba(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """P(label) of each input: float (n, 2)."""

    def features(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """The input of its last layer for each input: float (n, d). Only some strategies need it."""

    def sampled_proba(self, X: np.ndarray, passes: int, seed: int) -> np.ndarray:  # noqa: N803
        """P(label = 1) as `passes` nets see it that are plausible after the fit: float (passes, n). Only for BALD."""


MakeEstimator = Callable[[int], Estimator]
"""A random seed -> an unfitted estimator."""


@dataclass(frozen=True, eq=False)
class Model:
    """An initial model for one data set, as `models.load_model` gives it."""

    recipe: str  # names all that decides a fit, so that runs of different recipes can be told apart
    inputs: np.ndarray  # (n, ...): what an estimator gets of each picture, the picture itself or its features
    make_estimator: MakeEstimator
    members: int  # how many estimators make a committee
    see: Callable[[np.ndarray], np.ndarray] = lambda pictures: pictures  # uint8 (m, s, s, 3) -> their inputs (m, ...)


Standard = Callable[[np.ndarray], np.ndarray]
"""Features, float (m, d), to the same with the mean 0 and the standard deviation 1 over the pool."""

MOST_KEPT = 12  # data sets whose features are kept, 6 MB for 5,000 pictures: five splits of two sets are ten


def load_model(name: str, dataset: Dataset, progress: Progress = silent) -> Model:
    """The initial model of this name for the data set.

    Args:
        name: One of `settings.MODEL_NAMES`.
        dataset: The pictures.
        progress: Called with (pictures seen, pictures in all), where the body has to look at them first.

    Raises:
        DatasetError: A body cannot be read.
    """
    if name == "scratch":
        uneven = _is_uneven(dataset)
        recipe, make = (recipes.SCRATCH_ALIKE, _make_cnn_alike) if uneven else (recipes.SCRATCH, _make_cnn)
        return Model(recipe, dataset.pictures, make, COMMITTEE_SIZES[name])
    body = bodies.body_for(dataset)
    inputs, standard = _standard_features(body, dataset, progress)
    return Model(
        recipe_with(body),
        inputs,
        _make_head,
        COMMITTEE_SIZES[name],
        see=lambda pictures: standard(_features(body, pictures)),
    )


def _is_uneven(dataset: Dataset) -> bool:
    """Whether the pool's classes are so unequal that the CNN is to see both equally often.

    Only how many there are of each is looked at, which whoever makes a set knows, and never which picture is which. The
    labelled set cannot decide it: of twenty labels fifteen are of one class by chance.
    """
    counts = np.bincount(dataset.labels[dataset.pool], minlength=2)
    return bool(counts.max() >= recipes.UNEVEN * counts.min())


def recipe_with(body: Body) -> str:
    """The recipe of a head start by this body."""
    return f"{body.recipe}-{body.digest}-{recipes.HEAD}"


# The nets' modules import Keras, which takes seconds: each is imported when it is first needed.


def _make_cnn(seed: int) -> Estimator:
    from foxdog.learning.estimator import make_estimator

    return make_estimator(seed)


def _make_cnn_alike(seed: int) -> Estimator:
    from foxdog.learning.estimator import make_estimator

    return make_estimator(seed, alike=True)


def _make_head(seed: int) -> Estimator:
    from foxdog.learning.head_start.head import make_estimator

    return make_estimator(seed)


def _features(body: Body, pictures: np.ndarray, progress: Progress = silent) -> np.ndarray:
    from foxdog.learning.head_start.body import features

    return features(body.weights, pictures, progress)


def _standard_features(body: Body, dataset: Dataset, progress: Progress) -> tuple[np.ndarray, Standard]:
    """The features of all pictures, each with mean 0 and standard deviation 1 over the pool: float32 (n, d).

    The same is done to the features of other pictures by the function beside them.
    """
    key = dataset.fingerprint, body.digest
    if key in _kept:  # no session waits for the features of another's pictures
        return _kept[key]
    with _computing:
        if key not in _kept:
            seen = bodies.shipped_features(dataset, body)
            if seen is None:
                seen = _features(body, dataset.pictures, progress)
            pool = seen[dataset.pool]
            mean, deviation = pool.mean(axis=0), np.maximum(pool.std(axis=0), 1e-6)
            inputs = (seen - mean) / deviation
            inputs.flags.writeable = False  # all sessions share it
            _kept[key] = inputs, lambda others: (others - mean) / deviation
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
        return _kept[key]


_kept: OrderedDict[tuple[str, str], tuple[np.ndarray, Standard]] = OrderedDict()
_computing = threading.Lock()
