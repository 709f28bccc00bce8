"""modAL's ActiveLearner and Committee over one array of pictures, on current versions of scikit-learn.

All workarounds for modAL 0.4.2 are in this module:

- Its `teach` and `fit` pass `force_all_finite` to `check_X_y`, an argument that scikit-learn 1.8 removed.
  `IndexLearner` does not call `check_X_y`.
- Its constructor trains when it is given pictures, so a learner is made without any.
- A `Committee` predicts by all its members, so its curve would show more than the value of its questions. `Learner`
  predicts by the first member.
- It copies the pool at each query, and the labelled set each time it is taught. Here a sample is an index into one
  array of pictures, 8 bytes, and a query returns indices into the dataset.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from modAL.models import ActiveLearner, Committee
from sklearn.base import BaseEstimator, ClassifierMixin
from threadpoolctl import ThreadpoolController

from foxdog.learning.strategies import Strategy

_THREADS = ThreadpoolController()


class Estimator(Protocol):
    """The scikit-learn classifier that a learner needs."""

    classes_: np.ndarray

    def fit(self, X: np.ndarray, y: np.ndarray) -> object:  # noqa: N803 - scikit-learn's names, here and below
        """Train on pictures, uint8 (n, h, w, 3), and labels, int (n,), from new initial weights."""

    def predict_proba(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """P(label) of each picture: float (n, 2)."""

    def features(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """The input of its last layer for each picture: float (n, d). Only some strategies need it."""

    def sampled_proba(self, X: np.ndarray, passes: int, seed: int) -> np.ndarray:  # noqa: N803
        """P(label = 1) under `passes` dropout masks: float (passes, n). Only some strategies need it."""


MakeEstimator = Callable[[int], Estimator]
"""A random seed -> an unfitted estimator."""


class IndexClassifier(ClassifierMixin, BaseEstimator):
    """A classifier whose samples are indices into one array of pictures.

    After a fit, the first prediction predicts all pictures in one pass and keeps the result. So a round needs one pass
    for utilities and test set together, and the prediction of a picture does not depend on which others are asked for.
    Features and sampled probabilities take one more pass, if a strategy needs them (115 MB for 50,000 pictures).
    """

    def __init__(self, estimator: Estimator, pictures: np.ndarray) -> None:
        self.estimator = estimator
        self.pictures = pictures
        self.classes_ = estimator.classes_
        self._known: dict[object, np.ndarray] = {}

    def fit(self, X: np.ndarray, y: np.ndarray) -> "IndexClassifier":  # noqa: N803
        """Train on the pictures at indices X, int (n,), with labels y, int (n,), from new initial weights."""
        self._known = {}
        self.estimator.fit(self.pictures[X], y)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """P(label) of the pictures at indices X: float (len(X), 2)."""
        return self._once("proba", lambda: self.estimator.predict_proba(self.pictures))[X]

    def features(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """The input of the last layer for the pictures at indices X: float (len(X), d)."""
        return self._once("features", lambda: self.estimator.features(self.pictures))[X]

    def sampled_proba(self, X: np.ndarray, passes: int, seed: int) -> np.ndarray:  # noqa: N803
        """P(label = 1) of the pictures at indices X under `passes` dropout masks: float (passes, len(X))."""
        sampled = self._once(
            ("sampled", passes, seed), lambda: self.estimator.sampled_proba(self.pictures, passes, seed)
        )
        return sampled[:, X]

    def _once(self, what: object, compute: Callable[[], np.ndarray]) -> np.ndarray:
        """The result kept since the last fit, or computed now."""
        if what not in self._known:
            self._known[what] = compute()
        return self._known[what]


class IndexLearner(ActiveLearner):
    """modAL's ActiveLearner without its call to `check_X_y`; `Dataset` has checked the pictures."""

    X_training: np.ndarray | None
    y_training: np.ndarray | None

    def _add_training_data(self, X: np.ndarray, y: np.ndarray) -> None:  # noqa: N803
        known = self.X_training is not None
        self.X_training = np.concatenate([self.X_training, X]) if known else X
        self.y_training = np.concatenate([self.y_training, y]) if known else y

    def fit(self, X: np.ndarray, y: np.ndarray, **fit_kwargs: object) -> "IndexLearner":  # noqa: N803
        """Replace the labelled set by these pictures and train on them."""
        self.X_training, self.y_training = X, y
        return self._fit_to_known(**fit_kwargs)


class Learner:
    """Estimator, query strategy and labelled set: modAL's learner over one dataset.

    The accuracy of a committee is that of its first member, which has the same recipe and the same initial weights
    as the single net of every other strategy. So a curve shows what the questions were worth, and not that three
    nets predict better than one.
    """

    def __init__(self, pictures: np.ndarray, strategy: Strategy, make_estimator: MakeEstimator, seed: int) -> None:
        """Make an untrained learner.

        Args:
            pictures: uint8 (n, h, w, 3), the whole dataset, which is not copied; all indices are into it.
            strategy: Chooses the next questions.
            make_estimator: Makes the estimator of each member.
            seed: The run's random seed; each member of a committee gets a seed of its own from it.
        """
        estimators = [make_estimator(seed + 1_000_003 * member) for member in range(strategy.members)]
        members = [IndexLearner(IndexClassifier(estimator, pictures), strategy.ask) for estimator in estimators]
        self._first = members[0]
        self._learner = members[0] if len(members) == 1 else Committee(members, strategy.ask)
        self._fitted: list[tuple[int, int]] = []

    def teach(self, labelled: list[tuple[int, int]]) -> None:
        """Train from new initial weights on the whole labelled set: (index, label) in the order of labelling.

        If the set has only grown, modAL's `teach` gets the new pictures; after an undo, `fit` gets all of them.
        """
        known = len(self._fitted)
        if labelled == self._fitted:
            return
        grows = known and labelled[:known] == self._fitted
        self._fitted = []  # a fit that fails half-way is not built upon
        if grows:
            self._learner.teach(*np.array(labelled[known:]).T)
        else:
            self._learner.fit(*np.array(labelled).T)
        self._fitted = list(labelled)

    def query(self, candidates: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
        """The indices of the `count` candidates to ask about, the most useful first; fewer if there are fewer."""
        count = min(count, len(candidates))
        if count == 0:
            return candidates[:0]
        with _THREADS.limit(limits=1):  # the number of threads changes the last bits of distances, and so some choices
            _, chosen = self._learner.query(candidates, n_instances=count, rng=rng)
        return chosen

    def predict(self, indices: np.ndarray) -> np.ndarray:
        """P(label = 1) of each picture: float (len(indices),). A committee answers by its first member."""
        return self._first.predict_proba(indices)[:, 1]
