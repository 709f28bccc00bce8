"""A small Keras net and its scikit-learn face, by SciKeras.

Two compiled nets serve the whole process: rebuilding one at every fit leaks 10 MB a fit and takes longer than many a
fit does. A classifier keeps its own weights, borrows a net for each fit or prediction, and puts them into it; so
learners never mix, and two can be at work at once.

All chance in a fit (initial weights, order of the pictures, augmentation) is drawn by numpy from the classifier's
random state and the number of pictures, and an operation runs on one thread. So the same labelled set gives the same
weights, to the bit, whatever else the process does and however many cores there are. Two cores share a fit by its two
half batches (`Halves`).
"""

import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

# TensorFlow reads these when it makes its first net. One thread an operation, whatever the environment says, since a
# sum over two threads rounds otherwise than over one; how many operations go on at a time changes no bit.
os.environ["TF_NUM_INTRAOP_THREADS"] = "1"
os.environ.setdefault("TF_NUM_INTEROP_THREADS", str(min(max(os.cpu_count() or 2, 2), 4)))  # two halves of two fits
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
from keras import layers
from scikeras.utils.transformers import ClassifierLabelEncoder
from scikeras.wrappers import KerasClassifier
from sklearn.exceptions import NotFittedError
from sklearn.utils import ClassifierTags, Tags

RECIPE = "conv16-16-48-64-halves-u150"  # named in run.json; a change below that changes curves needs a new name
# Filters; each block halves the side, the first by its stride, the others by pooling. Processors like sixteens.
WIDTHS = (16, 16, 48, 64)
DROPOUT = 0.3
UPDATES = 150  # a fit, whatever the number of pictures
BATCH = 32  # pictures an update
LEARNING_RATE = 8e-3
WEIGHT_DECAY = 1e-2
SHIFT, ZOOM, STRETCH = 2.0, 0.08, 0.05  # augmentation: px, and natural logarithms of factors
CHUNK = 256  # pictures a forward pass

NETS = 2  # fits at a time; more wait


class Halves(layers.Layer):
    """The first and the second half of a batch."""

    def call(self, batch: keras.KerasTensor) -> tuple[keras.KerasTensor, keras.KerasTensor]:
        """(n, ...) -> (n // 2, ...), (n - n // 2, ...)."""
        half = keras.ops.shape(batch)[0] // 2
        return batch[:half], batch[half:]


class PictureNet(keras.Model):
    """A net that also learns a whole fit, a batch of batches, in one call of its graph.

    A call a batch, or `fit` with its data pipeline, costs a fifth more than the arithmetic at this size. On JAX, whose
    convolutions are slow within a loop, a fit is Keras' own.
    """

    def learn(self, pictures: np.ndarray, labels: np.ndarray) -> None:
        """One pass over uint8 pictures (n, h, w, 3) and labels (n,) as they come, in batches of BATCH."""
        if keras.backend.backend() != "tensorflow":
            self.fit(pictures, labels, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
            return
        self.train_on_batch(pictures.reshape(-1, BATCH, *pictures.shape[1:]), labels.reshape(-1, BATCH, 1))

    def train_step(self, *state_and_data: Any) -> Any:  # noqa: ANN401 - each backend hands over its own
        """As Keras' own for a batch; an update for each batch of a batch of batches."""
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
    """The net, compiled: uint8 pictures (n, side, side, 3) -> P(label = 1), float32 (n, 1).

    The two halves of a batch go through the same layers side by side, each normalised by itself (the ghost batches of
    Hoffer et al. 2017). So two cores share the work of a fit, and one core does it to the same bit.
    """
    convolutions: list[layers.Layer] = [layers.Rescaling(1 / 127.5, offset=-1)]
    for block, width in enumerate(WIDTHS):
        convolutions.append(layers.Conv2D(width, 3, strides=1 if block else 2, padding="same", use_bias=False))
        convolutions += [layers.MaxPooling2D()] if block else []
        convolutions.append(layers.BatchNormalization(momentum=0.9))  # so few updates would leave 0.99 half-way
        convolutions.append(layers.ReLU())
    pictures = layers.Input((side, side, 3), dtype="uint8")
    first, second = Halves()(pictures)
    for layer in [*convolutions, layers.Flatten()]:
        first, second = layer(first), layer(second)
    features = layers.Concatenate(axis=0)([first, second])
    x = layers.Dropout(DROPOUT, seed=0)(features)  # without a seed every process would draw its own
    net = PictureNet(pictures, layers.Dense(1, activation="sigmoid")(x), name="fox_or_dog")
    schedule = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, UPDATES)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=WEIGHT_DECAY)
    net.compile(optimizer, loss="binary_crossentropy")
    return net


@dataclass(eq=False)
class _Net:
    """A net that is lent to one classifier at a time.

    Attributes:
        model: Compiled, its optimizer built.
        untrained: Every variable of the model and of its optimizer with its value before any training.
        holder: The classifier whose weights are in the net, or None.
    """

    model: PictureNet
    untrained: list[tuple[keras.Variable, np.ndarray]]
    holder: "PictureClassifier | None" = None

    @cached_property
    def body(self) -> keras.Model:
        """The same net without its last layer; it shares the weights, and is built when it is first needed."""
        return keras.Model(self.model.input, self.model.layers[-1].input)

    def freshen(self, rng: np.random.Generator) -> None:
        """Forget all training: kernels drawn anew (He et al. 2015), all else as it was built, the optimizer too."""
        for variable, value in self.untrained:
            variable.assign(value)
        for variable in self.model.trainable_variables:
            if len(variable.shape) > 1:
                variable.assign(_he_normal(variable.shape, rng))


def _he_normal(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    fan_in = np.prod(shape[:-1])
    return rng.normal(0, np.sqrt(2 / fan_in), shape).astype(np.float32)


def _new_net(build: Callable[[int], PictureNet], side: int) -> _Net:
    model = build(side)
    model.optimizer.build(model.trainable_variables)
    variables = [*model.variables, *model.optimizer.variables]
    return _Net(model, [(variable, keras.ops.convert_to_numpy(variable).copy()) for variable in variables])


class _Library:
    """Lends nets, NETS of each kind at most, and builds them when they are first needed."""

    def __init__(self) -> None:
        self._returned = threading.Condition()
        self._nets: dict[object, list[_Net]] = defaultdict(list)
        self._lent: list[_Net] = []

    @contextmanager
    def borrow(self, side: int, by: "PictureClassifier") -> Iterator[_Net]:
        """A net for pictures of this side, preferably one that still holds the borrower's weights."""
        with self._returned:
            nets = self._nets[by.model, side]
            while not (free := [net for net in nets if net not in self._lent]) and len(nets) >= NETS:
                self._returned.wait()
            if not free:
                nets.append(_new_net(by.model, side))
                free = nets[-1:]
            net = next((net for net in free if net.holder is by), free[0])
            self._lent.append(net)
        try:
            yield net
        finally:
            with self._returned:
                self._lent.remove(net)
                self._returned.notify_all()


_LIBRARY = _Library()


def augmented(pictures: np.ndarray, places: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The pictures at `places`, each mirrored half of the time, a little zoomed, stretched and shifted.

    All of it is one gather of whole pixels, outside the net: cheap, and the same on every backend.

    Args:
        pictures: uint8 (m, h, w, 3).
        places: int (n,), indices into them; a picture may come many times, each time moved otherwise.
        rng: Where chance comes from.

    Returns:
        uint8 (n, h, w, 3).
    """
    n, (_, height, width, _) = len(places), pictures.shape
    zoom = np.exp(rng.uniform(-ZOOM, ZOOM, (n, 1)))
    stretch = np.exp(rng.uniform(-STRETCH, STRETCH, (n, 1)))
    mirror = rng.choice([-1, 1], (n, 1))
    rows = _sampled(height, zoom * stretch, rng)  # (n, h)
    columns = _sampled(width, zoom / stretch * mirror, rng)  # (n, w)
    return _gathered(pictures, places, rows, columns)


def _gathered(pictures: np.ndarray, places: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The pixel at (places[i], rows[i, j], columns[i, k]) for each i, j, k: uint8 (n, h, w, 3).

    A pixel is taken as one piece of three bytes and a few pictures at a time, four times as fast as indexing bytes.
    """
    _, height, width, channels = pictures.shape
    pixels = np.ascontiguousarray(pictures).view(f"V{channels}").ravel()
    gathered = np.empty((len(places), height, width), pixels.dtype)
    lines = (places[:, None] * height + rows) * width  # (n, h): where each output row's source begins
    for start in range(0, len(places), BATCH):
        part = slice(start, start + BATCH)
        sources = lines[part, :, None] + columns[part, None, :]  # (BATCH, h, w)
        np.take(pixels, sources, out=gathered[part], mode="clip")  # "clip" needs no buffer; all are within
    return gathered.view(np.uint8).reshape(-1, height, width, channels)


def _sampled(length: int, scale: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Where each output pixel of an axis comes from: int (n, length), the edge repeated beyond the edge."""
    centre = (length - 1) / 2
    shift = rng.uniform(-SHIFT, SHIFT, scale.shape)
    return np.clip(np.rint((np.arange(length) - centre) * scale + centre + shift), 0, length - 1).astype(np.intp)


def _stream(count: int, rng: np.random.Generator) -> np.ndarray:
    """Which picture each place of all updates takes: int (UPDATES * BATCH,), epoch after shuffled epoch."""
    places = UPDATES * BATCH
    epochs = [rng.permutation(count) for _ in range(-(-places // count))]
    return np.concatenate(epochs)[:places]


class PictureClassifier(KerasClassifier):
    """SciKeras' KerasClassifier over a borrowed net: fresh weights at every fit, repeatable to the bit.

    `fit` takes uint8 pictures (n, h, h, 3) and labels 0 or 1, also if all labels are the same; `predict_proba`
    returns (n, 2) always. `model` builds the compiled net for a picture's side. A fit is one pass over a stream of
    UPDATES batches of BATCH pictures; SciKeras' `epochs`, `batch_size`, `optimizer` and `sample_weight` do not apply.
    """

    classes_ = np.array([0, 1])

    def __init__(
        self,
        model: Callable[[int], PictureNet] = build_cnn,
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
        places = _stream(len(X), rng)
        initial = rng.spawn(1)[0]
        labels = self.target_encoder_.transform(y)[places]
        with _LIBRARY.borrow(X.shape[1], self) as net:
            stream = augmented(X, places, rng)  # 33 MB: only those who have a net make one
            net.holder = None
            net.freshen(initial)
            net.model.learn(stream, labels)
            self.weights_ = net.model.get_weights()
            net.holder = self

    @property
    def initialized_(self) -> bool:
        """Whether it has been fitted."""
        return hasattr(self, "weights_")

    @contextmanager
    def _net(self, side: int) -> Iterator[_Net]:
        """A net that holds this classifier's weights."""
        if not self.initialized_:
            raise NotFittedError("The classifier must be fitted before it predicts.")
        with _LIBRARY.borrow(side, self) as net:
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

        Of the picture alone and not of its mirror image, so half of what a prediction costs.
        """
        X, _y = self._validate_data(X)  # noqa: N806
        with self._net(X.shape[1]) as net:
            return np.concatenate([_features(net.body, chunk) for chunk in _chunks(X)])

    def sampled_proba(self, X: np.ndarray, passes: int, seed: int) -> np.ndarray:  # noqa: N803
        """P(label = 1) with dropout at work: float32 (passes, n); `seed` decides the masks.

        Monte Carlo dropout (Gal & Ghahramani 2016). The net's one dropout is just before its last layer, so `features`
        once and `passes` * n * d multiplications are all it takes, and batch normalisation stays as it predicts. A
        pass keeps its mask for all pictures, so that it is one net (Kirsch et al. 2019, "consistent" dropout).
        """
        features = self.features(X)
        kernel, bias = self.weights_[-2:]  # (d, 1), (1,)
        kept = np.random.default_rng(seed).random((passes, features.shape[1])) >= DROPOUT
        logits = (kept * kernel[:, 0] / (1 - DROPOUT)).astype(np.float32) @ features.T + bias
        return 1 / (1 + np.exp(-logits))


def _mirror_mean(net: keras.Model, pictures: np.ndarray) -> np.ndarray:
    """A fox looking left is as much a fox: worth a point of accuracy for a second forward pass."""
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
