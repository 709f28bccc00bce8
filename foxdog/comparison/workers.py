"""Where tasks are computed: in this process, on the cores of this machine, or on a Dask cluster.

Workers take tasks and give each back with its table, in whatever order they are finished. The tables are the same
whichever workers compute them.
"""

import platform
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import joblib
import pandas as pd

from foxdog.comparison.plan import Task, import_load_model, versions
from foxdog.comparison.processes import compute_in_processes
from foxdog.comparison.protocols import compute_protocol
from foxdog.evidence import CEILING_COLUMNS, CURVE_COLUMNS
from foxdog.learning.loop import Loop
from foxdog.learning.models import MOST_KEPT
from foxdog.learning.settings import SettingsError
from foxdog.pictures.dataset import Dataset, DatasetError, split_again
from foxdog.pictures.sources import open_pictures
from foxdog.text import escape_formula, printable

if TYPE_CHECKING:
    from distributed import Client

Finished = tuple[Task, pd.DataFrame]
"""A task and its table: the rows of curves.csv or of ceilings.csv that it computed."""

Workers = Callable[[Sequence[Task]], Generator[Finished, None, None]]
"""What computes tasks; close the generator to end it."""


def in_this_process(dataset: Dataset, before_round: Callable[[], object] = lambda: None) -> Workers:
    """One task after another in this process; `before_round` as in `compute`."""

    def workers(tasks: Sequence[Task]) -> Generator[Finished, None, None]:
        for task in tasks:
            yield task, compute(task, dataset, before_round)

    return workers


def here(tasks: Sequence[Task]) -> Generator[Finished, None, None]:
    """One task after another in this process, each with the pictures that it names."""
    for task in tasks:
        yield open_and_compute(task)


def on_cores(jobs: int) -> Workers:
    """In so many processes of this machine; each trains on one thread and takes about 1 GB. They end with this one.

    The workers raise ChildProcessError when one of the processes is ended from outside.
    """
    return partial(compute_in_processes, jobs=jobs)


def at_low_priority(meanwhile: Callable[[], object] = lambda: None) -> Workers:
    """In one process that takes only what others leave of this machine; `meanwhile` as in `compute_in_processes`."""
    return partial(compute_in_processes, jobs=1, low_priority=True, meanwhile=meanwhile)


def on_dask(address: str) -> Workers:
    """On the workers of a Dask scheduler, which must have this project and the pictures at the same path.

    A task whose worker is lost is computed again by another.

    Raises:
        SettingsError: dask.distributed is not installed here, or this project not there.
        ConnectionError: No scheduler answers at the address, or one without workers.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise SettingsError("--dask needs one more package; in the project's folder: pip install '.[dask]'") from error
    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise ConnectionError(f"No Dask scheduler answers at {address}.") from error
    _check(client, address)

    def workers(tasks: Sequence[Task]) -> Generator[Finished, None, None]:
        with client, joblib.parallel_config("dask"):
            parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
            yield from parallel(joblib.delayed(open_and_compute)(task) for task in tasks)

    return workers


def _check(client: "Client", address: str) -> None:
    """Refuse a cluster on which the tasks would wait for ever."""
    try:
        found = client.run(versions)
        client.run_on_scheduler(versions)
    except Exception as error:  # Dask raises what went wrong there as a bare Exception
        client.close()
        raise SettingsError(
            f"The scheduler or the workers at {address} do not find this project: install it there, or start them with "
            f"PYTHONPATH set to its folder ({error})."
        ) from error
    if not found:
        client.close()
        raise ConnectionError(f"The Dask scheduler at {address} has no workers yet.")


def compute(task: Task, dataset: Dataset, before_round: Callable[[], object] = lambda: None) -> pd.DataFrame:
    """The table of a curve, a row for each round, or of a ceiling, one row; accuracies as text with four places.

    `before_round` is called before each round of a curve but the first; what it raises ends the curve.

    Raises:
        SettingsError: The initial model here is another one.
    """
    model = import_load_model(task.load_model)(task.settings.model, dataset)
    if task.recipe not in ("", model.recipe):
        raise SettingsError(
            f"{platform.node()} now has another initial model, {model.recipe}, than the comparison began with."
        )
    loop = Loop(dataset, task.settings, model, paired=False)
    if task.ceiling:
        columns, points = CEILING_COLUMNS, [(0, len(loop.pool), loop.measure_ceiling())]
    else:
        loop.teach()
        while not loop.over:
            before_round()
            loop.step()
        columns, points = CURVE_COLUMNS, [(one.number, one.labelled, one.accuracy) for one in loop.rounds]
    table = pd.DataFrame(points, columns=["round", "labelled", "accuracy"])
    known = {
        "pictures": escape_formula(printable(dataset.name)),
        **asdict(task.settings),
        "accuracy": table["accuracy"].map("{:.4f}".format),
    }
    return table.assign(**known)[list(columns)]


def open_and_compute(task: Task) -> Finished:
    """Compute a task in this process, wherever that is, with pictures that are opened here.

    Raises:
        DatasetError: The pictures are not here, or are not the same.
        SettingsError: Packages of other versions, or another initial model, are here.
    """
    if differ := sorted({name for name, _ in set(task.versions) ^ set(versions())}):
        raise SettingsError(f"{platform.node()} has other versions of {', '.join(differ)} than the comparison.")
    dataset = _opened(task.pictures, task.split, task.fingerprint)
    return task, compute_protocol(task, dataset) if task.protocol else compute(task, dataset)


@lru_cache(maxsize=2)
def _read(source: str) -> Dataset:
    return open_pictures(source)


@lru_cache(maxsize=MOST_KEPT)
def _opened(source: str, split: int, fingerprint: str) -> Dataset:
    """The pictures in one of their splits, read once a process."""
    dataset = split_again(_read(source), split)
    if dataset.fingerprint != fingerprint:
        raise DatasetError(f"The pictures at {source} on {platform.node()} are not those of the comparison.")
    return dataset
