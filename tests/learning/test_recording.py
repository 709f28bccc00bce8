"""Recorded rounds change nothing but the time that a run takes."""

from dataclasses import replace

import numpy as np
import pytest

from foxdog.learning.loop import Loop
from foxdog.learning.models import load_model
from foxdog.learning.recording import RECORDED_RUN, Recording, read_recording
from foxdog.learning.run_file import recording_of
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.sources import open_pictures

SETTINGS = Settings(initial=6, batch=2, budget=17)  # the last of six rounds asks one question


def run_to_the_end(loop: Loop) -> Loop:
    if not loop.rounds:
        loop.teach()
    while loop.query:
        loop.step()
    while loop.step_baseline():
        pass
    return loop


@pytest.fixture(scope="module")
def model(tiny, tiny_model):
    return tiny_model("head-start", tiny)


@pytest.fixture(scope="module")
def recording(tiny, model) -> Recording:
    loop = run_to_the_end(Loop(tiny, SETTINGS, model))
    return recording_of(loop, loop.measure_ceiling())


def without_learner(model):
    """The model, of which no estimator can be made."""
    return replace(model, make_estimator=None)


def state(loop):
    """All that a run is, to the bit."""
    rounds = [(one.number, one.labelled, one.new, one.proba.tobytes(), one.correct.tobytes()) for one in loop.rounds]
    return rounds, loop.answers, loop.query, loop.over, loop.labelled


def test_the_oracle_replays_it_to_its_end_without_a_learner(tiny, model, recording):
    computed = run_to_the_end(Loop(tiny, SETTINGS, model))
    replayed = run_to_the_end(Loop(tiny, SETTINGS, without_learner(model), recording=recording))
    assert state(replayed) == state(computed)
    assert state(replayed.baseline) == state(computed.baseline)
    assert replayed.measure_ceiling() == computed.measure_ceiling()
    assert replayed.over == "budget"


def test_what_the_true_answer_would_change_is_known_without_a_learner(tiny, model, recording):
    loop = Loop(tiny, replace(SETTINGS), without_learner(model), recording=recording)
    loop.teach()
    for picture in loop.query.open:
        loop = loop.after(picture, int(tiny.labels[picture]))
    assert len(loop.rounds) == 2


def a_wrong_label(loop):
    picture = loop.query.open[0]
    loop.answer(picture, 1 - int(loop.dataset.labels[picture]))


def a_skip(loop):
    loop.skip(loop.query.open[0])


def an_undo(loop):
    loop.undo()
    loop.undo()


def an_undo_and_another_answer(loop):
    picture = loop.undo().picture
    loop.answer(picture, 1 - int(loop.dataset.labels[picture]))


def the_other_order(loop):
    for picture in reversed(loop.query.open):
        loop.answer(picture, int(loop.dataset.labels[picture]))


def a_correction(loop):
    picture, label = loop.labelled[-3]
    loop.correct(picture, 1 - label)


def a_correction_and_back(loop):
    a_correction(loop)
    a_correction(loop)


def a_correction_of_the_initial_set(loop):
    loop.correct(loop.initial[2], 1 - dict(loop.labelled)[loop.initial[2]])


DEVIATIONS = [
    a_wrong_label,
    a_skip,
    an_undo,
    an_undo_and_another_answer,
    the_other_order,
    a_correction,
    a_correction_and_back,
    a_correction_of_the_initial_set,
]


@pytest.mark.parametrize("deviate", DEVIATIONS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("rounds", [1, 3])
def test_a_run_that_leaves_it_is_the_same_as_one_without(deviate, rounds, tiny, model, recording):
    with_it = Loop(tiny, SETTINGS, model, recording=recording)
    without = Loop(tiny, SETTINGS, model)
    for loop in (with_it, without):
        loop.teach()
        for _ in range(rounds):
            loop.step()
        deviate(loop)
        if loop.to_teach:
            loop.teach()
    assert state(with_it) == state(without)
    assert state(run_to_the_end(with_it)) == state(run_to_the_end(without))
    assert state(with_it.baseline) == state(without.baseline)


@pytest.mark.parametrize("other", [{"seed": 1}, {"budget": 15}, {"strategy": "k-centre"}, {"noise": 0.1}], ids=str)
def test_other_settings_have_no_part_of_it(other, tiny, model, recording):
    settings = replace(SETTINGS, **other)
    with_it = run_to_the_end(Loop(tiny, settings, model, recording=recording))
    assert state(with_it) == state(run_to_the_end(Loop(tiny, settings, model)))


def test_other_pictures_and_other_nets_have_no_part_of_it(tiny, model, recording):
    labels = tiny.labels.copy()
    labels[tiny.test[0]] = 1 - labels[tiny.test[0]]
    assert recording.run_of(tiny, SETTINGS, model.recipe) is recording.run
    assert recording.run_of(replace(tiny, labels=labels), SETTINGS, model.recipe) is None
    assert recording.run_of(tiny, SETTINGS, "another") is None
    other = Loop(tiny, SETTINGS, replace(model, recipe="another", make_estimator=None), recording=recording)
    with pytest.raises(TypeError):  # it has to make an estimator
        other.teach()


def test_a_loop_knows_no_recording_unless_it_is_given_one(tiny, model):
    with pytest.raises(TypeError):
        Loop(tiny, SETTINGS, without_learner(model)).teach()


def test_it_comes_back_from_its_file(tmp_path, recording):
    path = tmp_path / "recorded.npz"
    path.write_bytes(recording.to_bytes())
    back = read_recording(path)
    assert (back.fingerprint, back.recipe, back.ceiling) == (recording.fingerprint, recording.recipe, recording.ceiling)
    for one, two in ((back.run, recording.run), (back.baseline, recording.baseline)):
        assert (one.settings, one.answers) == (two.settings, two.answers)
        assert one.proba.dtype == np.float32
        assert one.proba.tobytes() == two.proba.tobytes()
    assert back.to_bytes() == path.read_bytes()


def test_a_damaged_file_is_said(tmp_path, recording):
    path, whole = tmp_path / "recorded.npz", recording.to_bytes()
    for length in range(0, len(whole), len(whole) // 50):
        path.write_bytes(whole[:length])
        with pytest.raises(DatasetError, match=r"recorded\.npz is not a recording, or it is damaged"):
            read_recording(path)


def test_the_shipped_one_is_what_the_loop_computes_now():
    """Another type of processor rounds differently, in the last bits."""
    assert RECORDED_RUN.stat().st_size < 1_000_000
    dataset, shipped = open_pictures("drawn"), read_recording(RECORDED_RUN)
    assert shipped.is_of(dataset, Settings())
    loop = run_to_the_end(Loop(dataset, Settings(), load_model("head-start", dataset)))
    now = recording_of(loop, loop.measure_ceiling())
    assert (shipped.recipe, shipped.ceiling) == (now.recipe, now.ceiling)
    for there, here in ((shipped.run, now.run), (shipped.baseline, now.baseline)):
        assert there.answers == here.answers
        np.testing.assert_allclose(there.proba, here.proba, rtol=0, atol=1e-6)
