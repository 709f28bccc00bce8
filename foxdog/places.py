"""Where an experiment's work is done: in this process, on the cores of this machine, or on a Dask cluster.

A place takes units of work and gives each back with its result, in whatever order they are finished.
"""

import pkgutil
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool

import joblib

from foxdog import experiment
from foxdog.dataset import Dataset
from foxdog.experiment import Place, Results, Work
from foxdog.loop import SettingsError


def here(dataset: Dataset, before_each: Callable[[], None] | None = None) -> Place:
    """In this process, one after another; `before_each` as in `foxdog.experiment.result`."""

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
        SettingsError: dask.distributed is not installed.
        ConnectionError: No scheduler answers at the address.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise SettingsError("--dask needs one more package: pip install -r requirements-dask.txt.") from error
    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise ConnectionError(f"No Dask scheduler answers at {address}.") from error

    def place(works: Sequence[Work]) -> Results:
        with client, joblib.parallel_config("dask"):
            parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
            yield from parallel(joblib.delayed(experiment.do)(work) for work in works)

    return place
