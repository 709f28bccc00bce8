"""The button "Let it look at these pictures first": a set's own body is trained for one session, beside its pages."""

import gc
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from foxdog.learning.head_start import bodies
from foxdog.learning.settings import SettingsError
from foxdog.pages.session import datasets, first_look
from foxdog.pages.session import run as runs
from foxdog.pages.session.first_look import FirstLookSlot

APP = Path(__file__).parent.parent.parent / "streamlit_app.py"
OFFER = "Let it look at these pictures first"


@pytest.fixture
def training(monkeypatch, tmp_path):
    """Bodies are made as soon as the gate is open, one update after another, and kept in a folder of the test's."""
    gate, steps = threading.Event(), []

    def make_body(dataset, progress):
        for done in range(1, 4):
            progress(done, 3)
            steps.append(done)
            if done == 1:
                assert gate.wait(30)
        return bodies.Body("", dataset.fingerprint, "", [np.ones(1, np.float32)], bodies.digests(dataset.pictures[:1]))

    monkeypatch.setattr(bodies, "make_body", make_body)
    monkeypatch.setattr(bodies, "cache_file", lambda dataset: tmp_path / "cache" / "body.npz")
    monkeypatch.setattr(bodies, "SHIPPED", ())
    first_look.slot.clear()
    yield SimpleNamespace(gate=gate, steps=steps, file=tmp_path / "cache" / "body.npz")
    gate.set()
    ended(first_look.slot())
    first_look.slot.clear()


@pytest.fixture
def open_page(monkeypatch, tiny, tiny_model):
    """Open the Pictures page on pictures of one's own."""
    monkeypatch.setattr(datasets, "dataset_of", lambda source: tiny)
    monkeypatch.setattr(runs, "_load_model", tiny_model)

    def open_it():
        at = AppTest.from_file(APP, default_timeout=60)
        at.session_state["uploads"] = {datasets.YOURS: tiny}
        at.run().switch_page("foxdog/pages/pictures.py").run()
        at.selectbox(key="show").set_value(datasets.YOURS).run()
        return press(at, "Learn from these").switch_page("foxdog/pages/pictures.py").run()

    return open_it


def press(at, label):
    next(button for button in at.button if button.label == label).click()
    return at.run()


def text(at):
    return "\n".join(element.value for kind in (at.markdown, at.caption, at.success) for element in kind)


def wait_for(what):
    ends = time.monotonic() + 30
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.01)


def ended(slot):
    wait_for(lambda: not slot.busy)


def buttons(at):
    return [button.label for button in at.button]


def test_it_is_offered_for_ones_own_pictures_and_not_for_those_that_come_with_a_body(open_page, training):
    at = open_page()
    assert not at.exception
    assert OFFER in buttons(at)
    assert "without labels" in text(at)
    assert "one and a half to three minutes on two cores" in text(at)
    at.selectbox(key="show").set_value("drawn").run()
    assert OFFER not in buttons(at)


def test_it_is_trained_beside_the_page_and_kept_and_runs_begin_anew(open_page, training):
    at = press(open_page(), OFFER)
    wait_for(lambda: training.steps == [1])
    at.run()
    assert "1 of 3 updates" in at.progress[0].text
    assert OFFER not in buttons(at)
    training.gate.set()
    ended(first_look.slot())
    at.run()
    assert "now begin from their own body" in text(at)
    assert bodies.load(training.file).weights == [np.ones(1, np.float32)]
    assert "Learn from these" in buttons(at)  # though the run on screen is on these
    other = open_page()  # another session with the same pictures
    assert OFFER not in buttons(other)
    assert "begin from their own body" in text(other)


def test_stop_ends_it_and_nothing_is_kept(open_page, training):
    at = press(open_page(), OFFER)
    wait_for(lambda: training.steps == [1])
    at = press(at.run(), "Stop")
    training.gate.set()
    ended(first_look.slot())
    assert training.steps == [1]
    assert not training.file.exists()
    assert at.run().warning[0].value == "Stopped: nothing of it is kept."
    assert OFFER in buttons(at)


def test_one_at_a_time_on_the_whole_server(tiny, training):
    slot = FirstLookSlot()
    look = slot.start(tiny)
    wait_for(lambda: training.steps == [1])
    with pytest.raises(SettingsError, match=r"looks at one set at a time, and is looking at one \(1 of 3 updates\)"):
        slot.start(tiny)
    training.gate.set()
    ended(slot)
    assert look.digest
    assert not look.running


def test_it_ends_when_its_session_is_gone(tiny, training):
    slot = FirstLookSlot()
    look = slot.start(tiny)
    wait_for(lambda: training.steps == [1])
    del look
    gc.collect()
    training.gate.set()
    ended(slot)
    assert training.steps == [1]
    assert not training.file.exists()


def test_a_body_that_cannot_be_kept_is_a_sentence(tiny, training, monkeypatch):
    def full(body, path):
        raise OSError("the disk is full")

    monkeypatch.setattr(bodies, "save", full)
    training.gate.set()
    slot = FirstLookSlot()
    look = slot.start(tiny)
    ended(slot)
    assert (look.outcome, look.digest) == ("The first look ended: the disk is full", "")
