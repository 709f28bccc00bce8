"""The model, a small convolutional neural network (CNN): its layers, and how it trains. Plain Keras 3.

Layers, updates and learning rate are here; the augmentation is in ``augment``. A change in either that changes curves
needs a new name of the recipe.
"""

from typing import Any

import keras
import numpy as np
from keras import layers

RECIPE = "conv16-16-48-64-halves-u150"  # named in run.json and in every result folder
WIDTHS = (16, 16, 48, 64)  # filters of each block; multiples of sixteen are the fastest
DROPOUT = 0.3
UPDATES = 150  # of a fit, however many pictures it learns
BATCH = 32  # pictures an update
LEARNING_RATE = 8e-3
WEIGHT_DECAY = 1e-2


class Halves(layers.Layer):
    """The first and the second half of a batch."""

    def call(self, batch: keras.KerasTensor) -> tuple[keras.KerasTensor, keras.KerasTensor]:
        """(n, ...) -> (n // 2, ...), (n - n // 2, ...)."""
        half = keras.ops.shape(batch)[0] // 2
        return batch[:half], batch[half:]


class PictureNet(keras.Model):
    """A Keras model that can do all updates of a fit in one call of its graph.

    One call a batch, or Keras' `fit` with its data pipeline, costs a fifth more than the arithmetic at this size. On
    JAX, where convolutions inside a loop are slow, `learn` calls Keras' `fit`.
    """

    def learn(self, pictures: np.ndarray, labels: np.ndarray) -> None:
        """Train once on each picture, in the order given, in batches of BATCH.

        Args:
            pictures: uint8 (n, h, w, 3), n a multiple of BATCH.
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
    x = layers.Dropout(DROPOUT, seed=0)(features)  # without a seed each process draws its own masks
    net = PictureNet(pictures, layers.Dense(1, activation="sigmoid")(x), name="fox_or_dog")
    schedule = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, UPDATES)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=WEIGHT_DECAY)
    net.compile(optimizer, loss="binary_crossentropy")
    return net
