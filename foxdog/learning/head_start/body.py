"""The body: convolutions that turn a picture into features. Plain Keras 3."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from random import Random
from threading import Lock

import keras
import numpy as np
from keras import layers
from threadpoolctl import ThreadpoolController

from foxdog.learning.head_start import Weights
from foxdog.learning.head_start.views import Crops, crop, scaled
from foxdog.progress import Progress, silent

WIDTHS = (32, 48, 96, 160)  # filters of each block
FEATURES = 2 * WIDTHS[-1]
CROP = 0.8  # of a picture's side: the corners and the middle, each also mirrored, are its ten views
CORNERS_AND_MIDDLE = ((0, 0), (0, 1), (1, 0), (1, 1), (0.5, 0.5))
VIEWS = [(top, left, mirrored) for top, left in CORNERS_AND_MIDDLE for mirrored in (False, True)]
CHUNK = 256  # pictures a forward pass
WORKERS = 2 if keras.backend.backend() == "tensorflow" else 1  # on JAX two threads may not share a model

_using = Lock()  # one body serves the whole process, so that nothing is built twice
_THREADS = ThreadpoolController()  # of numpy's products: their number changes the last bits


def random_weights(rng: Random) -> keras.Initializer:
    """Where a layer starts: Glorot & Bengio's (2010) uniform distribution, drawn by `rng` and by nothing global."""
    return keras.initializers.GlorotUniform(seed=rng.randint(1, 10**9))


def build_body(side: int, rng: Random) -> keras.Model:
    """Build the body: float32 pictures (n, side, side, 3), -1 to 1 -> features, float32 (n, FEATURES).

    Four blocks of convolution, batch normalisation and ReLU each halve the side, the first by its stride, the others
    by max pooling. The features are the means and the maxima over the last block's pixels: how much there is of
    something, and whether it is there at all.
    """
    pictures = x = layers.Input((side, side, 3))
    for block, width in enumerate(WIDTHS):
        x = layers.Conv2D(
            width,
            3,
            strides=1 if block else 2,
            padding="same",
            use_bias=False,
            kernel_initializer=random_weights(rng),
            name=f"convolution{block}",
        )(x)
        x = layers.MaxPooling2D(name=f"pooling{block}")(x) if block else x
        x = layers.BatchNormalization(momentum=0.9, name=f"normalisation{block}")(x)
        x = layers.ReLU(name=f"relu{block}")(x)
    pooled = [layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)]
    return keras.Model(pictures, layers.Concatenate()(pooled), name="body")


@cache
def _body(side: int) -> keras.Model:
    return build_body(side, Random(0))  # its weights are set before each use


def features(weights: Weights, pictures: np.ndarray, progress: Progress = silent) -> np.ndarray:
    """What a body sees of each picture: the mean of its features over ten views.

    The mean over views of one picture is worth some three points of accuracy more than the features of the picture and
    its mirror image alone (Chen et al. 2022, "Bag of image patch embeddings").

    Args:
        weights: The body's.
        pictures: uint8 (n, s, s, 3).
        progress: Called with (pictures done, n).

    Returns:
        float32 (n, FEATURES).
    """
    means = []
    with _using, _THREADS.limit(limits=1, user_api="blas"), ThreadPoolExecutor(WORKERS) as pool:
        body = _body(pictures.shape[1])
        body.set_weights(weights)
        for start in range(0, len(pictures), CHUNK):
            chunk = scaled(pictures[start : start + CHUNK])
            means.append(np.mean(list(pool.map(body.predict_on_batch, _views(chunk))), axis=0))
            progress(min(start + CHUNK, len(pictures)), len(pictures))
    return np.concatenate(means)


def _views(pictures: np.ndarray) -> Iterator[np.ndarray]:
    side = pictures.shape[1]
    length, room = CROP * side, (1 - CROP) * side
    for top, left, mirrored in VIEWS:
        yield crop(pictures, Crops(top * room, left * room, length, length, mirrored))
