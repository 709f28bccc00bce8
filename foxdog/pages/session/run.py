"""The run of one browser session, and what the buttons do to it.

A click while a script runs makes Streamlit start the next script at once, in another thread, while the first finishes
what it is computing (`runner.fastReruns`, forced on Community Cloud). So every function that changes a run holds the
run's lock, and looks again, once it has the lock, whether there is still something to do.
"""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

import streamlit as st

from foxdog.learning import findings
from foxdog.learning.learner import Model
from foxdog.learning.loop import AnswerError, Loop
from foxdog.learning.settings import Settings
from foxdog.pages.session import datasets, words
from foxdog.pages.session.keras_import import import_keras
from foxdog.pictures.dataset import Dataset
from foxdog.progress import Progress, silent

REDRAW = 0.2  # s: the oracle answers so long between two drawings of the page, where a round takes milliseconds


@dataclass
class Run:
    """A loop and how the page steps it. Only the session's state holds it.

    Attributes:
        source: The name of the pictures in the settings.
        rounds_to_go: Rounds that the oracle still has to answer, of `rounds_asked`.
        ceiling: The accuracy with the whole pool labelled, once it is measured.
        feedback: What the last button did, as Markdown.
        lock: Held while the run is changed, but for the baseline and the ceiling: an answer does not wait for those.
    """

    loop: Loop
    source: str
    rounds_to_go: int = 0
    rounds_asked: int = 0
    stopping: bool = False
    ceiling: float | None = None
    feedback: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    baseline_lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @property
    def quick(self) -> bool:
        """Whether a round takes milliseconds, so that nobody need see it being taught."""
        return self.loop.settings.model == "head-start"

    @property
    def names(self) -> tuple[str, str]:
        """The names of the two classes as Markdown: they may be a stranger's."""
        first, second = map(words.name, self.loop.dataset.classes)
        return first, second


def current() -> Run | None:
    """The session's run, None before the first."""
    return st.session_state.get("run")


def check(source: str, settings: Settings) -> Dataset:
    """The pictures of this name, if a run with these settings can be made of them.

    Raises:
        DatasetError, SettingsError: It cannot.
    """
    dataset = datasets.dataset_of(source)
    settings.check(dataset)
    return dataset


def start(source: str, settings: Settings, progress: Progress = silent) -> Run:
    """Begin a new run in place of the current one, and return it; nothing is taught yet.

    Args:
        source: The name of the pictures.
        settings: All else that decides the run.
        progress: Called with (pictures seen, pictures in all), if the model has to look at them first.

    Raises:
        DatasetError, SettingsError: The run cannot be made; the current one stays.
    """
    dataset = check(source, settings)
    st.session_state.run = Run(Loop(dataset, settings, _load_model(settings.model, dataset, progress)), source)
    return st.session_state.run


def _load_model(name: str, dataset: Dataset, progress: Progress = silent) -> Model:
    import_keras()
    from foxdog.learning.models import load_model

    return load_model(name, dataset, progress)


# What takes time. Each of these is done once, also if two scripts of the session call it at the same moment.


def teach(run: Run) -> None:
    """Teach the learner what is labelled, if it is time to."""
    with run.lock:
        if run.loop.to_teach:
            run.loop.teach()


def step_baseline(run: Run) -> bool:
    """Teach the random baseline one round. Returns whether there was one to teach."""
    with run.baseline_lock:
        return run.loop.step_baseline()


def measure_ceiling(run: Run) -> bool:
    """Measure the ceiling. Returns whether that was still to do."""
    with run.baseline_lock:
        if run.ceiling is not None:
            return False
        loop = run.loop
        run.ceiling = _ceiling(loop.dataset.fingerprint, loop.recipe, loop.settings.noise, loop.settings.seed, loop)
        return True


@st.cache_data(show_spinner=False, max_entries=100)
def _ceiling(fingerprint: str, recipe: str, noise: float, seed: int, _loop: Loop) -> float:
    """The ceiling, measured once for all sessions: no other setting changes it."""
    return _loop.measure_ceiling()


def keep_up(run: Run) -> None:
    """Teach the learner and its baseline, and measure the ceiling: all that a quick run needs before it is drawn."""
    teach(run)
    while step_baseline(run):
        pass
    if not run.rounds_to_go:
        measure_ceiling(run)


def step_oracle(run: Run) -> bool:
    """Let the oracle answer, if it was asked to. Returns whether the page is to be drawn again.

    It answers one round, which is then to be taught. Of a quick run it answers, and teaches, as many rounds as fit
    between two drawings.
    """
    began, taught = time.monotonic(), False
    while time.monotonic() - began < REDRAW and _answer_a_round(run):
        if not run.quick:
            return True
        teach(run)
        taught = True
    return taught


def _answer_a_round(run: Run) -> bool:
    """Let the oracle answer one round, if it was asked to. Returns whether there is something to teach.

    That may also be a round that an earlier script let it answer, before Streamlit stopped that script.
    """
    with run.lock:
        if run.loop.over:
            run.rounds_to_go = 0
        elif run.rounds_to_go and not run.loop.to_teach:
            run.rounds_to_go = 0 if run.stopping else run.rounds_to_go - 1
            run.loop.answer_by_oracle()
        return run.loop.to_teach


# What the buttons do. Streamlit calls these before it draws the page again. The loop refuses a click on a question that
# was answered a moment ago (a key pressed twice, a button not yet redrawn); nothing changes, and no message is needed.


def answer(run: Run, picture: int, label: int) -> None:
    """Give the person's answer to the question that was on screen."""
    with run.lock, suppress(AnswerError):
        guessed, probability = findings.guess(findings.p_fox(run.loop, picture))
        run.loop.answer(picture, label)
        verdict = "you agree" if guessed == label else "you disagree"
        guess = f"{run.names[guessed]} ({probability:.0%})"
        run.feedback = f"You said **{run.names[label]}**; it guessed {guess}: {verdict}."


def skip(run: Run, picture: int) -> None:
    """Leave the picture on screen unanswered."""
    with run.lock, suppress(AnswerError):
        run.loop.skip(picture)
        run.feedback = "Skipped: it will not be asked again in this run."


def undo(run: Run) -> None:
    """Take back the last answer."""
    with run.lock, suppress(AnswerError):
        run.loop.undo()
        run.feedback = "Taken back: here is the question again."


def ask_oracle(run: Run, rounds: int, now: int) -> None:
    """Let the oracle answer the next rounds, if round `now` is still the last: a second N is not a second round."""
    with run.lock:
        if run.loop.rounds[-1].number != now or run.loop.to_teach:
            return
        run.rounds_to_go = run.rounds_asked = rounds
        run.stopping = False
        run.feedback = ""


def stop_oracle(run: Run) -> None:
    """Stop after the round that is being taught. This does not wait for the lock, so that it works at once."""
    run.stopping = True  # a round that begins just now may still count the rounds down
    run.rounds_to_go = 0
    run.feedback = "Stopped: answer yourself, or let the oracle answer again."
