"""What was asked about: the kinds among the questions, against the pool's, and how well each kind is learned by then.

A kind of which the model is surely wrong is one that uncertainty never asks about: it does not know that it is wrong.
"""

from collections.abc import Iterator

import numpy as np

from foxdog.comparison.protocols.asking import Load
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import Dataset

SURE = 0.8  # P of the wrong class


def run(dataset: Dataset, settings: Settings, load: Load) -> Iterator[dict[str, object]]:
    """A run, and of each kind of its pool a row of what came of it; `labelled` is the whole run's budget.

    The row says how many pictures of the kind there were in the pool and among the questions, without the initial set,
    and how many of either had a wrong label; how many there were in the test set, and how many of these were surely
    wrong at the end. The accuracy is that of the kind.
    """
    loop = Loop(dataset, settings, load(settings.model), paired=False)
    loop.teach()
    while not loop.over:
        loop.step()
    labels = loop.oracle_labels
    asked = np.array([picture for picture, _ in loop.labelled[settings.initial :]])
    last, test = loop.rounds[-1], dataset.test
    believed = last.proba[test]
    surely_wrong = np.where(dataset.labels[test] == 1, 1 - believed, believed) >= SURE
    kinds = np.char.add(np.where(dataset.labels == 1, "fox ", "dog "), dataset.kinds)
    for kind in np.unique(kinds[loop.pool]):
        of_pool, of_asked = (some[kinds[some] == kind] for some in (loop.pool, asked))
        of_test = kinds[test] == kind
        yield {
            "kind": kind,
            "labelled": last.labelled,
            "in_pool": len(of_pool),
            "asked": len(of_asked),
            "wrong_in_pool": int((labels != dataset.labels)[of_pool].sum()),
            "wrong_asked": int((labels != dataset.labels)[of_asked].sum()),
            "tested": int(of_test.sum()),
            "surely_wrong": int(surely_wrong[of_test].sum()),
            "accuracy": float(last.correct[of_test].mean()) if of_test.any() else float("nan"),
        }
