"""A comparison that the server computes for one session.

A process of its own computes it, at low priority: it takes only what the visitors leave of the cores, and ends with the
server, however that ends.
"""

import os
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st

from foxdog.comparison import result_folder, workers
from foxdog.comparison.plan import Task, import_load_model
from foxdog.comparison.result import Result, make_result
from foxdog.comparison.workers import Finished
from foxdog.learning.settings import SettingsError
from foxdog.pages.session.background import Held, Job, Slot, StoppedError, minutes
from foxdog.pages.session.keras_import import import_keras
from foxdog.pictures import dataset_file
from foxdog.pictures.dataset import Dataset

SECONDS_A_FIT = {"head-start": 0.015, "scratch": 1.5}  # to fit a model and ask, on two cores with nothing else to do
NAME = "comparison"
LIMIT, USUAL_LIMIT = "FOXDOG_COMPARE_MINUTES", 60.0  # the most that one comparison may take; 0 allows none


@dataclass(eq=False)
class Comparison(Job):
    """What one session has asked for, and what is done of it. When it stops, the curve in hand is lost."""

    dataset: Dataset
    tasks: Sequence[Task]  # seed by seed
    seconds_a_fit: float  # a guess until the second curve is finished
    done: list[Finished] = field(default_factory=list)
    recipe: str = ""  # the model's; known once it has been loaded
    began: float = 0.0  # when the first curve was finished, s of `time.monotonic`
    out_of_time: bool = False  # whether it was stopped because it took longer than the server allows

    @property
    def share(self) -> float:
        """The share of all fits that is done, 0 to 1."""
        return count_fits([task for task, _ in self.done]) / count_fits(self.tasks)

    @property
    def state(self) -> str:
        """How far it is, in words."""
        left = self.seconds_a_fit * count_fits(self.tasks[len(self.done) :])
        return f"{len(self.done)} of {len(self.tasks)} runs, {minutes(left)} left"

    @property
    def stopped(self) -> str:
        """What is left of it when it was stopped, in a sentence."""
        why = f" after {minutes(60 * limit())}, the most on this server" if self.out_of_time else ""
        return f"Stopped{self.by_whom}{why}: {len(self.done)} of {len(self.tasks)} runs are kept."

    def keep(self, finished: Finished) -> None:
        """Keep one more finished task, and measure the pace from the second on: before the first Keras is imported."""
        now = time.monotonic()
        if self.done:
            fits = count_fits([task for task, _ in self.done[1:]]) + finished[0].fits
            self.seconds_a_fit = (now - self.began) / fits
        else:
            self.began = now
        self.done.append(finished)

    def result(self) -> Result | None:
        """What is finished, of the seeds that have every strategy; None before the first seed."""
        done = list(self.done)
        of_a_seed = len([task for task in self.tasks if task.settings.seed == self.tasks[0].settings.seed])
        if len(done) < of_a_seed:
            return None
        described = result_folder.describe(self.dataset, self.tasks, self.recipe)
        return make_result(NAME, described, result_folder.join_tables(done))


class ComparisonSlot(Slot[Comparison]):
    """The one comparison that the server computes at a time."""

    kind = "comparison"
    full = "This server computes one comparison at a time, and one is going on{state}. Try again when it has ended."

    def __init__(self) -> None:
        super().__init__()
        self.seconds_a_fit: dict[str, float] = {}  # of each model, as the last comparison with it took

    def start(self, dataset: Dataset, tasks: Sequence[Task]) -> Comparison:
        """Begin a comparison; it goes on while the caller keeps what is returned.

        Raises:
            SettingsError: Another is going on, or it would take longer than the server allows.
        """
        if refused := self.too_long(tasks):
            raise SettingsError(refused)

        def compute(held: Held[Comparison]) -> str:
            recipe = _load_recipe(held, dataset, tasks[0])  # a body that is made meanwhile ends the comparison
            end = time.monotonic() + 60 * limit()
            with (
                tempfile.TemporaryDirectory() as folder,
                closing(_computed(tasks, dataset, recipe, folder, lambda: _check(held, end))) as computed,
            ):
                for finished in computed:
                    self._keep(held.look(), finished)  # no variable: between two curves only the session keeps it
            return f"All {len(tasks)} runs are here."

        return self.begin(Comparison(dataset, tasks, self._pace(tasks)), compute)

    def _pace(self, tasks: Sequence[Task]) -> float:
        model = tasks[0].settings.model
        return self.seconds_a_fit.get(model, SECONDS_A_FIT[model])

    def too_long(self, tasks: Sequence[Task]) -> str:
        """Why these take longer than the server allows, in a sentence; "" if they do not.

        A measured pace counts only where it is the faster one: the last comparison may have met a full class.

        Raises:
            SettingsError: The limit is no number.
        """
        most = limit()
        if not most:
            return "This server computes no comparisons: compute yours by the command `foxdog compare`."
        seconds = count_fits(tasks) * min(self._pace(tasks), SECONDS_A_FIT[tasks[0].settings.model])
        if seconds <= 60 * most:
            return ""
        return (
            f"A comparison on this server may take {minutes(60 * most)}, and this one would take "
            f"{minutes(seconds)}: choose fewer seeds, or compute it by the command `foxdog compare`."
        )

    def _keep(self, comparison: Comparison | None, finished: Finished) -> None:
        if comparison:
            comparison.keep(finished)
            self.seconds_a_fit[finished[0].settings.model] = comparison.seconds_a_fit


def limit() -> float:
    """The most minutes that one comparison may take, as who started the server has set it.

    Raises:
        SettingsError: It is no number of minutes.
    """
    text = os.environ.get(LIMIT, "")
    try:
        most = float(text) if text else USUAL_LIMIT
    except ValueError:
        most = -1.0
    if not 0 <= most < float("inf"):
        raise SettingsError(f"{LIMIT} must be a number of minutes, 0 or more, not {text!r}.")
    return most


def _check(held: Held[Comparison], end: float) -> None:
    """Stop the comparison if nobody wants it any more, or if its time is over, in s of `time.monotonic`."""
    comparison = held.wanted()
    if time.monotonic() > end:
        comparison.out_of_time = True
        raise StoppedError


def _computed(
    tasks: Sequence[Task], dataset: Dataset, recipe: str, folder: str, check: Callable[[], object]
) -> Generator[Finished, None, None]:
    """The tasks, computed by a process of its own; it opens the pictures from a file in this folder."""
    pictures = Path(folder) / "pictures.arrow"
    dataset_file.save(dataset, pictures)
    same = [replace(task, recipe=recipe, pictures=str(pictures)) for task in tasks]
    return workers.at_low_priority(check)(same)


def _load_recipe(held: Held[Comparison], dataset: Dataset, task: Task) -> str:
    """Load the model, and note its recipe: that takes seconds, which the page must not wait for."""
    import_keras()
    load_model = import_load_model(task.load_model)
    recipe = load_model(task.settings.model, dataset, lambda done, total: held.wanted()).recipe
    if comparison := held.look():
        comparison.recipe = recipe
    return recipe


@st.cache_resource(show_spinner=False)
def comparison_slot() -> ComparisonSlot:
    """The server's only slot."""
    return ComparisonSlot()


def count_fits(tasks: Sequence[Task]) -> int:
    """How many fits the tasks take in all."""
    return sum(task.fits for task in tasks)
