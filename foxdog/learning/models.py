"""The initial models: what a run's nets know before the first label.

- ``head-start``: a body that has learned the pool's pictures by itself, without labels, and is then left as it is. Each
  round a new head learns the labels. A picture is its features.
- ``scratch``: each round the whole CNN learns the labels, from random weights.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from foxdog.learning import cnn, estimator
from foxdog.learning.head_start import bodies, head
from foxdog.learning.head_start.bodies import Body
from foxdog.learning.head_start.body import features
from foxdog.learning.learner import Model
from foxdog.learning.settings import COMMITTEE_SIZES
from foxdog.pictures.dataset import Dataset
from foxdog.progress import Progress, silent

Standard = Callable[[np.ndarray], np.ndarray]
"""Features, float (m, d), to the same with the mean 0 and the standard deviation 1 over the pool."""

MOST_KEPT = 8  # data sets whose features are kept, 6 MB for 5,000 pictures


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
        return Model(cnn.RECIPE, dataset.pictures, estimator.make_estimator, COMMITTEE_SIZES[name])
    body = bodies.body_for(dataset)
    inputs, standard = _standard_features(body, dataset, progress)
    return Model(
        recipe_with(body),
        inputs,
        head.make_estimator,
        COMMITTEE_SIZES[name],
        see=lambda pictures: standard(features(body.weights, pictures)),
    )


def recipe_with(body: Body) -> str:
    """The recipe of a head start by this body."""
    return f"{body.recipe}-{body.digest}-{head.RECIPE}"


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
                seen = features(body.weights, dataset.pictures, progress)
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
