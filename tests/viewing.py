"""Open the Label page with one of the views below the stage: tiny pictures, tiny classifier, no browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from foxdog.pages.session import datasets
from foxdog.pages.session import run as runs

SCRIPT = Path(__file__).parent.parent / "streamlit_app.py"
LINK = {"initial": 8, "batch": 1, "budget": 14}


def open_view(monkeypatch, dataset, load, view, **settings) -> AppTest:
    """The page with this view, by a link with these settings; `load` stands for `models.load_model`."""
    monkeypatch.setattr(datasets, "dataset_of", lambda source: dataset)
    monkeypatch.setattr(runs, "_load_model", load)
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    for key, value in (LINK | settings).items():
        at.query_params[key] = str(value)
    at.run()
    at.session_state["closer"] = view
    at.run()
    assert not at.exception
    return at


def run_of(at):
    return at.session_state["run"]


def loop_of(at):
    return run_of(at).loop


def asked(at):
    """The picture that is asked about."""
    return loop_of(at).query.open[0]


def act(at, kind, **more):
    """Do on the stage what sends an event of this kind."""
    run = run_of(at)
    number = run.done[1] + 1 if run.done[0] == "test" else 1
    runs.take(run, {"run": run.id, "client": "test", "events": [{"n": number, "kind": kind, **more}]})
    at.run()
    assert not at.exception


def answer(at, label):
    """Answer the question."""
    act(at, "answer", picture=asked(at), label=label)


def go_to_the_end(at):
    """Let the oracle answer all questions."""
    act(at, "oracle", rounds=0, answered=len(loop_of(at).answers), prediction="")
    assert loop_of(at).over
