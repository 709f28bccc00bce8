"""The head: one Keras layer that learns labels from features, behind scikit-learn's face.

The layer's loss is convex: cross-entropy, with a penalty on large weights. So there is one best layer for a labelled
set, wherever one starts. scikit-learn's `LogisticRegression` finds it in milliseconds, where Keras' optimizers would
take thousands of updates.
"""

from typing import Any

import keras
import numpy as np
from keras import layers
from sklearn.linear_model import LogisticRegression
from threadpoolctl import ThreadpoolController

from foxdog.learning.net_classifier import NetClassifier
from foxdog.learning.net_pool import BuildNet
from foxdog.learning.recipes import VARIANCE

BIAS_PENALTY = 1e-3  # so that the bias of few labels has a posterior at all
TOLERANCE = 1e-6  # the largest slope that is left of the loss, by label

_THREADS = ThreadpoolController()


def build_head(width: int) -> keras.Model:
    """Build the head: features (n, width) -> P(label = 1), float32 (n, 1)."""
    features = layers.Input((width,))
    head = keras.Model(features, layers.Dense(1, activation="sigmoid")(features), name="head")
    head.compile("sgd", loss="binary_crossentropy")  # never used to train; see the top of this file
    return head


class HeadClassifier(NetClassifier):
    """Logistic regression on features, as a SciKeras classifier.

    `fit` takes features float32 (n, d) and labels 0 or 1, also if all labels are the same. The classes count alike,
    whatever their shares of the labelled set. The penalty is that of a normal prior for the weights, with mean 0 and
    VARIANCE, and none for the bias.
    """

    def __init__(self, model: BuildNet = build_head, *, random_state: int = 0, **parameters: Any) -> None:  # noqa: ANN401
        super().__init__(model=model, random_state=random_state, **parameters)

    def _fit(self, X: np.ndarray, y: np.ndarray, **_: object) -> None:  # noqa: N803
        X, y = self._initialize(X, y)  # noqa: N806
        X = X.astype(np.float64)  # noqa: N806
        if y.min() < y.max():
            solver = LogisticRegression(C=VARIANCE, class_weight="balanced", tol=TOLERANCE, max_iter=1000)
            with _THREADS.limit(limits=1):  # their number changes the last bits, and two threads wait for one another
                solver.fit(X, y)
            kernel, bias = solver.coef_[0], solver.intercept_
        else:  # of n labels, all the same, the rule of succession makes (n + 1) / (n + 2)
            kernel, bias = np.zeros(X.shape[1]), (2 * y[:1] - 1) * np.log(len(y) + 1)
        self.weights_ = [kernel[:, None].astype(np.float32), bias.astype(np.float32)]
        self._labelled = X, y

    def _predict_raw(self, X: np.ndarray, **_: object) -> np.ndarray:  # noqa: N803
        """P(label = 1): float32 (n, 1)."""
        X, _y = self._validate_data(X)  # noqa: N806
        with self._net(X.shape[1]) as net:
            return net.model.predict_on_batch(X)

    def features(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """The features as they are given: they are the input of the net's last layer."""
        return X

    def sampled_proba(self, X: np.ndarray, passes: int, seed: int) -> np.ndarray:  # noqa: N803
        """P(label = 1) as `passes` plausible heads see it: float32 (passes, n).

        The heads are drawn from the normal approximation of the posterior around the best one (Laplace's; MacKay 1992),
        by random_state and `seed`.
        """
        with_bias = _with_ones(X)
        best = np.append(self.weights_[0][:, 0], self.weights_[1])
        rng = np.random.default_rng([self.random_state, seed])
        spread = np.linalg.cholesky(np.linalg.inv(self._curvature(best)))
        heads = best[:, None] + spread @ rng.standard_normal((len(best), passes))
        return _sigmoid(with_bias @ heads).T.astype(np.float32)

    def _curvature(self, best: np.ndarray) -> np.ndarray:
        """The second derivative of the loss at the best head, its bias last: float64 (d + 1, d + 1)."""
        X, y = self._labelled  # noqa: N806
        with_bias, counts = _with_ones(X), np.bincount(y.astype(int), minlength=2)
        p = _sigmoid(with_bias @ best)
        weight = p * (1 - p) * len(y) / np.count_nonzero(counts) / counts[y.astype(int)]
        penalty = np.full(len(best), 1 / VARIANCE)
        penalty[-1] = BIAS_PENALTY
        return (with_bias * weight[:, None]).T @ with_bias + np.diag(penalty)


def _with_ones(X: np.ndarray) -> np.ndarray:  # noqa: N803
    return np.column_stack([X, np.ones(len(X))]).astype(np.float64)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def make_estimator(seed: int) -> HeadClassifier:
    """An unfitted classifier; its random state is the seed."""
    return HeadClassifier(random_state=seed)
