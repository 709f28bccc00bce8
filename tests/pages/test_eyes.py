"""Look through its eyes: what the browser gets to draw, and what is computed for it."""

import base64
import io
import json

import numpy as np
import pytest
from label_page import loop_of, run_of
from PIL import Image
from viewing import answer, asked, go_to_the_end, open_view

from foxdog.learning import findings
from foxdog.learning.loop import Loop
from foxdog.learning.occlusion import occluded
from foxdog.pages.closer import eyes

VIEW = "Look through its eyes"


@pytest.fixture
def open_eyes(monkeypatch, tiny, tiny_model):
    """Open the page with this view, by a link with these settings."""
    return lambda **settings: open_view(monkeypatch, tiny, tiny_model, VIEW, **settings)


def patch(at):
    """What the browser gets to draw."""
    assert not at.exception
    found = [json.loads(component.proto.json)[0] for component in at.get("bidi_component")]
    (plain,) = [plain for plain in found if "patch" in plain]
    return plain


def pixels(at):
    data = patch(at)["pixels"].removeprefix("data:image/png;base64,")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


@pytest.mark.parametrize("model", ["head-start", "scratch"])
def test_the_picture_that_is_asked_about_comes_with_a_belief_for_each_place_of_the_patch(open_eyes, model):
    at = open_eyes(model=model)
    loop, picture = loop_of(at), asked(at)
    assert (pixels(at) == loop.dataset.pictures[picture]).all()
    p = patch(at)["p"]
    assert p[0] == pytest.approx(findings.p_fox(loop, picture), abs=1e-4)
    copies = occluded(loop.dataset.pictures[picture])
    assert p == pytest.approx(loop.judge(copies).tolist(), abs=1e-4)
    assert len(set(p)) > 2


def test_nothing_is_computed_before_the_view_is_chosen(monkeypatch, tiny, tiny_model):
    monkeypatch.setattr(eyes, "believe", lambda *_: pytest.fail("nobody has asked for it"))
    open_view(monkeypatch, tiny, tiny_model, None)


def test_the_beliefs_follow_the_answers(open_eyes):
    at = open_eyes()
    before, picture = patch(at)["p"], asked(at)
    answer(at, 1)
    assert asked(at) != picture
    assert (pixels(at) == loop_of(at).dataset.pictures[asked(at)]).all()
    assert patch(at)["p"] != before


def test_a_mistake_can_be_chosen_and_stays_when_it_is_one_no_more(open_eyes):
    at = open_eyes()
    mistake = findings.worst_mistakes(loop_of(at))[0][0]
    at.selectbox(key="eyes-picture").set_value(mistake).run()
    assert (pixels(at) == loop_of(at).dataset.pictures[mistake]).all()
    go_to_the_end(at)
    assert (pixels(at) == loop_of(at).dataset.pictures[mistake]).all()
    assert patch(at)["p"][0] == pytest.approx(findings.p_fox(loop_of(at), mistake), abs=1e-4)


def test_when_the_run_is_over_a_sentence_says_what_to_do(open_eyes):
    at = open_eyes()
    go_to_the_end(at)
    assert "No picture is asked about; choose one of its mistakes." in [caption.value for caption in at.caption]


def test_opened_when_the_run_is_over_it_shows_the_worst_mistake(monkeypatch, tiny, tiny_model):
    at = open_view(monkeypatch, tiny, tiny_model, None)
    go_to_the_end(at)
    at.session_state["closer"] = VIEW
    at.run()
    worst = findings.worst_mistakes(loop_of(at))[0][0]
    assert at.selectbox(key="eyes-picture").value == worst
    assert (pixels(at) == loop_of(at).dataset.pictures[worst]).all()


def test_the_same_round_and_picture_are_judged_once(open_eyes, monkeypatch):
    at = open_eyes()
    judged = []
    monkeypatch.setattr(Loop, "judge", lambda *_: judged.append(1))
    at.run()
    assert patch(at)
    assert not judged


def test_a_correction_is_judged_anew(open_eyes):
    at = open_eyes()
    answer(at, 1)
    run, picture = run_of(at), asked(at)
    kept = at.session_state[eyes.KEY]
    before = eyes.believe(run, kept, picture)
    first, label = run.loop.labelled[0]
    run.loop.correct(first, 1 - label)
    assert not np.array_equal(eyes.believe(run, kept, picture), before)


def test_another_run_begins_without_what_was_kept(open_eyes):
    at = open_eyes()
    kept = at.session_state[eyes.KEY]
    run_of(at).id = "another"
    at.run()
    assert at.session_state[eyes.KEY] is not kept
    assert patch(at)


def test_no_more_is_kept_than_the_limit(open_eyes, monkeypatch):
    monkeypatch.setattr(eyes, "MOST_SEEN", 2)
    at = open_eyes()
    for label in (0, 1, 0):
        answer(at, label)
    assert len(at.session_state[eyes.KEY].seen) == 2
