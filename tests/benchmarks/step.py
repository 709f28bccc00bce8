"""How long one round takes: this project's, that of the usual examples, and the least there can be.

    python -m tests.benchmarks.step [--rounds 10] [--json FILE]

A round is: learn 300 labelled pictures, score 300 test pictures, choose the next of a pool of 600. Each contender runs
in a process of its own; they take turns, so that a busy machine is busy for all of them.

- `head start`: foxdog's learner with a head start, one question; it too scores all 1,200 pictures.
- `project`: foxdog's learner from scratch.
- `project, jax`: the same on JAX, where that is installed.
- `examples`: the loop of modAL's and SciKeras' examples: a KerasClassifier that builds its net at each fit, `query`,
  `teach`, `score`, with TensorFlow's own choice of threads. The same net and as many updates as `project`.
- `floor`: a bare TensorFlow graph that does all updates of a fit in one call and one forward pass over pool and test,
  on pictures that were augmented before the clock started, with the threads of `project`.
- `examples, earlier recipe`: `examples` with the recipe this project began with: 48x48, three convolutions of stride 2
  and one of stride 1, 24-48-96-96 filters, batch normalisation, 150 updates.
"""

import argparse
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np

POOL, TEST, LABELLED, BATCH_SIZE = 600, 300, 300, 10
PROJECT_THREADS = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "2"}
OWN_THREADS = {"TF_NUM_INTRAOP_THREADS": "0", "TF_NUM_INTEROP_THREADS": "0"}  # 0: as many as TensorFlow likes
EARLIER_UPDATES, EARLIER_BATCH = 150, 32
PAUSE = 1.0  # s between two rounds: the threads of the one before come to rest

Round = Callable[[], object]


def data() -> tuple[np.ndarray, np.ndarray]:
    """Drawn pictures, uint8 (n, h, w, 3), and labels: the labelled, then the pool, then the test set."""
    from foxdog.pictures.sources import open_pictures

    dataset = open_pictures("drawn")
    order = np.random.default_rng(0).permutation(len(dataset))[: LABELLED + POOL + TEST]
    return dataset.pictures[order], dataset.labels[order]


LEARNED = slice(0, LABELLED)
ASKED = slice(LABELLED, LABELLED + POOL)
TESTED = slice(LABELLED + POOL, LABELLED + POOL + TEST)


def project(model: str = "scratch", questions: int = BATCH_SIZE) -> Round:
    """One round of this project's learner; the labelled set comes in another order, so that it is taught again."""
    from foxdog.learning.learner import Learner
    from foxdog.learning.models import load_model
    from foxdog.learning.strategies import STRATEGIES
    from foxdog.pictures.sources import open_pictures

    dataset = open_pictures("drawn")
    learner = Learner(load_model(model, dataset), STRATEGIES["uncertainty"], seed=0)
    rng = np.random.default_rng(0)
    order = rng.permutation(len(dataset))
    tested = order[TESTED]

    def step() -> None:
        learner.teach([(int(index), int(dataset.labels[index])) for index in rng.permutation(order[LEARNED])])
        np.mean((learner.predict(tested) > 0.5) == dataset.labels[tested])
        learner.query(order[ASKED], questions, rng)

    return step


def head_start() -> Round:
    """The same with a head start, and one question a round."""
    return project("head-start", questions=1)


def examples(build: Callable[[], object], updates: int, batch: int) -> Round:
    """One round as the documentation of modAL and of SciKeras would have it."""
    from modAL.models import ActiveLearner
    from modAL.uncertainty import uncertainty_sampling
    from scikeras.wrappers import KerasClassifier

    class Learner(ActiveLearner):
        """modAL's, made to work with scikit-learn 1.8 and later."""

        def _add_training_data(self, X: np.ndarray, y: np.ndarray) -> None:  # noqa: N803
            self.X_training = np.concatenate([self.X_training, X])
            self.y_training = np.concatenate([self.y_training, y])

    pictures, labels = data()
    epochs = updates // -(-LABELLED // batch)
    classifier = KerasClassifier(build, epochs=epochs, batch_size=batch, verbose=0, random_state=0)
    first = slice(0, LABELLED - BATCH_SIZE)
    newest = slice(LABELLED - BATCH_SIZE, LABELLED)
    learner = Learner(classifier, uncertainty_sampling, pictures[first], labels[first])

    def step() -> None:
        learner.X_training, learner.y_training = pictures[first], labels[first]
        learner.teach(pictures[newest], labels[newest])
        learner.score(pictures[TESTED], labels[TESTED])
        learner.query(pictures[ASKED], n_instances=BATCH_SIZE)

    return step


def examples_same() -> Round:
    """The examples' loop with this project's net."""
    from foxdog.learning import cnn

    os.environ.update(OWN_THREADS)  # after the import, which sets the project's
    return examples(lambda: cnn.build_cnn(48), cnn.UPDATES, cnn.BATCH)


def examples_earlier() -> Round:
    """The examples' loop with the recipe this project began with."""
    from foxdog.learning import cnn  # noqa: F401 - it sets the project's threads

    os.environ.update(OWN_THREADS)
    return examples(build_earlier, EARLIER_UPDATES, EARLIER_BATCH)


def build_earlier(side: int = 48) -> object:
    """The net this project began with."""
    from keras import layers

    from foxdog.learning.cnn import CosineAdamW, PictureNet  # a Keras model like any other, but for `learn`

    pictures = layers.Input((side, side, 3), dtype="uint8")
    x = layers.Rescaling(1 / 127.5, offset=-1)(pictures)
    for width, stride in ((24, 2), (48, 2), (96, 2), (96, 1)):
        x = layers.Conv2D(width, 3, strides=stride, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    x = layers.Dropout(0.3)(layers.Flatten()(x))
    net = PictureNet(pictures, layers.Dense(1, activation="sigmoid")(x))
    optimizer = CosineAdamW(3e-3, weight_decay=1e-2)
    optimizer.length.assign(EARLIER_UPDATES)
    net.compile(optimizer, loss="binary_crossentropy")
    return net


def floor() -> Round:
    """The arithmetic of one round of `project` and nothing else."""
    import keras
    import tensorflow as tf

    from foxdog.learning import augment, cnn, estimator

    pictures, labels = data()
    net = cnn.build_cnn(48)
    order = estimator._stream(LABELLED, np.random.default_rng(0), cnn.UPDATES * cnn.BATCH)  # one block
    stream = tf.constant(augment.augmented(pictures, order, np.random.default_rng(0)).reshape(-1, cnn.BATCH, 48, 48, 3))
    answers = tf.constant(labels[order].reshape(-1, cnn.BATCH, 1).astype(np.float32))
    unseen = np.concatenate([pictures[ASKED], pictures[TESTED]])
    unseen = np.concatenate([unseen, unseen[:, :, ::-1]])  # the project predicts a picture and its mirror image
    size = estimator.CHUNK
    chunks = [tf.constant(unseen[start : start + size]) for start in range(0, len(unseen), size)]

    @tf.function
    def fit() -> None:
        for update in tf.range(len(stream)):
            with tf.GradientTape() as tape:
                loss = keras.losses.binary_crossentropy(answers[update], net(stream[update], training=True))
            net.optimizer.apply_gradients(
                zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables, strict=True)
            )

    predict = tf.function(lambda chunk: net(chunk, training=False), reduce_retracing=True)

    def step() -> None:
        fit()
        for chunk in chunks:
            predict(chunk)

    return step


CONTENDERS: dict[str, tuple[Callable[[], Round], dict[str, str]]] = {
    "head start": (head_start, {}),
    "project": (project, {}),
    "project, jax": (project, {"KERAS_BACKEND": "jax"}),
    "examples": (examples_same, OWN_THREADS),
    "floor": (floor, PROJECT_THREADS),
    "examples, earlier recipe": (examples_earlier, OWN_THREADS),
}


def work(name: str) -> None:
    """A contender's process: a round for each line that comes in, its seconds out. The first one is not counted."""
    contender, _ = CONTENDERS[name]
    step = contender()
    step()
    print("ready", flush=True)
    for _ in sys.stdin:
        started = time.perf_counter()
        step()
        print(time.perf_counter() - started, flush=True)


def race(names: list[str], rounds: int) -> dict[str, list[float]]:
    """The seconds of each round of each contender."""
    workers = {}
    for name in names:
        command = [sys.executable, "-m", "tests.benchmarks.step", "--work", name]
        environment = {**os.environ, **CONTENDERS[name][1]}
        quiet = subprocess.DEVNULL
        workers[name] = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet, text=True
        )
        if not any(line == "ready\n" for line in _lines(workers[name])):
            raise SystemExit(f"{name} did not start; see: {' '.join(command)}")
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in np.random.default_rng(turn).permutation(names):  # nobody always comes after the same one
            worker = workers[name]
            time.sleep(PAUSE)
            worker.stdin.write("\n")
            worker.stdin.flush()
            seconds[name].append(float(worker.stdout.readline()))
    for worker in workers.values():
        worker.communicate()
    return seconds


def _lines(worker: subprocess.Popen) -> Iterator[str]:
    """What it prints, until it is ready."""
    while line := worker.stdout.readline():
        yield line


def report(seconds: dict[str, list[float]]) -> dict[str, object]:
    """Medians and ratios, with the machine and the versions that gave them."""
    from foxdog.learning import recipes

    median = {name: statistics.median(rounds) for name, rounds in seconds.items()}
    packages = ("tensorflow-cpu", "keras", "scikeras", "modAL-python", "scikit-learn", "numpy")
    return {
        "recipe": recipes.SCRATCH,
        "date": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "versions": {package: version(package) for package in packages if _installed(package)},
        "median_s": {name: round(value, 4) for name, value in median.items()},
        "project_takes": {name: round(median["project"] / value, 3) for name, value in median.items()},
        "head_start_takes": {name: round(median["head start"] / value, 4) for name, value in median.items()},
        "rounds_s": {name: [round(value, 3) for value in rounds] for name, rounds in seconds.items()},
    }


def _installed(package: str) -> bool:
    return importlib.util.find_spec("tensorflow") is not None or not package.startswith("tensorflow")


def main() -> None:
    """Race, print the table, and write the JSON if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--json", type=Path)
    parser.add_argument(
        "--only", nargs="+", choices=CONTENDERS, help="these contenders, project and head start among them"
    )
    parser.add_argument("--work", choices=CONTENDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work)
        return
    there = [name for name in CONTENDERS if "jax" not in name or importlib.util.find_spec("jax")]
    names = options.only or there
    found = report(race(names, options.rounds))
    print(f"recipe {found['recipe']}, {options.rounds} rounds, {found['machine']}")
    for name, median in found["median_s"].items():
        takes, head = found["project_takes"][name], found["head_start_takes"][name]
        print(f"{name:26} {median:7.3f} s a round, of which project takes {takes:.2f}, head start {head:.4f}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
