"""The body learns pictures by itself, without any label: SimCLR (Chen et al. 2020), in plain Keras 3.

Of each picture of a batch two random views are made. The body learns to give the two views of one picture features by
which they can be told from all other views of the batch. So it learns what stays the same when a picture is cropped,
mirrored and recoloured: shapes and surfaces, not places and light.
"""

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from threading import Lock
from typing import Any

import keras
import numpy as np
from keras import layers, ops
from threadpoolctl import ThreadpoolController

from foxdog.learning.head_start import Weights, views
from foxdog.learning.head_start.body import build_body, random_weights
from foxdog.progress import Progress, silent

BATCH = 128  # pictures an update, or all where there are fewer
TEMPERATURE = 0.15  # of the loss: the lower, the more the nearest other views count
PROJECTION = (256, 128)  # units of the layers between the features and the loss; they are thrown away
GREY = 0.3  # the probability that a view has no colours
LEARNING_RATE, WEIGHT_DECAY = 2e-3, 1e-2
WARM_UP = 0.05  # of all updates

_THREADS = ThreadpoolController()
_training = Lock()  # one body at a time in a process


def pretrain(
    pictures: np.ndarray, updates: int, hue: float = 0.0, seed: int = 0, progress: Progress = silent
) -> Weights:
    """Train a body on pictures without labels; two cores share the work, and one computes the same bits.

    An update takes a fifth of a second on two cores, whatever the number of pictures.

    Args:
        pictures: uint8 (n, s, s, 3), the pool's, two at least.
        updates: How many; the work is bounded whatever n is.
        hue: See `random_views`. Zero where colours tell the classes apart.
        seed: Decides all random numbers.
        progress: Called with (updates done, updates). What it raises ends the training.
    """
    told = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: progress(batch + 1, updates))
    with _training, _THREADS.limit(limits=1, user_api="blas"):  # of numpy's products: as in `body`
        trainer = _trainer(pictures.shape[1], updates, seed)
        trainer.start_anew()
        trainer.net.fit(_PairsOfViews(pictures, updates, hue, seed), shuffle=False, verbose=0, callbacks=[told])
        return trainer.body.get_weights()


@dataclass(frozen=True, eq=False)
class _Trainer:
    """A compiled net for training, kept: each new one would take 37 MB that Keras never gives back."""

    body: keras.Model
    net: keras.Model
    first: list[np.ndarray]  # the values of all its variables before the first update

    @property
    def variables(self) -> list[keras.Variable]:
        return [*self.net.variables, *self.net.optimizer.variables]

    def start_anew(self) -> None:
        for variable, value in zip(self.variables, self.first, strict=True):
            variable.assign(value)


@lru_cache(maxsize=2)
def _trainer(side: int, updates: int, seed: int) -> _Trainer:
    rng = Random(seed)
    body = build_body(side, rng)
    net = _with_projection(body, side, rng)
    warm_up = max(1, round(WARM_UP * updates))
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, updates - warm_up), warmup_target=LEARNING_RATE, warmup_steps=warm_up
    )
    net.compile(keras.optimizers.AdamW(schedule, weight_decay=WEIGHT_DECAY), loss=contrastive_loss)
    net.optimizer.build(net.trainable_variables)
    first = [ops.convert_to_numpy(variable) for variable in (*net.variables, *net.optimizer.variables)]
    return _Trainer(body, net, first)


def _with_projection(body: keras.Model, side: int, rng: Random) -> keras.Model:
    """Two batches of views -> their projections, float32 (n, 2, PROJECTION[-1])."""
    hidden, out = PROJECTION
    projection = keras.Sequential(
        [
            layers.Dense(hidden, activation="relu", kernel_initializer=random_weights(rng)),
            layers.Dense(out, kernel_initializer=random_weights(rng)),
        ]
    )
    pair = [layers.Input((side, side, 3)), layers.Input((side, side, 3))]
    return keras.Model(pair, layers.Lambda(ops.stack, arguments={"axis": 1})([projection(body(one)) for one in pair]))


def contrastive_loss(_: Any, pairs: Any) -> Any:  # noqa: ANN401 - a tensor of whichever backend
    """Normalised temperature-scaled cross-entropy (NT-Xent, Chen et al. 2020, equation 1).

    Args:
        _: No labels.
        pairs: float32 (n, 2, d), the projections of two views of each of n pictures.

    Returns:
        float32 (), the mean over all 2n views of -log P(its partner is found among the 2n - 1 others).
    """
    pairs = pairs / ops.maximum(ops.norm(pairs, axis=-1, keepdims=True), 1e-6)
    first, second = pairs[:, 0], pairs[:, 1]
    views = ops.concatenate([first, second])
    similarity = views @ ops.transpose(views) / TEMPERATURE
    itself = 1e9 * ops.eye(ops.shape(views)[0])
    partner = ops.sum(first * second, axis=-1) / TEMPERATURE
    return ops.mean(ops.logsumexp(similarity - itself, axis=-1)) - ops.mean(partner)


class _PairsOfViews(keras.utils.PyDataset):
    """A batch for each update; batch and views depend on the seed and the update's number alone."""

    def __init__(self, pictures: np.ndarray, updates: int, hue: float, seed: int) -> None:
        super().__init__()
        self._pictures, self._updates, self._hue, self._seed = pictures, updates, hue, seed
        self._batch = min(BATCH, len(pictures))

    def __len__(self) -> int:
        return self._updates

    def __getitem__(self, update: int) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
        rng = np.random.default_rng([self._seed, update])
        epoch, number = divmod(update, len(self._pictures) // self._batch)
        order = np.random.default_rng([self._seed, epoch, 1]).permutation(len(self._pictures))
        chosen = views.scaled(self._pictures[order[number * self._batch :][: self._batch]])
        first, second = (views.random_views(chosen, GREY, self._hue, rng) for _ in range(2))
        return (first, second), np.zeros(self._batch, np.float32)
