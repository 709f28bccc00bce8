"""Rivals that need no more labels: learners that use the pictures without a label too.

The same questions are learned by the usual head, by self-training and by label spreading, all on the same features. So
one sees what either gains over the head, and whether asking still gains anything beside them: Bengar et al. 2021 and
Chan et al. 2021 found that it does not, with few labels.

Both rivals were chosen on the validation set of split 0 (8 seeds, 20 to 200 labels): self-training out of the
thresholds 0.75, 0.9 and 0.97, label spreading out of eight Gaussian kernels and two of nearest neighbours.
"""

from collections.abc import Iterator

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from sklearn.semi_supervised import LabelSpreading, SelfTrainingClassifier
from threadpoolctl import ThreadpoolController

from foxdog.comparison.protocols.asking import Load
from foxdog.learning.loop import Loop
from foxdog.learning.recipes import VARIANCE
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import Dataset

UNKNOWN = -1  # scikit-learn's label of a picture that has none
SURE = 0.75  # P(predicted class) from which self-training adopts a label
WIDTH, GIVEN_WAY = 10, 0.2  # of label spreading: scikit-learn's gamma, for features of unit length, and its alpha
_THREADS = ThreadpoolController()


def run(dataset: Dataset, settings: Settings, load: Load, learner: str) -> Iterator[dict[str, object]]:
    """A run whose questions are the head's; `learner`, one of `experiments.LEARNERS`, learns the labels."""
    model = load(settings.model)
    loop = Loop(dataset, settings, model, paired=False)
    inputs = model.inputs.reshape(len(dataset), -1)
    loop.teach()
    while True:
        last = loop.rounds[-1]
        accuracy = last.accuracy if learner == "head" else _accuracy(learner, inputs, loop)
        yield {"labelled": last.labelled, "accuracy": accuracy}
        if loop.over:
            return
        loop.step()


def _accuracy(learner: str, inputs: np.ndarray, loop: Loop) -> float:
    """The accuracy on the test set of a learner that sees the pool, most of it without labels."""
    dataset, known = loop.dataset, dict(loop.labelled)
    labels = np.array([known.get(int(picture), UNKNOWN) for picture in loop.pool])
    with _THREADS.limit(limits=1):
        if learner == "self-training":
            head = LogisticRegression(C=VARIANCE, class_weight="balanced", max_iter=1000)
            classifier, seen = SelfTrainingClassifier(head, threshold=SURE), inputs
        else:
            classifier, seen = LabelSpreading(kernel="rbf", gamma=WIDTH, alpha=GIVEN_WAY), normalize(inputs)
        guessed = classifier.fit(seen[loop.pool], labels).predict(seen[dataset.test])
    return float(np.mean(guessed == dataset.labels[dataset.test]))
