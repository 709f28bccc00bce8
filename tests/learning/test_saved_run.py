"""A saved run opens again, goes on as if it had never been saved, and is refused in one sentence where it cannot."""

import json
from dataclasses import replace

import numpy as np
import pytest

from foxdog.learning.loop import Loop
from foxdog.learning.run_file import run_json
from foxdog.learning.saved_run import LARGEST, MOST_ANSWERS, SavedRunError, continue_run, read_saved_run
from foxdog.learning.settings import Settings, SettingsError

SETTINGS = Settings(initial=6, batch=3, budget=18, seed=4)


@pytest.fixture
def loop(tiny, tiny_model):
    """A run in the middle of its second round: an answer, a skip and a correction of the initial set."""
    loop = Loop(tiny, SETTINGS, tiny_model("head-start", tiny))
    loop.teach()
    loop.step()
    first, label = loop.labelled[0]
    loop.correct(first, 1 - label)
    loop.skip(loop.query.open[1])
    loop.answer(loop.query.open[0], 1)
    return loop


def again(text, dataset, tiny_model, **more):
    return continue_run(read_saved_run(text), dataset, tiny_model("head-start", dataset), **more)


def to_the_end(loop):
    while not loop.over:
        loop.step()
    return [(one.labelled, one.accuracy) for one in loop.rounds]


def test_a_saved_run_goes_on_where_it_was(loop, tiny, tiny_model):
    opened = again(run_json(loop).encode(), tiny, tiny_model)
    assert (opened.query, opened.answers, opened.settings) == (loop.query, loop.answers, loop.settings)
    opened.undo()
    opened.answer(opened.query.open[0], 1)
    assert to_the_end(opened) == to_the_end(loop)


def test_a_run_that_was_saved_before_foxes_could_be_rare_opens(loop, tiny, tiny_model):
    settings = json.loads(run_json(loop))["settings"]
    del settings["rare"]
    assert again(changed(loop, settings=settings), tiny, tiny_model).settings == SETTINGS


def test_a_run_of_rare_foxes_opens_again(tiny, tiny_model):
    loop = Loop(tiny, replace(SETTINGS, rare=5), tiny_model("head-start", tiny))
    loop.teach()
    opened = again(run_json(loop), tiny, tiny_model)
    assert opened.pool.tolist() == loop.pool.tolist()


def test_a_run_whose_questions_a_person_chose_opens_again(tiny, tiny_model):
    loop = Loop(tiny, Settings(initial=6, batch=1, budget=12), tiny_model("head-start", tiny))
    loop.teach()
    person = loop.by_person()
    person.teach()
    for _ in range(3):
        person.ask_about(int(person.candidates()[-1]))
        person.answer(person.query.open[0], 1)
        person.teach()
    opened = again(run_json(person), tiny, tiny_model)
    assert (opened.answers, opened.query) == (person.answers, person.query)


def test_how_far_it_is_is_told(loop, tiny, tiny_model):
    told = []
    again(run_json(loop), tiny, tiny_model, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, len(loop.answers)) for done in range(1, len(loop.answers) + 1)]


def changed(loop, **more):
    return json.dumps(json.loads(run_json(loop)) | more)


def set_to(loop, **settings):
    return changed(loop, settings=json.loads(run_json(loop))["settings"] | settings)


def answer(**more):
    return [{"picture": "000", "label": 1, "by": "person"} | more]


NESTED = "[" * 100_000


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda loop: "", "it is not JSON"),
        (lambda loop: b"\xff\xfe", "it is not JSON"),
        (lambda loop: "[]", "does not say its format"),
        (lambda loop: NESTED, "it is not JSON"),
        (lambda loop: '{"a":' * 100_000, "it is not JSON"),
        (lambda loop: '{"format": 2, "answers": ' + NESTED + "]" * 100_000 + "}", "it is not JSON"),
        (lambda loop: "9" * 5_000, "it is not JSON"),
        (lambda loop: " " * (LARGEST + 1), "at most 5 MB"),
        (lambda loop: changed(loop, format=0), "another version of this project: make it again"),
        (lambda loop: changed(loop, format=True), "another version of this project"),
        (lambda loop: changed(loop, format="2"), "another version of this project"),
        (lambda loop: changed(loop, format=[2]), "another version of this project"),
        (lambda loop: changed(loop, pictures="tiny"), "pictures must be an object"),
        (lambda loop: changed(loop, pictures={"name": "tiny", "fingerprint": 7}), "fingerprint must be a text"),
        (lambda loop: changed(loop, pictures={"name": "x" * 2_000, "fingerprint": ""}), "name is longer than"),
        (lambda loop: changed(loop, recipe=None), "recipe must be a text"),
        (lambda loop: changed(loop, settings=[]), "settings must be an object"),
        (lambda loop: changed(loop, settings={}), "its settings must be model, strategy"),
        (lambda loop: set_to(loop, colour="red"), "its settings must be model, strategy"),
        (lambda loop: set_to(loop, initial="6"), "the setting initial must be a number"),
        (lambda loop: set_to(loop, initial=6.0), "the setting initial must be a number"),
        (lambda loop: set_to(loop, seed=True), "the setting seed must be a number"),
        (lambda loop: set_to(loop, noise="0"), "the setting noise must be a number"),
        (lambda loop: set_to(loop, model=["head-start"]), "the setting model must be a text"),
        (lambda loop: set_to(loop, strategy="x" * 2_000), "strategy is longer than"),
        (lambda loop: changed(loop, answers={}), "answers must be a list"),
        (lambda loop: changed(loop, answers=[7]), "answer 1 must have"),
        (lambda loop: changed(loop, answers=answer(label=2)), "answer 1 must have"),
        (lambda loop: changed(loop, answers=answer(label=True)), "answer 1 must have"),
        (lambda loop: changed(loop, answers=answer(label=1.0)), "answer 1 must have"),
        (lambda loop: changed(loop, answers=answer(label="fox")), "answer 1 must have"),
        (lambda loop: changed(loop, answers=answer(by="nobody")), "answer 1 must have"),
        (lambda loop: changed(loop, answers=answer(by=["person"])), "answer 1 must have"),
        (lambda loop: changed(loop, answers=answer(picture=0)), "answer 1 must have"),
        (lambda loop: changed(loop, answers=answer(picture=[0])), "answer 1 must have"),
        (lambda loop: changed(loop, answers=answer() * (MOST_ANSWERS + 1)), "more than 20,000 answers"),
        (lambda loop: changed(loop, answers=answer(picture="no such picture")), "belongs to the pictures tiny"),
        (lambda loop: changed(loop, answers=answer()), "not those to the questions"),
        (lambda loop: changed(loop, recipe="other\nnets"), r"another initial model \(other nets\)"),
    ],
)
def test_what_is_no_run_is_refused_in_one_sentence(loop, tiny, tiny_model, make, sentence):
    with pytest.raises(SavedRunError, match=sentence) as refusal:
        again(make(loop), tiny, tiny_model)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    "wrong",
    [
        {"initial": 1},
        {"budget": 10**400},
        {"noise": float("nan")},
        {"noise": float("inf")},
        {"noise": 10**400},
        {"seed": -1},
        {"strategy": "psychic"},
        {"model": "genius"},
    ],
)
def test_its_settings_are_checked_as_all_are(loop, tiny, tiny_model, wrong):
    with pytest.raises(SettingsError):
        again(set_to(loop, **wrong), tiny, tiny_model)


def test_a_run_of_other_pictures_is_refused_though_they_have_the_same_names(loop, tiny, tiny_model):
    with pytest.raises(
        SavedRunError, match=r"belongs to the pictures tiny, not to these \(tiny\): open that set first"
    ):
        again(run_json(loop), replace(tiny, labels=1 - tiny.labels), tiny_model)


@pytest.mark.parametrize("kept", [0.9, 0.3])
def test_a_run_of_more_pictures_than_these_is_refused_by_name_whatever_its_numbers(loop, tiny, tiny_model, kept):
    """Also where its budget is larger than their pool, or its pictures have names that they have not."""
    some = np.flatnonzero(np.arange(len(tiny)) % 10 < 10 * kept)
    columns = ("pictures", "names", "labels", "kinds", "groups", "split")
    fewer = replace(
        tiny,
        name="fewer",
        originals=[tiny.originals[one] for one in some],
        origins=tuple(tiny.origins[one] for one in some),
        **{column: getattr(tiny, column)[some] for column in columns},
    )
    with pytest.raises(SavedRunError, match=r"^This run belongs to the pictures tiny, not to these \(fewer\)"):
        again(set_to(loop, budget=80), fewer, tiny_model)
