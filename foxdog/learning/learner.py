"""modAL's ActiveLearner and Committee, made fit for pictures and for today's scikit-learn.

Everything that modAL 0.4.2 needs worked around is in this module:

- `teach` and `fit` pass `force_all_finite` to `check_X_y`, an argument that scikit-learn 1.8 removed;
- the constructor trains when it is given pictures, so a learner is made without any and making one costs nothing;
- a `Committee` predicts by all its members, so its curve would flatter its questions;
- it copies the pool at each query and all that was taught at each teaching. Here its samples are indices into one array
  of pictures, 8 bytes each, and what it returns are indices into the dataset.
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
    """What a learner asks of a scikit-learn classifier."""

    classes_: np.ndarray

    def fit(self, X: np.ndarray, y: np.ndarray) -> object:  # noqa: N803 - scikit-learn's names, here and below
        """Learn pictures, uint8 (n, h, w, 3), and labels, int (n,), from fresh weights."""

    def predict_proba(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """P(label) of each picture: float (n, 2)."""

    def features(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """What its last layer sees of each picture: float (n, d). Only some strategies ask."""

    def sampled_proba(self, X: np.ndarray, passes: int, seed: int) -> np.ndarray:  # noqa: N803
        """P(label = 1) by each of the nets that dropout makes of it: float (passes, n). Only some strategies ask."""


MakeEstimator = Callable[[int], Estimator]
"""A random seed -> an unfitted estimator."""


class OverPictures(ClassifierMixin, BaseEstimator):
    """A classifier whose samples are indices into one array of pictures, which may be mapped from a file.

    It predicts all pictures in one pass when it is first asked after a fit, and remembers. So a round needs one pass
    for the utilities and the test set, and what it thinks of a picture does not depend on which others are asked for.
    Features and sampled probabilities are another pass, if they are asked for (115 MB for 50,000 pictures).
    """

    def __init__(self, estimator: Estimator, pictures: np.ndarray) -> None:
        self.estimator = estimator
        self.pictures = pictures
        self.classes_ = estimator.classes_
        self._known: dict[object, np.ndarray] = {}

    def fit(self, X: np.ndarray, y: np.ndarray) -> "OverPictures":  # noqa: N803
        """Learn the pictures at indices X, int (n,), with labels y, int (n,), from fresh weights."""
        self._known = {}
        self.estimator.fit(self.pictures[X], y)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """P(label) of the pictures at indices X: float (len(X), 2)."""
        return self._once("proba", lambda: self.estimator.predict_proba(self.pictures))[X]

    def features(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """What the last layer sees of the pictures at indices X: float (len(X), d)."""
        return self._once("features", lambda: self.estimator.features(self.pictures))[X]

    def sampled_proba(self, X: np.ndarray, passes: int, seed: int) -> np.ndarray:  # noqa: N803
        """P(label = 1) of the pictures at indices X by each of the nets that dropout makes: float (passes, len(X))."""
        sampled = self._once(
            ("sampled", passes, seed), lambda: self.estimator.sampled_proba(self.pictures, passes, seed)
        )
        return sampled[:, X]

    def _once(self, what: object, compute: Callable[[], np.ndarray]) -> np.ndarray:
        """What was computed since the last fit, or is now."""
        if what not in self._known:
            self._known[what] = compute()
        return self._known[what]


class IndexLearner(ActiveLearner):
    """modAL's ActiveLearner without its call to `check_X_y`: the dataset has already checked its pictures."""

    X_training: np.ndarray | None
    y_training: np.ndarray | None

    def _add_training_data(self, X: np.ndarray, y: np.ndarray) -> None:  # noqa: N803
        known = self.X_training is not None
        self.X_training = np.concatenate([self.X_training, X]) if known else X
        self.y_training = np.concatenate([self.y_training, y]) if known else y

    def fit(self, X: np.ndarray, y: np.ndarray, **fit_kwargs: object) -> "IndexLearner":  # noqa: N803
        """Forget what was taught and learn these pictures instead."""
        self.X_training, self.y_training = X, y
        return self._fit_to_known(**fit_kwargs)


class Learner:
    """One active learner over one dataset: what it was taught, what it asks next, what it predicts.

    The accuracy of a committee is that of its first member, which has the same recipe and the same initial weights
    as the single net of every other strategy. So a curve shows what the questions were worth, and not that three
    nets predict better than one.
    """

    def __init__(self, pictures: np.ndarray, strategy: Strategy, make_estimator: MakeEstimator, seed: int) -> None:
        """Make an untrained learner.

        Args:
            pictures: uint8 (n, h, w, 3), the whole dataset; every index below is into it. Never copied whole.
            strategy: What to ask next.
            make_estimator: Makes one estimator a member.
            seed: The run's random seed; member m is made with (seed, m).
        """
        estimators = [make_estimator(seed + 1_000_003 * member) for member in range(strategy.members)]
        members = [IndexLearner(OverPictures(estimator, pictures), strategy.ask) for estimator in estimators]
        self._first = members[0]
        self._learner = members[0] if len(members) == 1 else Committee(members, strategy.ask)
        self._fitted: list[tuple[int, int]] = []

    def teach(self, labelled: list[tuple[int, int]]) -> None:
        """Retrain from fresh weights on the labelled set, given whole as (index, label) in the order of labelling.

        Pictures added to what it knows are handed to modAL's `teach`; after an undo it starts again by `fit`.
        """
        known = len(self._fitted)
        if labelled == self._fitted:
            return
        grows = known and labelled[:known] == self._fitted
        self._fitted = []  # a teaching that fails half-way is not built upon
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
        with _THREADS.limit(
            limits=1
        ):  # their number changes the last bits of distances, and so, now and then, a choice
            _, chosen = self._learner.query(candidates, n_instances=count, rng=rng)
        return chosen

    def predict(self, indices: np.ndarray) -> np.ndarray:
        """P(label = 1) of each picture: float (len(indices),). A committee answers by its first member."""
        return self._first.predict_proba(indices)[:, 1]
