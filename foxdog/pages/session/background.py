"""A comparison that the server computes for one session, in a thread of its own; one at a time on the whole server.

Only the session keeps a comparison alive: the server holds a weak reference to it. When Streamlit drops the session,
some minutes after its page was closed, the comparison is gone, and its thread ends with the round in hand.
"""

import logging
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import streamlit as st

from foxdog.comparison import result_folder, workers
from foxdog.comparison.plan import Task, import_load_model
from foxdog.comparison.result import Result, make_result
from foxdog.comparison.workers import Finished
from foxdog.learning.settings import SettingsError
from foxdog.pages.session.keras_import import import_keras
from foxdog.pictures.dataset import Dataset, DatasetError

SECONDS_A_FIT = {"head-start": 0.015, "scratch": 1.5}  # to fit a model and ask, on two cores with nothing else to do
NAME = "comparison"


@dataclass(eq=False)
class Comparison:
    """What one session has asked for, and what is done of it."""

    dataset: Dataset
    tasks: Sequence[Task]  # seed by seed
    seconds_a_fit: float  # a guess until the first curve is finished
    done: list[Finished] = field(default_factory=list)
    outcome: str = ""  # how it ended, in words; "" until then
    stopping: bool = False  # whether it is to end with the round in hand; the curve of that round is not kept
    recipe: str = ""  # the model's; known once it has been loaded
    began: float = 0.0  # when the first curve was begun, s of `time.monotonic`

    @property
    def running(self) -> bool:
        """Whether it is being computed."""
        return not self.outcome

    @property
    def share(self) -> float:
        """The share of all fits that is done, 0 to 1."""
        return count_fits([task for task, _ in self.done]) / count_fits(self.tasks)

    @property
    def state(self) -> str:
        """How far it is, in words."""
        left = self.seconds_a_fit * count_fits(self.tasks[len(self.done) :])
        return f"{len(self.done)} of {len(self.tasks)} runs, {minutes(left)} left"

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


@dataclass
class ComparisonSlot:
    """The one comparison that the server computes at a time, of whichever session."""

    seconds_a_fit: dict[str, float] = field(default_factory=dict)  # of each model, as the last comparison with it took
    _thread: threading.Thread | None = None
    _comparison: "weakref.ref[Comparison] | None" = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def busy(self) -> str:
        """Why nothing can be started now, in a sentence; "" if it can."""
        if self._thread is None or not self._thread.is_alive():
            return ""
        comparison = self._comparison() if self._comparison else None
        state = f" ({comparison.state})" if comparison and not comparison.stopping else ""
        return (
            f"This server computes one comparison at a time, and one is going on{state}. Try again when it has ended."
        )

    def start(self, dataset: Dataset, tasks: Sequence[Task]) -> Comparison:
        """Begin a comparison; it goes on while the caller keeps what is returned.

        Raises:
            SettingsError: Another is going on.
        """
        with self._lock:
            if busy := self.busy:
                raise SettingsError(busy)
            model = tasks[0].settings.model
            comparison = Comparison(dataset, tasks, self.seconds_a_fit.get(model, SECONDS_A_FIT[model]))
            self._comparison = weakref.ref(comparison)
            arguments = (self._comparison, dataset, tasks)
            self._thread = threading.Thread(target=self._compute, args=arguments, name="comparison", daemon=True)
            self._thread.start()
        return comparison

    def _compute(self, held: "weakref.ref[Comparison]", dataset: Dataset, tasks: Sequence[Task]) -> None:
        """Compute the tasks one by one, and note how it ended."""

        def stop_if_unwanted() -> None:
            comparison = held()
            if comparison is None or comparison.stopping:
                raise _StoppedError

        ended = f"All {len(tasks)} runs are here."
        try:
            _note_recipe(held, dataset, tasks[0], stop_if_unwanted)
            with closing(workers.in_this_process(dataset, stop_if_unwanted)(tasks)) as computed:
                for finished in computed:
                    self._keep(held(), finished)  # no variable: between two curves only the session keeps it
        except _StoppedError:
            ended = ""
        except (DatasetError, SettingsError) as error:
            ended = f"The comparison ended: {error}"
        except Exception:  # it would be lost in this thread
            logging.getLogger(__name__).exception("A comparison failed.")
            ended = "The comparison ended by an error of the program, which the server has logged."
        if comparison := held():
            comparison.outcome = ended or f"Stopped: {len(comparison.done)} of {len(tasks)} runs are kept."

    def _keep(self, comparison: Comparison | None, finished: Finished) -> None:
        if comparison is None:
            raise _StoppedError
        comparison.keep(finished)
        self.seconds_a_fit[finished[0].settings.model] = comparison.seconds_a_fit


class _StoppedError(Exception):
    """Nobody waits for the comparison any more."""


def _note_recipe(
    held: "weakref.ref[Comparison]", dataset: Dataset, task: Task, stop_if_unwanted: Callable[[], None]
) -> None:
    """Load the model: that takes seconds, which the page must not wait for."""
    import_keras()
    load_model = import_load_model(task.load_model)
    recipe = load_model(task.settings.model, dataset, lambda done, total: stop_if_unwanted()).recipe
    if comparison := held():
        comparison.recipe, comparison.began = recipe, time.monotonic()


@st.cache_resource(show_spinner=False)
def comparison_slot() -> ComparisonSlot:
    """The server's only slot."""
    return ComparisonSlot()


def count_fits(tasks: Sequence[Task]) -> int:
    """How many fits the tasks take in all."""
    return sum(task.fits for task in tasks)


def minutes(seconds: float) -> str:
    """A time in words, no more exact than it is known."""
    if seconds < 50:
        return "less than a minute"
    if seconds < 3600 * 1.5:
        whole = max(1, round(seconds / 60))
        return f"about {whole} minute{'s' if whole > 1 else ''}"
    return f"about {seconds / 3600:.1f} hours"
