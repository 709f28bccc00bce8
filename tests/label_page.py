"""The Label page without a browser: how a test opens it, what it shows, and what a person does on it."""

import json
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from foxdog.pages.session import events

SCRIPT = Path(__file__).parent.parent / "streamlit_app.py"
LINK = {"initial": 8, "batch": 2, "budget": 14}  # three rounds of two questions


def open_link(**settings) -> AppTest:
    """Open the page by a link with these settings."""
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    for key, value in (LINK | settings).items():
        at.query_params[key] = str(value)
    return at.run()


def run_of(at):
    return at.session_state["run"]


def loop_of(at):
    return run_of(at).loop


def stage(at):
    """What the browser gets to draw."""
    (component,) = at.get("bidi_component")
    (data,) = json.loads(component.proto.json)
    return data


def question(at):
    """The picture that is asked about, None if nothing is asked."""
    asked = stage(at)["now"]["question"]
    return asked and asked["picture"]


def act(at, kind, **more):
    """Do in the browser what sends an event of this kind."""
    run = run_of(at)
    number = run.done[1] + 1 if run.done[0] == "test" else 1
    events.take(run, {"run": run.id, "client": "test", "events": [{"n": number, "kind": kind, **more}]})
    at.run()
    assert not at.exception


def press(at, label):
    """Press the button that is called so, on the stage or beside it."""
    answered = len(loop_of(at).answers)
    match label:
        case "Fox" | "Dog":
            act(at, "answer", picture=question(at), label=int(label == "Fox"))
        case "Skip":
            act(at, "skip", picture=question(at))
        case "Undo":
            act(at, "undo", answered=answered)
        case "Next round" | "Ten rounds" | "Run to the end":
            rounds = {"Next round": 1, "Ten rounds": 10, "Run to the end": 0}[label]
            act(at, "oracle", rounds=rounds, answered=answered)
        case "Stop":
            act(at, "stop")
        case _:
            (button,) = [button for button in at.button if button.label == label]
            button.click().run()
            assert not at.exception


def press_true(at):
    """Answer the question as a person would who is always right."""
    press(at, ("Dog", "Fox")[loop_of(at).dataset.labels[question(at)]])


def points(at):
    """The numbers of labels at which the run's own curve has a point."""
    return [labels for labels, _ in stage(at)["now"]["mine"]]


def figures(at):
    return ", ".join(" ".join(figure).strip() for figure in stage(at)["now"]["figures"])


def verdict(at):
    return "".join(part["text"] for part in stage(at)["now"]["verdict"])


def end(at):
    """What is said at the end of a run; "" before."""
    over = stage(at)["now"]["end"]
    return f"{over['title']} {over['text']}" if over else ""


def captions(at):
    return " ".join([*(caption.value for caption in at.caption), stage(at)["now"]["insight"], verdict(at)])


def link_of(at, name="run"):
    token = at.query_params[name]
    return token if isinstance(token, str) else token[0]


def same(one, other):
    """Whether two sessions have the same run, to the bit."""
    mine, yours = loop_of(one), loop_of(other)
    assert mine.settings == yours.settings
    assert mine.answers == yours.answers
    assert mine.query == yours.query
    assert [round_.labelled for round_ in mine.rounds] == [round_.labelled for round_ in yours.rounds]
    assert all(np.array_equal(a.proba, b.proba) for a, b in zip(mine.rounds, yours.rounds, strict=True))
    assert question(one) == question(other)
    return True


def warnings(at):
    return " ".join([*(warning.value for warning in at.warning), *(error.value for error in at.error)])
