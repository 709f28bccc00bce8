"""What one browser session is doing: its pictures, its run, and what it has asked the oracle for."""

import os
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from foxdog.dataset import Dataset
from foxdog.loop import AnswerError, Loop, Settings
from foxdog.pictures import open_pictures

OWN_PICTURES = os.environ.get("FOXDOG_PICTURES", "")  # set by whoever starts the page, never by a link


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
    """

    loop: Loop
    source: str
    rounds_to_go: int = 0
    rounds_asked: int = 0
    ceiling: float | None = None
    said: str = field(default="")


def sources() -> list[str]:
    """The pictures this page offers: the drawn ones, and those it was started with."""
    return ["drawn", OWN_PICTURES] if OWN_PICTURES and OWN_PICTURES != "drawn" else ["drawn"]


@st.cache_resource(show_spinner=False)
def dataset_of(source: str) -> Dataset:
    """The pictures, read once for all sessions; nothing in a Dataset can be changed."""
    return open_pictures(source)[0]


def current() -> Run | None:
    """The session's run, or None before the first."""
    return st.session_state.get("run")


def start(source: str, settings: Settings) -> None:
    """Begin a new run in place of the current one; nothing is trained yet.

    Raises:
        DatasetError, SettingsError: The run cannot be made; the current one stays.
    """
    dataset = dataset_of(source)
    settings.check(dataset)
    st.session_state.run = Run(Loop(dataset, settings, _make_estimator), source)


def _make_estimator(seed: int):  # noqa: ANN202 - the type is in a module that must not be imported yet
    """Import Keras when the first net is needed: that takes seconds, and the page is drawn before."""
    from foxdog import cnn

    return cnn.make_estimator(seed)


# What the buttons do. A callback runs before the page is drawn again; a click that comes late changes nothing.


def answer(picture: int, label: int) -> None:
    """The person's answer to the question that was on screen."""
    run = current()
    if run is None:
        return
    thought = thinks(run.loop, picture)
    try:
        run.loop.answer(picture, label)
    except AnswerError:
        st.toast("That picture was already answered.", icon=":material/info:")
        return
    run.said = _said(run.loop, label, thought)


def skip(picture: int) -> None:
    """Leave the picture on screen unanswered."""
    run = current()
    if run is None:
        return
    try:
        run.loop.skip(picture)
    except AnswerError:
        st.toast("That picture was already answered.", icon=":material/info:")
        return
    run.said = "Skipped: it will not be asked again in this run."


def undo() -> None:
    """Take back the last answer."""
    run = current()
    if run is None:
        return
    try:
        run.loop.undo()
    except AnswerError:
        st.toast("There is nothing to undo.", icon=":material/info:")
        return
    run.said = "Taken back: here is the question again."


def ask_oracle(rounds: int) -> None:
    """Have the oracle answer the next rounds, this one included."""
    run = current()
    if run is not None:
        run.rounds_to_go = run.rounds_asked = rounds
        run.said = ""


def stop_oracle() -> None:
    """Stop after the round that is being taught."""
    run = current()
    if run is not None:
        run.rounds_to_go = 0
        run.said = "Stopped: carry on by yourself, or ask the oracle again."


def thinks(loop: Loop, picture: int) -> float:
    """P(label = 1) of a picture, as of the last round."""
    return float(loop.rounds[-1].proba[picture])


def _said(loop: Loop, label: int, thought: float) -> str:
    guess = int(thought > 0.5)
    sure = max(thought, 1 - thought)
    agreed = "you agree" if guess == label else "your answer corrects it"
    return f"You said **{loop.dataset.classes[label]}**; it had thought {loop.dataset.classes[guess]} ({sure:.0%}): {agreed}."


def wrong_answers(loop: Loop) -> tuple[int, int]:
    """How many of a person's answers differ from the pictures' own labels, and how many there are."""
    given = [(given.picture, given.label) for given in loop.answers if given.by == "person" and given.label is not None]
    truth = loop.dataset.labels
    return int(np.sum([truth[picture] != label for picture, label in given])), len(given)
