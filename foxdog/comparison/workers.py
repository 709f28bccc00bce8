"""Where an experiment's work is done: in this process, on the cores of this machine, or on a Dask cluster.

A place takes units of work and gives each back with its result, in whatever order they are finished.
"""

import pkgutil
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

import joblib

from foxdog.comparison import experiment
from foxdog.comparison.experiment import Place, Results, Work
from foxdog.learning.settings import SettingsError
from foxdog.pictures.dataset import Dataset

if TYPE_CHECKING:
    from distributed import Client


def here(dataset: Dataset, before_each: Callable[[], None] | None = None) -> Place:
    """In this process, one after another; `before_each` as in `foxdog.comparison.experiment.result`."""

    def place(works: Sequence[Work]) -> Results:
        for work in works:
            yield work, experiment.result(dataset, work, pkgutil.resolve_name(work.estimator), before_each)

    return place


def on_cores(jobs: int) -> Place:
    """In so many processes of this machine; each trains on one thread and takes about 1 GB.

    The place raises ChildProcessError when one of them is ended from outside.
    """

    def place(works: Sequence[Work]) -> Results:
        parallel = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
        try:
            yield from parallel(joblib.delayed(experiment.do)(work) for work in works)
        except BrokenProcessPool as error:
            raise ChildProcessError("A process was ended, perhaps for lack of memory: give fewer --jobs.") from error

    return place


def on_dask(address: str) -> Place:
    """On the workers of a Dask scheduler, which must have this project and the pictures at the same path.

    A unit of work whose worker is lost is done again by another.

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

    def place(works: Sequence[Work]) -> Results:
        with client, joblib.parallel_config("dask"):
            parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
            yield from parallel(joblib.delayed(experiment.do)(work) for work in works)

    return place


def _check(client: "Client", address: str) -> None:
    """Refuse a cluster on which the work would wait for ever."""
    try:
        workers = client.run(experiment.versions)
        client.run_on_scheduler(experiment.versions)
    except Exception as error:  # Dask raises what it was told as a bare Exception
        client.close()
        raise SettingsError(
            f"The scheduler or the workers at {address} do not find this project: start them with PYTHONPATH set to "
            f"its folder ({error})."
        ) from error
    if not workers:
        client.close()
        raise ConnectionError(f"The Dask scheduler at {address} has no workers yet.")
