"""A greedy oracle: what perfect asking would be worth, an upper curve for every strategy (Werner et al. 2024).

Before each label it tries candidates with their true labels, learns each of them for a trial, and keeps the one after
which the head is best on the validation set. It is reported on the test set. Nobody could ask so: it knows the labels
of the candidates, and all those of the validation set. It is no upper bound: once the 150 pictures of the validation
set are learned well, it fits what is peculiar to them, and a strategy can pass it.
"""

from collections.abc import Iterator

import numpy as np
from threadpoolctl import ThreadpoolController

from foxdog.comparison.protocols.asking import Load
from foxdog.learning.loop import Loop
from foxdog.learning.recipes import VARIANCE
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import Dataset

TRIED_STREAM = 25  # of random numbers; those of `loop` are below 10
NEWTON_STEPS = 4  # from the head before the candidate; what is left then changes no choice that matters
_THREADS = ThreadpoolController()


def run(dataset: Dataset, settings: Settings, load: Load, tried: int) -> Iterator[dict[str, object]]:
    """The curve of a greedy oracle that tries so many candidates, drawn at random, for each label."""
    model = load(settings.model)
    labelled = Loop(dataset, settings, model, paired=False).initial
    estimator = model.make_estimator(settings.seed)
    trial = Trials(model.inputs.reshape(len(dataset), -1), dataset.labels, dataset.validation)
    pool, asked = dataset.pool, list(labelled)
    while True:
        estimator.fit(model.inputs[labelled], dataset.labels[labelled])
        right = (estimator.predict_proba(model.inputs[dataset.test])[:, 1] > 0.5) == dataset.labels[dataset.test]
        yield {
            "strategy": "oracle",
            "labelled": len(labelled),
            "accuracy": float(right.mean()),
            "new": " ".join(map(str, asked)),
        }
        if len(labelled) >= settings.budget:
            return
        rng = np.random.default_rng([settings.seed, TRIED_STREAM, len(labelled)])
        candidates = rng.permutation(np.setdiff1d(pool, labelled))[:tried]
        with _THREADS.limit(limits=1):
            asked = [trial.best(np.array(labelled), candidates)]
        labelled = [*labelled, *asked]


class Trials:
    """Heads learned for a trial, many at once: the same logistic regression as `head_start.head`, by Newton's method.

    With n labels and d > n features it is solved for the n labels: the weights are sums of features, so products of
    features are all that is needed.
    """

    def __init__(self, inputs: np.ndarray, labels: np.ndarray, validation: np.ndarray) -> None:
        """Take the inputs, float (n, d), their true labels, int (n,), and which of them are the validation set."""
        inputs = inputs.astype(np.float64)
        self._products = inputs @ inputs.T  # (n, n)
        self._labels, self._validation = labels.astype(float), validation

    def best(self, labelled: np.ndarray, candidates: np.ndarray) -> int:
        """The candidate after which the validation set has the least loss, which tells more than its accuracy does."""
        sets = np.column_stack([np.tile(labelled, (len(candidates), 1)), candidates])
        alpha, bias = self.learn(sets)
        truth = self._labels[self._validation]
        logits = np.einsum("vcm,cm->cv", self._products[self._validation][:, sets], alpha) + bias[:, None]
        loss = np.logaddexp(0, np.where(truth > 0.5, -logits, logits)).mean(axis=1)
        return int(candidates[np.argmin(loss)])

    def learn(self, sets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The heads that learn these labelled sets, int (c, m).

        Returns:
            How much of each picture's features a head's weights are, float (c, m), and its bias, float (c,).
        """
        count, size = sets.shape
        truth = self._labels[sets]
        foxes = truth.sum(axis=1, keepdims=True)
        weight = np.where(truth > 0.5, size / (2 * foxes), size / (2 * (size - foxes)))  # the classes count alike
        products = self._products[sets[:, :, None], sets[:, None, :]]
        system = np.zeros((count, size + 1, size + 1))
        system[:, :size, size] = system[:, size, :size] = 1  # the bias bears no penalty
        logits = np.zeros((count, size))
        diagonal = np.arange(size)
        for _ in range(NEWTON_STEPS):
            p = np.clip(1 / (1 + np.exp(-logits)), 1e-9, 1 - 1e-9)
            slope = p * (1 - p)
            system[:, :size, :size] = products
            system[:, diagonal, diagonal] += 1 / (VARIANCE * weight * slope)
            target = np.column_stack([logits + (truth - p) / slope, np.zeros(count)])
            solved = np.linalg.solve(system, target[:, :, None])[:, :, 0]
            alpha, bias = solved[:, :size], solved[:, size]
            logits = np.einsum("cmk,ck->cm", products, alpha) + bias[:, None]
        return alpha, bias
