"""A saved run opens again on the Label page."""

import json

import pytest
from label_page import loop_of, press, press_true, run_of

from foxdog.learning.labels import FILES
from foxdog.learning.run_file import run_json
from foxdog.pages.parts import open_run


@pytest.fixture
def page(open_page, tiny_model, monkeypatch):
    """Open the Label page by a link; a saved run is opened with the tiny classifier too."""
    monkeypatch.setattr(open_run, "load_model", tiny_model)
    monkeypatch.setattr(open_run, "import_keras", lambda: None)
    return open_page


def put(at, content):
    (uploader,) = at.file_uploader
    uploader.set_value(("run.json", content.encode() if isinstance(content, str) else content, "application/json"))
    at.run()
    assert not at.exception


def test_a_saved_run_is_back_and_goes_on(page):
    at = page(seed=3)
    press_true(at)
    press(at, "Skip")
    press_true(at)
    press_true(at)
    before, text = loop_of(at), run_json(loop_of(at))
    other = page()
    put(other, text)
    loop = loop_of(other)
    assert (loop.settings, loop.answers, loop.query) == (before.settings, before.answers, before.query)
    assert {key: other.query_params[key] for key in ("seed", "budget")} == {"seed": "3", "budget": "14"}
    assert not [one.value for one in other.error]
    press(other, "Undo")
    press_true(other)
    while not loop_of(other).over:
        press_true(other)
    assert run_of(other).loop.settings.seed == 3


def test_the_same_file_can_be_opened_twice(page):
    at = page()
    text = run_json(loop_of(at))
    press_true(at)
    put(at, text)
    assert not loop_of(at).answers
    press_true(at)
    put(at, text)
    assert not loop_of(at).answers


def with_settings(text, **more):
    run = json.loads(text)
    return json.dumps(run | {"settings": run["settings"] | more})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: "[" * 100_000, "it is not JSON"),
        (lambda text: text.replace('"format": 2', '"format": 1'), "another version of this project"),
        (lambda text: text.replace('"fingerprint": "', '"fingerprint": "0'), "of other pictures, a set named tiny"),
        (lambda text: text.replace("tiny-head-start", "tiny-other"), "another initial model"),
        (lambda text: with_settings(text, seed="1"), "seed must be a number"),
        (lambda text: with_settings(text, budget=7), "The budget must be"),
        (lambda text: with_settings(text, initial=10**6), "initial set must be 2 to 200"),
    ],
)
def test_what_cannot_be_opened_is_named_and_the_run_stays(page, change, sentence):
    at = page()
    press_true(at)
    run = run_of(at)
    put(at, change(run_json(run.loop)))
    (error,) = at.error
    assert sentence in error.value
    assert run_of(at) is run
    assert len(loop_of(at).answers) == 1


def test_labels_are_offered(page):
    at = page()
    labels = {button.label for button in at.get("download_button")}
    assert {"Labels (CSV)", "Labels (Label Studio)", "Labels (Hugging Face)"} <= labels
    assert len(FILES) == 3
