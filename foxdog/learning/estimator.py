"""The CNN's scikit-learn face, by SciKeras: what modAL's learner fits and asks for predictions.

All chance in a fit (initial weights, order of the pictures, augmentation, the seed of the dropout masks) is drawn by
numpy from the classifier's random state and the number of pictures, and an operation runs on one thread. So the same
labelled set gives the same weights, to the bit, whatever else the process does and however many cores there are.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import keras
import numpy as np
from scikeras.utils.transformers import ClassifierLabelEncoder
from scikeras.wrappers import KerasClassifier
from sklearn.exceptions import NotFittedError
from sklearn.utils import ClassifierTags, Tags

from foxdog.learning.augment import augmented
from foxdog.learning.cnn import BATCH, DROPOUT, UPDATES, build_cnn, count_blocks
from foxdog.learning.net_pool import NET_POOL, BuildNet, PooledNet

CHUNK = 256  # pictures a forward pass
MASK_STREAM = 1  # apart from the random numbers of the fit


def _stream(count: int, rng: np.random.Generator) -> np.ndarray:
    """The order in which a fit sees the pictures, epoch after epoch: indices, int (blocks, UPDATES * BATCH)."""
    blocks, length = count_blocks(count), UPDATES * BATCH
    epochs = [rng.permutation(count) for _ in range(-(-blocks * length // count))]
    return np.concatenate(epochs)[: blocks * length].reshape(blocks, length)


class PictureClassifier(KerasClassifier):
    """SciKeras' KerasClassifier over a borrowed net: fresh weights at every fit, repeatable to the bit.

    `fit` takes uint8 pictures (n, h, h, 3) and labels 0 or 1, also if all labels are the same; `predict_proba`
    returns (n, 2) always. `model` builds the compiled net for a picture's side. A fit is one block of UPDATES
    batches for every BLOCK_LABELS pictures begun, and the net brings its own optimizer and loss. So of SciKeras'
    options these do not apply: `epochs`, `batch_size`, `optimizer`, `callbacks`, `metrics`, `validation_split`,
    `class_weight`, `sample_weight`, `warm_start`, and `partial_fit`.
    """

    classes_ = np.array([0, 1])

    def __init__(
        self,
        model: BuildNet = build_cnn,
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
        return ClassifierLabelEncoder(loss=self.loss, categories=[np.array([0, 1])])

    def _initialize(self, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # noqa: N803
        """Check the data as SciKeras does, but build no net: one is borrowed for the fit."""
        X, y = self._validate_data(X, y, reset=True)  # noqa: N806
        self.target_encoder_ = self.target_encoder.fit(y)
        self.__dict__.update(self.target_encoder_.get_metadata())
        return X, y

    def _fit(self, X: np.ndarray, y: np.ndarray, **_: object) -> None:  # noqa: N803
        X, y = self._initialize(X, y)  # noqa: N806
        rng = np.random.default_rng([self.random_state, len(X)])
        order = _stream(len(X), rng)
        initial = rng.spawn(1)[0]
        labels = self.target_encoder_.transform(y)
        with NET_POOL.borrow(self.model, X.shape[1], self) as net:
            net.holder = None
            net.freshen(initial, updates=len(order) * UPDATES)
            for block in order:  # 33 MB of pictures each
                net.model.learn(augmented(X, block, rng), labels[block])
            self.weights_ = net.model.get_weights()
            self.taught_ = len(X)
            net.holder = self

    @property
    def initialized_(self) -> bool:
        """Whether it has been fitted."""
        return hasattr(self, "weights_")

    @contextmanager
    def _net(self, side: int) -> Iterator[PooledNet]:
        """A net that holds this classifier's weights."""
        if not self.initialized_:
            raise NotFittedError("The classifier must be fitted before it predicts.")
        with NET_POOL.borrow(self.model, side, self) as net:
            if net.holder is not self:
                net.model.set_weights(self.weights_)
                net.holder = self
            yield net

    def _predict_raw(self, X: np.ndarray, **_: object) -> np.ndarray:  # noqa: N803
        """P(label = 1), the mean over a picture and its mirror image: float32 (n, 1)."""
        X, _y = self._validate_data(X)  # noqa: N806
        with self._net(X.shape[1]) as net:
            return np.concatenate([_mirror_mean(net.model, chunk) for chunk in _chunks(X)])

    def predict_proba(self, X: np.ndarray, **_: object) -> np.ndarray:  # noqa: N803
        """P(label): float32 (n, 2), also of one picture, of which SciKeras would return (2,)."""
        return super().predict_proba(X).reshape(len(X), 2)

    def features(self, X: np.ndarray) -> np.ndarray:  # noqa: N803
        """What the last layer sees of each picture, dropout off: float32 (n, d), d = 576 for pictures of 48 px.

        The mirror image is left out, so this takes half the time of a prediction.
        """
        X, _y = self._validate_data(X)  # noqa: N806
        with self._net(X.shape[1]) as net:
            return np.concatenate([_features(net.body, chunk) for chunk in _chunks(X)])

    def sampled_proba(self, X: np.ndarray, passes: int, seed: int) -> np.ndarray:  # noqa: N803
        """P(label = 1) with dropout at work: float32 (passes, n).

        The classifier's random state, the number of pictures it was fitted to, and `seed` decide the masks.

        Monte Carlo dropout (Gal & Ghahramani 2016). The net's one dropout is just before its last layer, so `features`
        is computed once, `passes` * n * d multiplications follow, and batch normalisation works as in a prediction. A
        pass uses one mask for all pictures, so it is one net (Kirsch et al. 2019, "consistent" dropout).
        """
        features = self.features(X)
        kernel, bias = self.weights_[-2:]  # (d, 1), (1,)
        rng = np.random.default_rng([self.random_state, self.taught_, seed, MASK_STREAM])
        kept = rng.random((passes, features.shape[1])) >= DROPOUT
        logits = (kept * kernel[:, 0] / (1 - DROPOUT)).astype(np.float32) @ features.T + bias
        return 1 / (1 + np.exp(-logits))


def _mirror_mean(net: keras.Model, pictures: np.ndarray) -> np.ndarray:
    """P(label = 1), the mean over each picture and its mirror image: float32 (n, 1).

    The second forward pass is worth about a point of accuracy.
    """
    proba = net.predict_on_batch(np.concatenate([pictures, pictures[:, :, ::-1]]))
    return (proba[: len(pictures)] + proba[len(pictures) :]) / 2


def _features(body: keras.Model, pictures: np.ndarray) -> np.ndarray:
    two = pictures if len(pictures) > 1 else np.repeat(pictures, 2, axis=0)  # neither half may be empty
    return body.predict_on_batch(two)[: len(pictures)]


def _chunks(pictures: np.ndarray) -> list[np.ndarray]:
    return [pictures[start : start + CHUNK] for start in range(0, len(pictures), CHUNK)]


def make_estimator(seed: int) -> PictureClassifier:
    """An unfitted classifier; its random state is the seed."""
    return PictureClassifier(random_state=seed)
