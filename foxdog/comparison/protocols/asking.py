"""The loop as it is, and its variants: a part of the pool, and an initial set that is not drawn at random."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from foxdog.learning.loop import Loop
from foxdog.learning.models import Model
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import Dataset

LEFT_OUT = "left out"  # of the split: neither asked about nor tested on
PART_STREAM, START_STREAM = 21, 22  # of random numbers; those of `loop` are below 10

Load = Callable[[str], Model]


def run(dataset: Dataset, settings: Settings, load: Load) -> Iterator[dict[str, object]]:
    """A run by the oracle."""
    yield from _rows(Loop(dataset, settings, load(settings.model), paired=False))


def run_on_a_part(dataset: Dataset, settings: Settings, load: Load, pool: float) -> Iterator[dict[str, object]]:
    """A run on a part of the pool, drawn at random. The body has seen the whole pool."""
    rng = np.random.default_rng([settings.seed, PART_STREAM])
    split = dataset.split.copy()
    split[rng.permutation(dataset.pool)[round(pool * len(dataset.pool)) :]] = LEFT_OUT
    part = replace(dataset, split=split.astype(dataset.split.dtype))
    yield from _rows(Loop(part, settings, load(settings.model), paired=False))


def run_from_a_diverse_start(
    dataset: Dataset, settings: Settings, load: Load, start: str
) -> Iterator[dict[str, object]]:
    """A run whose initial set is the most typical picture of each of so many clusters: TypiClust (Hacohen et al. 2022).

    Args:
        dataset: The pictures.
        settings: Those of the run.
        load: Gives the initial model.
        start: "typical", for the table.
    """
    from sklearn.preprocessing import normalize

    from foxdog.learning.utilities import typical

    model = load(settings.model)
    loop = Loop(dataset, settings, model, paired=False)
    points = normalize(model.inputs[loop.pool].reshape(len(loop.pool), -1))
    rng = np.random.default_rng([settings.seed, START_STREAM])
    loop.initial = loop.pool[typical(points, points[:0], settings.initial, rng)[0]].tolist()
    yield from _rows(loop)


def measure_ceiling(dataset: Dataset, settings: Settings, load: Load) -> Iterator[dict[str, object]]:
    """The accuracy with the whole pool labelled."""
    loop = Loop(dataset, settings, load(settings.model), paired=False)
    yield {"labelled": len(loop.pool), "accuracy": loop.measure_ceiling()}


def _rows(loop: Loop) -> Iterator[dict[str, object]]:
    """Each round's labels, accuracy and new pictures, and how many foxes are among the labels where they are rare."""
    loop.teach()
    while not loop.over:
        loop.step()
    found = 0
    for one in loop.rounds:
        found += int(loop.dataset.labels[list(one.new)].sum())
        foxes = {"found": found} if loop.settings.rare else {}
        new = " ".join(map(str, one.new))
        yield {"labelled": one.labelled, "accuracy": one.accuracy, **foxes, "new": new}
