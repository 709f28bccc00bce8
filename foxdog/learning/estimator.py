"""The CNN's scikit-learn face: what modAL's learner fits and asks for predictions.

All chance in a fit (initial weights, order of the pictures, augmentation, the seed of the dropout masks) is drawn by
numpy from the classifier's random state and the number of pictures, and an operation runs on one thread. So the same
labelled set gives the same weights, to the bit, whatever else the process does and however many cores there are.
"""

from typing import Any

import keras
import numpy as np

from foxdog.learning.augment import augmented
from foxdog.learning.cnn import BATCH, DROPOUT, UPDATES, build_cnn, count_blocks
from foxdog.learning.net_classifier import NetClassifier
from foxdog.learning.net_pool import NET_POOL, BuildNet

CHUNK = 256  # pictures a forward pass
MASK_STREAM = 1  # apart from the random numbers of the fit


def _stream(count: int, rng: np.random.Generator, length: int) -> np.ndarray:
    """So many of the indices 0 to count - 1, int (length,), epoch after epoch: the order in which a fit sees them."""
    epochs = [rng.permutation(count) for _ in range(-(-length // count))]
    return np.concatenate(epochs)[:length]


def _stream_alike(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """An order as `_stream` makes, in which the classes of `labels`, int (n,), take turns.

    So each class is half of every batch, and of both halves of it that are normalised by themselves.
    """
    classes = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    length = count_blocks(len(labels)) * UPDATES * BATCH // len(classes)
    turns = [of_class[_stream(len(of_class), rng, length)] for of_class in classes]
    return np.column_stack(turns).reshape(-1, UPDATES * BATCH)


class PictureClassifier(NetClassifier):
    """The CNN as a scikit-learn classifier: fresh weights at every fit, repeatable to the bit.

    `fit` takes uint8 pictures (n, h, h, 3) and labels 0 or 1, also if all labels are the same. A fit is one block of
    UPDATES batches for every BLOCK_LABELS pictures begun. If the classes are to be `alike`, it sees as many pictures of
    one as of the other, those of the smaller class more often.
    """

    def __init__(
        self,
        model: BuildNet = build_cnn,
        *,
        random_state: int = 0,
        alike: bool = False,
        **parameters: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(model=model, random_state=random_state, **parameters)
        self.alike = alike

    def _fit(self, X: np.ndarray, y: np.ndarray, **_: object) -> None:  # noqa: N803
        X, y = self._initialize(X, y)  # noqa: N806
        rng = np.random.default_rng([self.random_state, len(X)])
        length = count_blocks(len(X)) * UPDATES * BATCH
        order = _stream_alike(y, rng) if self.alike else _stream(len(X), rng, length).reshape(-1, UPDATES * BATCH)
        initial = rng.spawn(1)[0]
        labels = self.target_encoder_.transform(y)
        with NET_POOL.borrow(self.model, X.shape[1]) as net:
            net.holds = None
            net.freshen(initial, updates=len(order) * UPDATES)
            for block in order:  # 33 MB of pictures each
                net.model.learn(augmented(X, block, rng), labels[block])
            self.weights_ = net.model.get_weights()
            self.taught_ = len(X)
            net.holds = self.weights_

    def _predict_raw(self, X: np.ndarray, **_: object) -> np.ndarray:  # noqa: N803
        """P(label = 1), the mean over a picture and its mirror image: float32 (n, 1)."""
        X, _y = self._validate_data(X)  # noqa: N806
        with self._net(X.shape[1]) as net:
            return np.concatenate([_mirror_mean(net.model, chunk) for chunk in _chunks(X)])

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


def make_estimator(seed: int, alike: bool = False) -> PictureClassifier:
    """An unfitted classifier; its random state is the seed."""
    return PictureClassifier(random_state=seed, alike=alike)
