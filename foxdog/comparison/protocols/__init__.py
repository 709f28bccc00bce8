"""How the experiments compute their curves: the loop as it is, or a small function over the learner beside it.

1. ``asking``    the loop itself, on the whole pool or a part of it, from an initial set at random or a diverse one
2. ``again``     a noisy oracle that may be asked again about pictures that have a label
3. ``greedy``    what perfect asking would be worth
4. ``rivals``    learners that use the pictures without a label
5. ``transfer``  a net from scratch, taught what a head start asked about
6. ``kinds``     which kinds are asked about, and how well each is learned

A protocol takes the pictures, the settings, a function that gives an initial model by its name, and options of its own.
It yields a row for each round: the labels so far, the accuracy on the test set, and what else it measures.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial

import pandas as pd

from foxdog.comparison.plan import Task, import_load_model
from foxdog.comparison.protocols import again, asking, greedy, kinds, rivals, transfer
from foxdog.learning.models import Model
from foxdog.learning.settings import SettingsError
from foxdog.pictures.dataset import Dataset
from foxdog.text import escape_formula, printable

Rows = Iterator[dict[str, object]]
Protocol = Callable[..., Rows]

SECONDS = "seconds"  # the column of the time that a task took
PROTOCOLS: dict[str, Protocol] = {
    "loop": asking.run,
    "smaller-pool": asking.run_on_a_part,
    "diverse-start": asking.run_from_a_diverse_start,
    "ceiling": asking.measure_ceiling,
    "again": again.run,
    "greedy": greedy.run,
    "rivals": rivals.run,
    "transfer": transfer.run,
    "kinds": kinds.run,
}


def compute_protocol(task: Task, dataset: Dataset) -> pd.DataFrame:
    """The table of a task of an experiment: a row for each round, accuracies as text with four places.

    Raises:
        SettingsError: The initial model here is another one.
    """
    began = time.perf_counter()
    load: Callable[[str], Model] = partial(import_load_model(task.load_model), dataset=dataset)
    if task.recipe not in ("", recipe := load(task.settings.model).recipe):
        raise SettingsError(f"There is now another initial model, {recipe}, than the experiment began with.")
    task.settings.check(dataset)
    rows = pd.DataFrame(PROTOCOLS[task.protocol](dataset, task.settings, load, **dict(task.options)))
    known = {
        "pictures": escape_formula(printable(dataset.name)),
        **asdict(task.settings),
        "split": task.split,
        **dict(task.options),
        "round": range(len(rows)),
        **{str(name): rows[name] for name in rows},  # also the strategy, where it is none of the loop's
        "accuracy": rows["accuracy"].map("{:.4f}".format),
        SECONDS: f"{time.perf_counter() - began:.2f}",
    }
    return pd.DataFrame(known, index=rows.index)
