"""modAL's ActiveLearner and Committee, made fit for pictures and for today's scikit-learn.

Everything that modAL 0.4.2 needs worked around is in this module:

- `teach` and `fit` pass `force_all_finite` to `check_X_y`, an argument that scikit-learn 1.8 removed;
- the constructor trains when it is given pictures, so a learner is made without any and making one costs nothing;
- a `Committee` predicts by all its members, so its curve would flatter its questions;
- what `query` returns are indices into the pictures it was given; here they come out as indices into the dataset.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from modAL.models import ActiveLearner, Committee

from foxdog.strategies import Strategy, most_useful


class Estimator(Protocol):
    """What a learner asks of a scikit-learn classifier."""

    classes_: np.ndarray

    def fit(self, X: np.ndarray, y: np.ndarray) -> object:  # noqa: N803 - scikit-learn's names, here and below
        """Learn pictures, uint8 (n, h, w, 3), and labels, int (n,), from fresh weights."""

    def predict_proba(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """P(label) of each picture: float (n, 2)."""


MakeEstimator = Callable[[int], Estimator]
"""A random seed -> an unfitted estimator."""


class PictureLearner(ActiveLearner):
    """modAL's ActiveLearner without its call to `check_X_y`: the dataset has already checked its pictures."""

    X_training: np.ndarray | None
    y_training: np.ndarray | None

    def _add_training_data(self, X: np.ndarray, y: np.ndarray) -> None:  # noqa: N803
        known = self.X_training is not None
        self.X_training = np.concatenate([self.X_training, X]) if known else X
        self.y_training = np.concatenate([self.y_training, y]) if known else y

    def fit(self, X: np.ndarray, y: np.ndarray, **fit_kwargs: object) -> "PictureLearner":  # noqa: N803
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
            pictures: uint8 (n, h, w, 3), the whole dataset; every index below is into it.
            strategy: What to ask next.
            make_estimator: Makes one estimator a member.
            seed: The run's random seed; member m is made with (seed, m).
        """
        self._pictures = pictures
        ask = most_useful(strategy.utility)
        members = [PictureLearner(make_estimator(seed + 1_000_003 * member), ask) for member in range(strategy.members)]
        self._first = members[0]
        self._learner = members[0] if len(members) == 1 else Committee(members, ask)
        self._taught: list[tuple[int, int]] = []

    def teach(self, labelled: list[tuple[int, int]]) -> None:
        """Retrain from fresh weights on the labelled set, given whole as (index, label) in the order of labelling.

        Pictures added to what it knows are handed to modAL's `teach`; after an undo it starts again by `fit`.
        """
        known = len(self._taught)
        if labelled == self._taught:
            return
        grows = known and labelled[:known] == self._taught
        self._taught = []  # a teaching that fails half-way is not built upon
        if grows:
            self._learner.teach(*self._arrays(labelled[known:]))
        else:
            self._learner.fit(*self._arrays(labelled))
        self._taught = list(labelled)

    def _arrays(self, labelled: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
        indices, labels = np.array(labelled).T
        return self._pictures[indices], labels

    def query(self, candidates: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
        """The indices of the `count` candidates to ask about, the most useful first; fewer if there are fewer."""
        count = min(count, len(candidates))
        if count == 0:
            return candidates[:0]
        chosen, _ = self._learner.query(self._pictures[candidates], n_instances=count, rng=rng)
        return candidates[chosen]

    def predict(self, indices: np.ndarray) -> np.ndarray:
        """P(label = 1) of each picture: float (len(indices),). A committee answers by its first member."""
        return self._first.predict_proba(self._pictures[indices])[:, 1]
