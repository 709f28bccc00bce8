"""Open the Label page with one of the views below the stage: tiny pictures, tiny classifier, no browser."""

from label_page import act, loop_of, open_link
from streamlit.testing.v1 import AppTest

from foxdog.pages.session import datasets
from foxdog.pages.session import run as runs

LINK = {"batch": 1}


def open_view(monkeypatch, dataset, load, view, **settings) -> AppTest:
    """The page with this view, by a link with these settings; `load` stands for `models.load_model`."""
    monkeypatch.setattr(datasets, "dataset_of", lambda source: dataset)
    monkeypatch.setattr(runs, "_load_model", load)
    at = open_link(**LINK | settings)
    at.session_state["closer"] = view
    at.run()
    assert not at.exception
    return at


def asked(at):
    """The picture that is asked about."""
    return loop_of(at).query.open[0]


def answer(at, label):
    """Answer the question."""
    act(at, "answer", picture=asked(at), label=label)


def go_to_the_end(at):
    """Let the oracle answer all questions."""
    act(at, "oracle", rounds=0, answered=len(loop_of(at).answers), prediction="")
    assert loop_of(at).over
