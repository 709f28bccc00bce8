"""The model, a small convolutional neural network (CNN): its layers, and how it trains. Plain Keras 3.

Layers, updates and learning rate are here; the augmentation is in ``augment``. A change in either that changes curves
needs a new name in ``recipes``.
"""

import math
from typing import Any

import keras
import numpy as np
from keras import layers

WIDTHS = (16, 16, 48, 64)  # filters of each block; multiples of sixteen are the fastest
DROPOUT = 0.3
BLOCK_LABELS = 300
UPDATES = 300  # of a fit of up to BLOCK_LABELS pictures; twice as many for up to twice as many pictures, and so on
BATCH = 16  # pictures an update
LEARNING_RATE = 8e-3  # of the first update; it falls to 0 along half a cosine
WEIGHT_DECAY = 0.3


def count_blocks(pictures: int) -> int:
    """How many blocks of UPDATES updates a fit of so many pictures has: one for every BLOCK_LABELS pictures begun."""
    return -(-pictures // BLOCK_LABELS)


class _HalfCosine(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate falls from `rate` to 0 (Loshchilov & Hutter 2017), over a length that is read at each update.

    Keras' `CosineDecay` takes the length as a number, which would be built into the graph.
    """

    length: keras.Variable  # updates of the fit

    def __init__(self, rate: float) -> None:
        self.rate = rate

    def __call__(self, step: keras.KerasTensor) -> keras.KerasTensor:
        """The learning rate of update number `step`, from 0."""
        share = keras.ops.minimum(keras.ops.cast(step, "float32") / self.length, 1)
        return self.rate * 0.5 * (1 + keras.ops.cos(math.pi * share))


class CosineAdamW(keras.optimizers.AdamW):
    """AdamW (Loshchilov & Hutter 2019) whose learning rate falls to 0 over `length` updates, to be set before a fit.

    The length is one of the optimizer's own variables: JAX compiles the values of any others into its graph.
    """

    def __init__(self, rate: float, weight_decay: float) -> None:
        schedule = _HalfCosine(rate)
        super().__init__(schedule, weight_decay=weight_decay)
        length = keras.initializers.Constant(UPDATES)
        self.length = schedule.length = self.add_variable((), initializer=length, dtype="float32", name="length")


class Halves(layers.Layer):
    """The first and the second half of a batch."""

    def call(self, batch: keras.KerasTensor) -> tuple[keras.KerasTensor, keras.KerasTensor]:
        """(n, ...) -> (n // 2, ...), (n - n // 2, ...)."""
        half = keras.ops.shape(batch)[0] // 2
        return batch[:half], batch[half:]


class PictureNet(keras.Model):
    """A Keras model that can do a block of updates in one call of its graph. Its optimizer is a CosineAdamW.

    One call a batch, or Keras' `fit` with its data pipeline, costs a fifth more than the arithmetic at this size. On
    JAX, where convolutions inside a loop are slow, `learn` calls Keras' `fit`.
    """

    def learn(self, pictures: np.ndarray, labels: np.ndarray) -> None:
        """Train once on each picture, in the order given, in batches of BATCH; a fit calls it for each of its blocks.

        Args:
            pictures: uint8 (n, h, w, 3), n = UPDATES * BATCH, always: the graph is traced for it.
            labels: float (n,), 0 or 1.
        """
        if keras.backend.backend() != "tensorflow":
            self.fit(pictures, labels, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
            return
        self.train_on_batch(pictures.reshape(-1, BATCH, *pictures.shape[1:]), labels.reshape(-1, BATCH, 1))

    def train_step(self, *state_and_data: Any) -> Any:  # noqa: ANN401 - each backend hands over its own
        """One update for a batch of pictures, as in Keras; for a batch of batches, one update for each batch."""
        batches, labels, _ = keras.utils.unpack_x_y_sample_weight(state_and_data[-1])
        if len(batches.shape) == len(self.input_shape):
            return super().train_step(*state_and_data)
        train = super().train_step

        def update(number: Any, done: Any) -> Any:  # noqa: ANN401
            train((batches[number], labels[number]))
            return done

        keras.ops.fori_loop(0, batches.shape[0], update, 0)
        return self.get_metrics_result()


def build_cnn(side: int) -> PictureNet:
    """Build and compile the net: uint8 pictures (n, side, side, 3) -> P(label = 1), float32 (n, 1).

    Four blocks of convolution, batch normalisation and ReLU each halve the side, the first by its stride, the others
    by max pooling; then dropout and one sigmoid. The two halves of a batch go through the same layers side by side,
    each normalised by itself (the ghost batches of Hoffer et al. 2017). So two cores can share the work of a fit, and
    one core computes the same bits.
    """
    convolutions: list[layers.Layer] = [layers.Rescaling(1 / 127.5, offset=-1)]
    for block, width in enumerate(WIDTHS):
        convolutions.append(layers.Conv2D(width, 3, strides=1 if block else 2, padding="same", use_bias=False))
        convolutions += [layers.MaxPooling2D()] if block else []
        convolutions.append(layers.BatchNormalization(momentum=0.9))  # 0.99 needs more updates
        convolutions.append(layers.ReLU())
    pictures = layers.Input((side, side, 3), dtype="uint8")
    first, second = Halves()(pictures)
    for layer in [*convolutions, layers.Flatten()]:
        first, second = layer(first), layer(second)
    features = layers.Concatenate(axis=0)([first, second])
    x = layers.Dropout(DROPOUT)(features)  # each fit sets its seed
    net = PictureNet(pictures, layers.Dense(1, activation="sigmoid")(x), name="fox_or_dog")
    net.compile(CosineAdamW(LEARNING_RATE, WEIGHT_DECAY), loss="binary_crossentropy")
    return net
