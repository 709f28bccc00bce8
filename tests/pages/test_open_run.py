"""A saved run opens again on the Label page, and so does a file of labels."""

import json

import pytest
from label_page import loop_of, press, press_true, question, run_of, stage, verdict

from foxdog.learning.labels import FILES, labels_csv
from foxdog.learning.run_file import run_json
from foxdog.pages.parts import open_run
from foxdog.pages.session import keeping as keepings


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
        (
            lambda text: text.replace('"fingerprint": "', '"fingerprint": "0'),
            "belongs to the pictures tiny, which are not here",
        ),
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


# Labels


def put_labels(at, content, name="labels.csv"):
    (uploader,) = at.file_uploader
    uploader.set_value((name, content.encode() if isinstance(content, str) else content, "text/plain"))
    at.run()
    assert not at.exception


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("settings", [{"seed": 3}, {"seed": 3, "model": "scratch"}, {"batch": 1}])
def test_the_labels_of_a_run_answer_the_same_run_and_the_person_the_rest(page, name, settings):
    at = page(**settings)
    for label in ("Fox", "Fox", "Dog"):
        press(at, label)
    before, text = loop_of(at), FILES[name](loop_of(at))
    other = page(**settings)
    put_labels(other, text, name)
    loop = loop_of(other)
    assert loop is not before
    assert (loop.settings, loop.answers, loop.query) == (before.settings, before.answers, before.query)
    assert "Your file of labels has answered" in verdict(other)
    assert stage(other)["now"]["question"]
    assert [line.by for line in keepings.store().open(run_of(other).keeping.token).lines] == ["person"] * 3
    press_true(other)
    assert len(loop_of(other).answers) == 4


def test_labels_answer_whenever_they_can(page):
    at = page(batch=1, budget=20)
    dataset, asked = loop_of(at).dataset, question(at)
    others = [picture for picture in dataset.pool.tolist() if picture != asked]
    rows = "".join(f"{dataset.names[picture]},{dataset.classes[dataset.labels[picture]]}\n" for picture in others)
    put_labels(at, "picture,label\n" + rows)
    assert loop_of(at).answers == []
    assert f"Your file has labels of {len(others)} of these pictures" in verdict(at)
    press_true(at)
    assert loop_of(at).over == "budget"
    press(at, "Undo")
    last = question(at)
    assert last is not None  # the file does not answer it again
    assert len(loop_of(at).answers) == 11
    press(at, "Undo")
    assert question(at) not in (None, last)
    press_true(at)


def test_labels_start_a_new_run_with_what_is_on_screen(page):
    at = page(seed=5)
    press_true(at)
    before = run_of(at)
    put_labels(at, labels_csv(before.loop))
    assert run_of(at).id != before.id
    assert run_of(at).loop.settings == before.loop.settings
    press(at, "Start again")
    assert not loop_of(at).answers
    assert not run_of(at).given


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("labels.csv", "", "This file holds no labels that can be read: give a CSV"),
        ("labels.csv", b"\xff\xfe\0", "This file holds no labels that can be read"),
        ("labels.csv", "picture,label\nnobody,fox\n", "The labels name none of these pictures: give those of tiny"),
        ("labels.csv", "picture,label\n000,cat\n", "A label of these pictures must be dog or fox, not cat"),
        ("tasks.json", "[1, 2]", "This file holds no labels that can be read"),
        ("tasks.json", "\ufeff[]", "This file holds no labels that can be read"),
    ],
)
def test_labels_that_cannot_be_used_are_named_as_by_the_command_and_the_run_stays(page, name, content, sentence):
    at = page()
    press_true(at)
    run = run_of(at)
    put_labels(at, content, name)
    (error,) = at.error
    assert sentence in error.value
    assert run_of(at) is run
    assert not run.given


def test_the_place_for_files_says_which_it_takes(page):
    (uploader,) = page().file_uploader
    assert all(word in uploader.help for word in ("run.json", "picture and label", "Label Studio", "metadata.csv"))
