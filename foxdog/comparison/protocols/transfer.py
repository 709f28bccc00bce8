"""The questions of one model for another: a net from scratch learns the labels that a head start asked for.

Coleman et al. 2020 ("Selection via proxy") found that this works, Lowell et al. 2019 ("Practical obstacles to deploying
active learning") that it does not.
"""

from collections.abc import Iterator

import numpy as np

from foxdog.comparison.protocols.asking import Load
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import Dataset


def run(dataset: Dataset, settings: Settings, load: Load, learner: str) -> Iterator[dict[str, object]]:
    """A run whose questions are those of `settings.model`; after each round the model `learner` learns all labels."""
    loop = Loop(dataset, settings, load(settings.model), paired=False)
    model = load(learner)
    estimator = model.make_estimator(settings.seed)
    truth = dataset.labels[dataset.test]
    loop.teach()
    while True:
        pictures, labels = np.array(loop.labelled).T
        estimator.fit(model.inputs[pictures], labels)
        right = (estimator.predict_proba(model.inputs[dataset.test])[:, 1] > 0.5) == truth
        yield {"labelled": len(pictures), "accuracy": float(right.mean())}
        if loop.over:
            return
        loop.step()
