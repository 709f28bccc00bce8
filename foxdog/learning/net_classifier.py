"""SciKeras' KerasClassifier over a borrowed net: the scikit-learn face that all models share."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np
from scikeras.utils.transformers import ClassifierLabelEncoder
from scikeras.wrappers import KerasClassifier
from sklearn.exceptions import NotFittedError
from sklearn.utils import ClassifierTags, Tags

from foxdog.learning.net_pool import NET_POOL, BuildNet, PooledNet


def _encoder(loss: str) -> ClassifierLabelEncoder:
    return ClassifierLabelEncoder(loss=loss, categories=[np.array([0, 1])])


@cache
def _fitted_encoder(loss: str) -> ClassifierLabelEncoder:
    """The encoder once it has seen both classes, which takes a millisecond: the same for every labelled set."""
    return _encoder(loss).fit(np.array([0, 1]))


class NetClassifier(KerasClassifier):
    """A classifier that keeps its own weights, and borrows a net to hold them.

    `model` builds the compiled net for inputs of a size: a picture's side, or a number of features. A subclass fits in
    `_fit`, which leaves the net's weights in `weights_`, and predicts in `_predict_raw`. Each fits in its own way, so
    of SciKeras' options these do not apply: `epochs`, `batch_size`, `optimizer`, `callbacks`, `metrics`,
    `validation_split`, `class_weight`, `sample_weight`, `warm_start`, and `partial_fit`.
    """

    classes_ = np.array([0, 1])

    def __init__(
        self,
        model: BuildNet,
        *,
        random_state: int = 0,
        loss: str = "binary_crossentropy",
        verbose: int = 0,
        **parameters: object,  # SciKeras' others, so that scikit-learn can clone it
    ) -> None:
        super().__init__(model=model, random_state=random_state, loss=loss, verbose=verbose, **parameters)

    def __sklearn_tags__(self) -> Tags:
        """A classifier: SciKeras' order of base classes hides that from scikit-learn 1.7 and later."""
        tags = super().__sklearn_tags__()
        tags.estimator_type = "classifier"
        tags.classifier_tags = ClassifierTags(multi_class=False)
        return tags

    @property
    def target_encoder(self) -> ClassifierLabelEncoder:
        """Both classes are known, whichever of them a labelled set happens to hold."""
        return _encoder(self.loss)

    def _initialize(self, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # noqa: N803
        """Check the data as SciKeras does, but build no net: one is borrowed for the fit."""
        X, y = self._validate_data(X, y, reset=True)  # noqa: N806
        self.target_encoder_ = _fitted_encoder(self.loss)
        self.__dict__.update(self.target_encoder_.get_metadata())
        return X, y

    @property
    def initialized_(self) -> bool:
        """Whether it has been fitted."""
        return hasattr(self, "weights_")

    @contextmanager
    def _net(self, side: int) -> Iterator[PooledNet]:
        """A net that holds this classifier's weights."""
        if not self.initialized_:
            raise NotFittedError("The classifier must be fitted before it predicts.")
        with NET_POOL.borrow(self.model, side, self.weights_) as net:
            if net.holds is not self.weights_:
                net.model.set_weights(self.weights_)
                net.holds = self.weights_
            yield net

    def predict_proba(self, X: np.ndarray, **_: object) -> np.ndarray:  # noqa: N803
        """P(label): float32 (n, 2), also of one picture, of which SciKeras would return (2,)."""
        return super().predict_proba(X).reshape(len(X), 2)
