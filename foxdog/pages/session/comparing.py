"""A comparison that the server computes for one session."""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

import streamlit as st

from foxdog.comparison import result_folder, workers
from foxdog.comparison.plan import Task, import_load_model
from foxdog.comparison.result import Result, make_result
from foxdog.comparison.workers import Finished
from foxdog.pages.session.background import Held, Job, Slot, minutes
from foxdog.pages.session.keras_import import import_keras
from foxdog.pictures.dataset import Dataset

SECONDS_A_FIT = {"head-start": 0.015, "scratch": 1.5}  # to fit a model and ask, on two cores with nothing else to do
NAME = "comparison"


@dataclass(eq=False)
class Comparison(Job):
    """What one session has asked for, and what is done of it. When it stops, the curve of the round in hand is lost."""

    dataset: Dataset
    tasks: Sequence[Task]  # seed by seed
    seconds_a_fit: float  # a guess until the first curve is finished
    done: list[Finished] = field(default_factory=list)
    recipe: str = ""  # the model's; known once it has been loaded
    began: float = 0.0  # when the first curve was begun, s of `time.monotonic`

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
        return f"Stopped: {len(self.done)} of {len(self.tasks)} runs are kept."

    def keep(self, finished: Finished) -> None:
        """Keep one more finished task, and measure the pace."""
        self.done.append(finished)
        self.seconds_a_fit = (time.monotonic() - self.began) / count_fits([task for task, _ in self.done])

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
            SettingsError: Another is going on.
        """
        model = tasks[0].settings.model
        seconds = self.seconds_a_fit.get(model, SECONDS_A_FIT[model])

        def compute(held: Held[Comparison]) -> str:
            recipe = _load_recipe(held, dataset, tasks[0])  # a body that is made meanwhile ends the comparison
            same = [replace(task, recipe=recipe) for task in tasks]
            with closing(workers.in_this_process(dataset, held.wanted)(same)) as computed:
                for finished in computed:
                    self._keep(held.look(), finished)  # no variable: between two curves only the session keeps it
            return f"All {len(tasks)} runs are here."

        return self.begin(Comparison(dataset, tasks, seconds), compute)

    def _keep(self, comparison: Comparison | None, finished: Finished) -> None:
        if comparison:
            comparison.keep(finished)
            self.seconds_a_fit[finished[0].settings.model] = comparison.seconds_a_fit


def _load_recipe(held: Held[Comparison], dataset: Dataset, task: Task) -> str:
    """Load the model, and note its recipe: that takes seconds, which the page must not wait for."""
    import_keras()
    load_model = import_load_model(task.load_model)
    recipe = load_model(task.settings.model, dataset, lambda done, total: held.wanted()).recipe
    if comparison := held.look():
        comparison.recipe, comparison.began = recipe, time.monotonic()
    return recipe


@st.cache_resource(show_spinner=False)
def comparison_slot() -> ComparisonSlot:
    """The server's only slot."""
    return ComparisonSlot()


def count_fits(tasks: Sequence[Task]) -> int:
    """How many fits the tasks take in all."""
    return sum(task.fits for task in tasks)
