"""What one browser session is doing: its pictures, its run, and what it has asked the oracle for.

A click while a script runs makes Streamlit start the next script at once, in another thread, while the first finishes
what it is computing (`runner.fastReruns`, forced on Community Cloud). So whatever changes a run does it under the
run's lock, and looks again, once it has the lock, whether there is still something to do.
"""

import io
import threading
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
import streamlit as st
from PIL import Image

from foxdog.learning.learner import Estimator
from foxdog.learning.loop import AnswerError, Loop
from foxdog.learning.settings import Settings
from foxdog.pages.session import datasets


@dataclass
class Run:
    """A loop and how the page steps it; lives in the session's state and nowhere else.

    Attributes:
        loop: The run.
        source: The pictures' name in the settings.
        rounds_to_go: Rounds the oracle has still been asked for.
        rounds_asked: Rounds it was asked for in all, for the progress bar.
        ceiling: The accuracy with the whole pool labelled, once it is measured.
        said: What the last answer was and what the net had thought, for the person.
        lock: Held by whoever changes the run.
        baseline_lock: Held by whoever teaches the baseline; an answer does not wait for that.
    """

    loop: Loop
    source: str
    rounds_to_go: int = 0
    rounds_asked: int = 0
    ceiling: float | None = None
    said: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    baseline_lock: threading.RLock = field(default_factory=threading.RLock, repr=False)


def current() -> Run | None:
    """The session's run, or None before the first."""
    return st.session_state.get("run")


def start(source: str, settings: Settings) -> Run:
    """Begin a new run in place of the current one, and return it; nothing is trained yet.

    Raises:
        DatasetError, SettingsError: The run cannot be made; the current one stays.
    """
    dataset = datasets.dataset_of(source)
    settings.check(dataset)
    st.session_state.run = Run(Loop(dataset, settings, _make_estimator), source)
    return st.session_state.run


def _make_estimator(seed: int) -> Estimator:
    """Import Keras when the first net is needed: that takes seconds, and the page is drawn before."""
    from foxdog.learning import estimator

    return estimator.make_estimator(seed)


# What takes time. Each is done once, also if two scripts of the session come here at the same moment.


def teach(run: Run) -> None:
    """Teach the run what is labelled, if it is time to."""
    with run.lock:
        if run.loop.to_teach:
            run.loop.teach()


def step_baseline(run: Run) -> bool:
    """Teach the random baseline one round; whether there was one to teach."""
    with run.baseline_lock:
        return run.loop.step_baseline()


def measure_ceiling(run: Run) -> bool:
    """Measure the ceiling; whether that was still to do."""
    with run.baseline_lock:
        if run.ceiling is not None:
            return False
        settings = run.loop.settings
        run.ceiling = _ceiling(run.loop.dataset.fingerprint, settings.noise, settings.seed, run.loop)
        return True


@st.cache_data(show_spinner=False, max_entries=100)
def _ceiling(fingerprint: str, noise: float, seed: int, _loop: Loop) -> float:
    """The ceiling, measured once for all sessions: it depends on nothing else of the settings."""
    return _loop.measure_ceiling()


def step_oracle(run: Run) -> bool:
    """Have the oracle answer one round, if it was asked to; whether it did."""
    with run.lock:
        if run.loop.over or run.loop.to_teach:
            run.rounds_to_go = 0 if run.loop.over else run.rounds_to_go
        elif run.rounds_to_go:
            run.rounds_to_go = max(0, run.rounds_to_go - 1)  # Stop, which does not wait, may have made it 0 just now
            run.loop.answer_by_oracle()
            return True
    return False


# What the buttons do. A callback runs before the page is drawn again. A click on a question that was answered a moment
# ago (a key pressed twice, a button not yet redrawn) is refused by the loop and changes nothing; that needs no message.


def answer(run: Run, picture: int, label: int) -> None:
    """The person's answer to the question that was on screen."""
    with run.lock, suppress(AnswerError):
        thought = thinks(run.loop, picture)
        run.loop.answer(picture, label)
        run.said = _said(run.loop, label, thought)


def skip(run: Run, picture: int) -> None:
    """Leave the picture on screen unanswered."""
    with run.lock, suppress(AnswerError):
        run.loop.skip(picture)
        run.said = "Skipped: it will not be asked again in this run."


def undo(run: Run) -> None:
    """Take back the last answer."""
    with run.lock, suppress(AnswerError):
        run.loop.undo()
        run.said = "Taken back: here is the question again."


def ask_oracle(run: Run, rounds: int, now: int) -> None:
    """Have the oracle answer the next rounds, if round `now` is still the last: a second N is not a second round."""
    with run.lock:
        if run.loop.rounds[-1].number != now or run.loop.to_teach:
            return
        run.rounds_to_go = run.rounds_asked = rounds
        run.said = ""


def stop_oracle(run: Run) -> None:
    """Stop after the round that is being taught. It does not wait for the lock: stop means now."""
    run.rounds_to_go = 0
    run.said = "Stopped: carry on by yourself, or ask the oracle again."


def thinks(loop: Loop, picture: int) -> float:
    """P(label = 1) of a picture, as of the last round."""
    return float(loop.rounds[-1].proba[picture])


def _said(loop: Loop, label: int, thought: float) -> str:
    said, guess = loop.dataset.classes[label], loop.dataset.classes[int(thought > 0.5)]
    verdict = "you agree" if guess == said else "you disagree"
    return f"You said **{said}**; it had thought {guess} ({max(thought, 1 - thought):.0%}): {verdict}."


def shown_width(original: bytes, side: int) -> int:
    """The width, in px, at which the longer side of an encoded picture is `side` px."""
    width, height = Image.open(io.BytesIO(original)).size
    return round(side * min(1.0, width / height))


def wrong_answers(loop: Loop) -> tuple[int, int]:
    """How many of a person's answers differ from the pictures' own labels, and how many there are."""
    given = [(given.picture, given.label) for given in loop.answers if given.by == "person" and given.label is not None]
    truth = loop.dataset.labels
    return int(np.sum([truth[picture] != label for picture, label in given])), len(given)
