"""Answers spent on asking again: at equal numbers of answers, new pictures or the labels that are doubted.

The oracle draws each answer anew, as people who answer independently do. In a run it is the other way: there a wrong
label stays wrong, since asking the same person again would repeat the error. A label is the majority of its answers; a
tie leaves it as it was. A label is settled, and not asked about again, once one side leads by two answers.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from sklearn.model_selection import KFold

from foxdog.comparison.protocols.asking import Load
from foxdog.learning.learner import Learner
from foxdog.learning.loop import Loop
from foxdog.learning.models import Model
from foxdog.learning.settings import Settings
from foxdog.learning.strategies import STRATEGIES
from foxdog.pictures.dataset import Dataset

ANSWER_STREAM, QUESTION_STREAM = 23, 24  # of random numbers; those of `loop` are below 10
FOLDS = 5  # of the labelled set: the model that judges a label has not learned it
SETTLED = 2  # answers by which one side leads


def run(
    dataset: Dataset, settings: Settings, load: Load, again: float = 0, since: int = 0, doubt: int = 0
) -> Iterator[dict[str, object]]:
    """A run in which some answers are about pictures that have a label: those whose label the model disputes most.

    Args:
        dataset: The pictures.
        settings: Those of the run. The budget is one of answers, and `noise` the share of wrong ones.
        load: Gives the initial model.
        again: The share of all answers after the initial set that is spent on asking again.
        since: The number of answers from which on all are; 0 for never. Where all labels are settled, new pictures
            are asked about all the same.
        doubt: 1 if an answer is wrong with the probability 2 * noise * (1 - |2p - 1|), so that the oracle errs where
            the model doubts; the initial set has the same noise everywhere. So an asker that seeks doubt gets more
            wrong answers than `noise` says at first, and fewer later; and a repeat is answered more rightly than the
            first question, since the model has learned that picture's label.
    """
    model, strategy = load(settings.model), STRATEGIES[settings.strategy]
    start = Loop(dataset, replace(settings, noise=0.0), model, paired=False)
    oracle = _Oracle(dataset.labels, settings, bool(doubt))
    learner = Learner(model, strategy, settings.seed)
    votes = np.zeros((len(dataset), 2), int)
    labels: dict[int, int] = {}
    to_ask, spent, proba = list(start.initial), 0, None
    while True:
        for picture in to_ask:
            votes[picture, oracle.answer(picture, proba)] += 1
            labels[picture] = majority(votes[picture], labels.get(picture))
        learner.teach(list(labels.items()))
        proba = learner.predict(np.arange(len(dataset)))
        answers = int(votes.sum())
        wrong = sum(label != dataset.labels[picture] for picture, label in labels.items())
        accuracy = float(np.mean((proba > 0.5)[dataset.test] == dataset.labels[dataset.test]))
        yield {"labelled": len(labels), "answers": answers, "repeated": spent, "wrong": wrong, "accuracy": accuracy}
        count = min(settings.batch, settings.budget - answers)
        if count <= 0:
            return
        due = again * (answers + count - settings.initial) - spent
        repeated = count if since and answers >= since else min(count, int(due + 1e-9))
        to_ask = _disputed(model, labels, votes, settings.seed)[:repeated] if repeated else []
        spent += len(to_ask)
        candidates = np.setdiff1d(start.pool, list(labels))
        rng = np.random.default_rng([settings.seed, QUESTION_STREAM, answers])
        to_ask += learner.query(candidates, count - len(to_ask), rng).tolist()


class _Oracle:
    """Answers with the true label or, at random and each time anew, with the other one."""

    def __init__(self, labels: np.ndarray, settings: Settings, by_doubt: bool) -> None:
        self._labels, self._noise, self._by_doubt = labels, settings.noise, by_doubt
        self._rng = np.random.default_rng([settings.seed, ANSWER_STREAM])

    def answer(self, picture: int, proba: np.ndarray | None) -> int:
        """The answer about a picture; `proba` is what the model believes of each, None before it has learned."""
        wrong = self._noise
        if self._by_doubt and proba is not None:
            wrong = 2 * self._noise * (1 - abs(2 * float(proba[picture]) - 1))
        return int(self._labels[picture]) ^ int(self._rng.random() < wrong)


def majority(votes: np.ndarray, before: int | None) -> int:
    """The label with more votes, int (2,); in a tie the label that the picture had before."""
    no, yes = votes.tolist()
    return before if no == yes and before is not None else int(yes > no)


def unsettled(votes: np.ndarray) -> np.ndarray:
    """Whether neither label leads by SETTLED votes, of each picture with votes, int (n, 2): bool (n,)."""
    return np.abs(votes[:, 1] - votes[:, 0]) < SETTLED


def _disputed(model: Model, labels: dict[int, int], votes: np.ndarray, seed: int) -> list[int]:
    """The labelled pictures that are not settled: first those with a tie, then the most disputed label first.

    A label is disputed by a model of the same kind that has learned four fifths of the others.
    """
    pictures, known = np.array(list(labels)), np.array(list(labels.values()))
    believed = np.empty(len(pictures))
    for learned, left in KFold(FOLDS, shuffle=True, random_state=seed).split(pictures):
        estimator = model.make_estimator(seed)
        estimator.fit(model.inputs[pictures[learned]], known[learned])
        proba = estimator.predict_proba(model.inputs[pictures[left]])
        believed[left] = proba[np.arange(len(left)), known[left]]
    of_labelled = votes[pictures]
    order = np.lexsort((believed, np.abs(of_labelled[:, 1] - of_labelled[:, 0])))
    return pictures[order[unsettled(of_labelled)[order]]].tolist()
