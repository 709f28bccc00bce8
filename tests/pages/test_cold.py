"""A server that has just been started: its first run is recorded, and Keras is imported while a person reads."""

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from serving import serve
from streamlit.testing.v1 import AppTest

from foxdog.learning.loop import Loop
from foxdog.learning.recording import shipped_recording
from foxdog.learning.run_file import recording_of
from foxdog.learning.settings import Settings
from foxdog.pages.session import datasets, events, keras_import
from foxdog.pages.session import run as runs

ROOT = Path(__file__).parent.parent.parent
SETTINGS = Settings(initial=8, budget=14)
LINK = {"initial": 8, "budget": 14}
COLD = """
import json, sys
from streamlit.testing.v1 import AppTest
from foxdog.pages.session import events

HEAVY = {"keras", "tensorflow", "jax", "sklearn", "modAL", "scipy.stats", "pandas", "altair"}
at = AppTest.from_file("streamlit_app.py", default_timeout=60).run()
assert not at.exception
(scene,) = json.loads(at.get("bidi_component")[0].proto.json)
assert scene["now"]["question"]["url"] and not scene["busy"]
assert not HEAVY & set(sys.modules), HEAVY & set(sys.modules)

run = at.session_state["run"]
event = {"n": 1, "kind": "oracle", "rounds": 0, "answered": 0, "prediction": "ahead"}
events.take(run, {"run": run.id, "client": "test", "events": [event]})
at.run()
assert not at.exception
assert run.loop.over == run.loop.baseline.over == "budget"
assert len(run.loop.rounds) == len(run.loop.baseline.rounds) == 101 and run.ceiling
assert not HEAVY & set(sys.modules), HEAVY & set(sys.modules)
"""


def test_the_first_question_and_the_whole_recorded_run_need_no_keras():
    subprocess.run([sys.executable, "-c", COLD], cwd=ROOT, check=True)


@pytest.fixture
def awake(monkeypatch):
    """Whether a round can be computed at once: an event that a test sets."""
    awake = threading.Event()
    monkeypatch.setattr(keras_import, "_awake", awake)
    return awake


@pytest.fixture
def open_page(monkeypatch, tiny, tiny_model, awake):
    """Open the page on a recorded run of the tiny pictures, or by other settings on another run."""
    recorded = Loop(tiny, SETTINGS, tiny_model("head-start", tiny))
    recorded.teach()
    while recorded.query:
        recorded.step()
    while recorded.step_baseline():
        pass
    recording = recording_of(recorded, recorded.measure_ceiling())
    monkeypatch.setattr(datasets, "dataset_of", lambda source: tiny)
    monkeypatch.setattr(runs, "_load_model", tiny_model)
    monkeypatch.setattr(runs, "shipped_recording", lambda: recording)

    def open_link(**settings) -> AppTest:
        at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
        for key, value in (LINK | settings).items():
            at.query_params[key] = str(value)
        return at.run()

    return open_link


def scene(at):
    (component,) = at.get("bidi_component")
    (data,) = json.loads(component.proto.json)
    return data


def act(at, kind, **more):
    run = at.session_state["run"]
    event = {"n": run.done[1] + 1, "kind": kind, **more}
    events.take(run, {"run": run.id, "client": "test", "events": [event]})
    at.run()
    assert not at.exception


def true_label(at):
    return int(at.session_state["run"].loop.dataset.labels[scene(at)["now"]["question"]["picture"]])


def answer(at, label):
    act(at, "answer", picture=scene(at)["now"]["question"]["picture"], label=label)


def test_until_keras_is_imported_only_the_recorded_answer_is_known(open_page, awake):
    at = open_page()
    for _ in range(2):
        assert list(scene(at)["ahead"]) == [str(true_label(at))]
        assert scene(at)["asleep"]
        answer(at, true_label(at))
    assert len(at.session_state["run"].loop.rounds) == 3
    before = scene(at)["now"]
    awake.set()
    at.run()
    assert sorted(scene(at)["ahead"]) == ["0", "1"]
    assert not scene(at)["asleep"]
    assert scene(at)["now"] == before


@pytest.mark.parametrize("imported", [False, True])
def test_another_answer_gives_the_same_run_as_without_a_recording(imported, open_page, awake, tiny, tiny_model):
    if imported:
        awake.set()
    at, loop = open_page(), Loop(tiny, SETTINGS, tiny_model("head-start", tiny))
    loop.teach()
    for right in (True, False, True, True):
        (picture,) = loop.query.open
        label = true_label(at) if right else 1 - true_label(at)
        answer(at, label)
        loop.answer(picture, label)
        loop.teach()
    shown = at.session_state["run"].loop
    assert [one.proba.tobytes() for one in shown.rounds] == [one.proba.tobytes() for one in loop.rounds]
    assert shown.query == loop.query


def test_a_run_that_is_not_recorded_waits_for_nothing(open_page):
    at = open_page(seed=3)
    assert sorted(scene(at)["ahead"]) == ["0", "1"]
    assert not scene(at)["asleep"]


def test_a_browser_that_shows_the_question_has_keras_imported_once(open_page, awake, monkeypatch):
    begun = []
    monkeypatch.setattr(keras_import, "_asked", threading.Lock())
    monkeypatch.setattr(keras_import, "_import_all", lambda: (begun.append(1), awake.set()))
    at = open_page()
    assert begun == []  # what draws the page for the first time does not wait for it, nor compete with it
    answer(at, true_label(at))
    act(at, "back", round=0)
    past, loop = scene(at)["past"], at.session_state["run"].loop
    for _ in range(3):
        act(at, "wake")
    assert begun == [1]
    assert scene(at)["past"] == past is not None
    assert at.session_state["run"].loop is loop


def test_the_page_makes_no_use_of_the_recording_of_other_settings(tiny):
    assert runs.recording_of(tiny, Settings()) is None
    assert runs.recording_of(replace(tiny), replace(Settings(), seed=1)) is None


@pytest.mark.slow
def test_a_person_can_answer_at_once_and_off_the_recorded_path(browser, tmp_path):
    """And the server prints nothing while it imports Keras."""
    label = shipped_recording().run.answers[0][1]
    with serve(tmp_path / "output.txt") as server:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(server.address)
        page.locator(".answers button:enabled").first.wait_for(timeout=60_000)
        page.wait_for_timeout(500)
        page.keyboard.press("DF"[label])
        assert "You said" in page.locator(".verdict").text_content(timeout=1000)
        page.get_by_text("21 of 120").wait_for(timeout=1000)
        page.locator(".answers button:enabled").first.wait_for(timeout=60_000)
        page.wait_for_timeout(500)
        page.keyboard.press("FD"[shipped_recording().run.answers[1][1]])
        page.get_by_text("22 of 120").wait_for(timeout=60_000)
        page.locator(".answers button:enabled").first.wait_for(timeout=60_000)
        page.wait_for_timeout(3000)
        page.close()
        lines = [line for line in server.output.read_text().splitlines() if line.strip()]
    assert len(lines) == 2, lines
