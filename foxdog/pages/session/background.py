"""A comparison that the server computes for one session while the others go on: one at a time, in a thread of its own.

The session holds it and the server only knows of it. When Streamlit drops the session, some minutes after its page was
closed, nobody holds it any more, and it ends with the round in hand.
"""

import threading
import time
import weakref
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

import streamlit as st

from foxdog.comparison import experiment, workers
from foxdog.comparison.experiment import Work
from foxdog.comparison.results import Result, made_of
from foxdog.learning.settings import SettingsError
from foxdog.learning.strategies import STRATEGIES
from foxdog.pictures.dataset import Dataset

A_LESSON = 1.5  # s a net takes to learn and to choose, measured on two cores with nothing else to do
NAME = "comparison"


@dataclass(eq=False)
class Comparison:
    """What one session has asked for, and what is done of it.

    Attributes:
        dataset: The pictures.
        works: What there is to do, seed by seed.
        a_lesson: How long a lesson is thought to take, s, before the first curve is finished.
        done: What is finished, with its CSV.
        outcome: What it came to, in words; "" until it has ended.
        stopping: Whether it is to end with the round in hand, and without the curve that this belongs to.
        recipe: The net's; known once it has been imported.
        began: When the first curve was begun, s of `time.monotonic`.
    """

    dataset: Dataset
    works: Sequence[Work]
    a_lesson: float = A_LESSON
    done: list[tuple[Work, str]] = field(default_factory=list)
    outcome: str = ""
    stopping: bool = False
    recipe: str = ""
    began: float = 0.0

    @property
    def going_on(self) -> bool:
        """Whether it is being computed."""
        return not self.outcome

    @property
    def share(self) -> float:
        """How much of the work is done, by lessons."""
        return lessons([work for work, _ in self.done]) / lessons(self.works)

    @property
    def seconds_left(self) -> float:
        """As long as the rest takes at the pace so far."""
        return self.a_lesson * lessons(self.works[len(self.done) :])

    def note(self, work: Work, text: str) -> None:
        """Keep one more curve, and the pace."""
        self.done.append((work, text))
        self.a_lesson = (time.monotonic() - self.began) / lessons([work for work, _ in self.done])

    def result(self) -> Result | None:
        """What is finished, of the seeds that have every strategy; None before the first seed."""
        done = list(self.done)
        of_a_seed = len([work for work in self.works if work.settings.seed == self.works[0].settings.seed])
        if len(done) < of_a_seed:
            return None
        described = experiment.description(self.dataset, self.works, self.recipe)
        return made_of(NAME, described, experiment.tables(done))

    def told(self) -> str:
        """How far it is, in a sentence."""
        return f"{len(self.done)} of {len(self.works)} runs, {minutes(self.seconds_left)} left"


@dataclass
class Bench:
    """The server's one place for a comparison, whosever it is.

    Attributes:
        a_lesson: How long a lesson took in the last comparison, s; None before there was one.
    """

    a_lesson: float | None = None
    _thread: threading.Thread | None = field(default=None, repr=False)
    _comparison: "weakref.ref[Comparison] | None" = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def busy(self) -> str:
        """Why nothing can be started now, in a sentence; "" if it can."""
        if self._thread is None or not self._thread.is_alive():
            return ""
        comparison = self._comparison() if self._comparison else None
        far = f" ({comparison.told()})" if comparison and not comparison.stopping else ""
        return f"This server computes one comparison at a time, and one is going on{far}. Try again when it has ended."

    def start(self, dataset: Dataset, works: Sequence[Work]) -> Comparison:
        """Begin, and return what the caller must hold for it to go on.

        Raises:
            SettingsError: Another is going on.
        """
        with self._lock:
            if busy := self.busy:
                raise SettingsError(busy)
            comparison = Comparison(dataset, works, self.a_lesson or A_LESSON)
            self._comparison = weakref.ref(comparison)
            arguments = (self._comparison, dataset, works)
            self._thread = threading.Thread(target=self._compute, args=arguments, name="comparison", daemon=True)
            self._thread.start()
        return comparison

    def _compute(self, held: "weakref.ref[Comparison]", dataset: Dataset, works: Sequence[Work]) -> None:
        try:
            outcome = self._note_all(held, dataset, works)
        except Exception as error:  # in a thread of its own nobody else would see it
            outcome = f"The comparison ended: {error}"
        if comparison := held():
            comparison.outcome = outcome

    def _note_all(self, held: "weakref.ref[Comparison]", dataset: Dataset, works: Sequence[Work]) -> str:
        def check() -> None:
            comparison = held()
            if comparison is None or comparison.stopping:
                raise _StoppedError

        _note_recipe(held)
        try:
            with closing(workers.here(dataset, check)(works)) as results:
                for work, text in results:
                    comparison = held()
                    if comparison is None:
                        return ""
                    comparison.note(work, text)
                    self.a_lesson = comparison.a_lesson
                    del comparison  # while the next curve is computed only the session holds it
        except _StoppedError:
            comparison = held()
            return f"Stopped: {len(comparison.done)} of {len(works)} runs are kept." if comparison else ""
        return f"All {len(works)} runs are here."


class _StoppedError(Exception):
    """Nobody waits for the comparison any more."""


def _note_recipe(held: "weakref.ref[Comparison]") -> None:
    from foxdog.learning import cnn  # takes ten seconds, which the page must not wait for

    if comparison := held():
        comparison.recipe, comparison.began = cnn.RECIPE, time.monotonic()


@st.cache_resource(show_spinner=False)
def bench() -> Bench:
    """The server's."""
    return Bench()


def lessons(works: Sequence[Work]) -> int:
    """How many nets are trained in all."""
    return sum(experiment.rounds(work) * STRATEGIES[work.settings.strategy].members for work in works)


def minutes(seconds: float) -> str:
    """A time in words, no more exact than it is known."""
    if seconds < 50:
        return "less than a minute"
    if seconds < 3600 * 1.5:
        whole = max(1, round(seconds / 60))
        return f"about {whole} minute{'s' if whole > 1 else ''}"
    return f"about {seconds / 3600:.1f} hours"
