"""modAL's ActiveLearner and Committee over one array of pictures, on current versions of scikit-learn.

All workarounds for modAL 0.4.2 are in this module:

- Its `teach` and `fit` pass `force_all_finite` to `check_X_y`, an argument that scikit-learn 1.8 removed.
  `IndexLearner` does not call `check_X_y`.
- Its constructor trains when it is given pictures, so a learner is made without any.
- A `Committee` predicts by all its members, so its curve would show more than the value of its questions. `Learner`
  predicts by the first member.
- Its bootstrap draws from numpy's global random numbers. `IndexClassifier` draws from its own.
- It copies the pool at each query, and the labelled set each time it is taught. Here a sample is an index into one
  array of pictures, 8 bytes, and a query returns indices into the dataset.
"""

from collections.abc import Callable

import numpy as np
from modAL.models import ActiveLearner, Committee
from sklearn.base import BaseEstimator, ClassifierMixin
from threadpoolctl import ThreadpoolController

from foxdog.learning.models import Estimator, Model
from foxdog.learning.strategies import Strategy

_THREADS = ThreadpoolController()


class IndexClassifier(ClassifierMixin, BaseEstimator):
    """A classifier whose samples are indices into one array of inputs.

    After a fit, the first prediction predicts all pictures in one pass and keeps the result. So a round needs one pass
    for utilities and test set together, and the prediction of a picture does not depend on which others are asked for.
    Features and sampled probabilities take one more pass, if a strategy needs them (115 MB for 50,000 pictures).

    Args:
        estimator: What learns and predicts.
        inputs: (n, ...), what it gets of each picture.
        bootstrap: None, or the random seed by which each fit draws, with replacement, as many of the labelled pictures
            as there are (query by bagging, Abe & Mamitsuka 1998).
    """

    def __init__(self, estimator: Estimator, inputs: np.ndarray, bootstrap: int | None = None) -> None:
        self.estimator = estimator
        self.inputs = inputs
        self.bootstrap = bootstrap
        self.classes_ = estimator.classes_
        self._known: dict[object, np.ndarray] = {}

    def fit(self, X: np.ndarray, y: np.ndarray) -> "IndexClassifier":  # noqa: N803
        """Train on the pictures at indices X, int (n,), with labels y, int (n,), from the same start each time."""
        self._known = {}
        if self.bootstrap is not None:
            drawn = np.random.default_rng([self.bootstrap, len(X)]).integers(len(X), size=len(X))
            X, y = X[drawn], y[drawn]  # noqa: N806
        self.estimator.fit(self.inputs[X], y)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """P(label) of the pictures at indices X: float (len(X), 2)."""
        return self._once("proba", lambda: self.estimator.predict_proba(self.inputs))[X]

    def features(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """The input of the last layer for the pictures at indices X: float (len(X), d)."""
        return self._once("features", lambda: self.estimator.features(self.inputs))[X]

    def sampled_proba(self, X: np.ndarray, passes: int, seed: int) -> np.ndarray:  # noqa: N803
        """P(label = 1) of the pictures at indices X as `passes` plausible nets see it: float (passes, len(X))."""
        sampled = self._once(("sampled", passes, seed), lambda: self.estimator.sampled_proba(self.inputs, passes, seed))
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

    The first member of a committee learns all labels, as the only estimator of every other strategy does, and the curve
    shows its accuracy. So a curve shows what the questions were worth, and not that several nets predict better than
    one. Each other member learns a bootstrap sample of the labels.
    """

    def __init__(self, model: Model, strategy: Strategy, seed: int) -> None:
        """Make an untrained learner.

        Args:
            model: What the estimators are, and what they get of each picture.
            strategy: Chooses the next questions.
            seed: The run's random seed; each member of a committee gets a seed of its own from it.
        """
        seeds = [seed + 1_000_003 * member for member in range(model.members if strategy.by_committee else 1)]
        classifiers = [
            IndexClassifier(model.make_estimator(of_member), model.inputs, of_member if member else None)
            for member, of_member in enumerate(seeds)
        ]
        members = [IndexLearner(classifier, strategy.ask) for classifier in classifiers]
        self._first = members[0]
        self._learner = members[0] if len(members) == 1 else Committee(members, strategy.ask)
        self._fitted: list[tuple[int, int]] = []

    def teach(self, labelled: list[tuple[int, int]]) -> None:
        """Train on the whole labelled set, from the same start each time: (index, label) in the order of labelling.

        If the set has only grown, modAL's `teach` gets the new pictures; else, as after an undo, `fit` gets all.
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

    def predict_others(self, inputs: np.ndarray) -> np.ndarray:
        """P(label = 1) of pictures that are not in the dataset, by their inputs (m, ...): float (m,)."""
        return self._first.estimator.estimator.predict_proba(inputs)[:, 1]
