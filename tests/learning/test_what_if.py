"""The run's net with other labels."""

import numpy as np

from foxdog.learning import what_if
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings


def run_to_the_end(dataset, model, **settings):
    loop = Loop(dataset, Settings(initial=20, batch=10, budget=60, **settings), model)
    loop.teach()
    while loop.query:
        loop.step()
    return loop


def test_with_right_labels_only_nothing_changes(tiny, tiny_model):
    loop = run_to_the_end(tiny, tiny_model("head-start", tiny))
    assert what_if.wrong_labels(loop) == 0
    assert (what_if.right_if_corrected(loop) == loop.rounds[-1].correct).all()


def test_with_wrong_labels_it_is_the_net_of_the_true_ones_and_the_run_stays(tiny, tiny_model):
    model = tiny_model("head-start", tiny)
    loop = run_to_the_end(tiny, model, noise=0.3)
    answers, rounds, proba = list(loop.answers), list(loop.rounds), loop.rounds[-1].proba.copy()
    pictures = np.array([picture for picture, _ in loop.labelled])
    assert what_if.wrong_labels(loop) == sum(label != tiny.labels[one] for one, label in loop.labelled) > 0
    right = what_if.right_if_corrected(loop)
    fit = model.make_estimator(loop.settings.seed).fit(model.inputs[pictures], tiny.labels[pictures])
    expected = (fit.predict_proba(model.inputs[tiny.test])[:, 1] > 0.5) == tiny.labels[tiny.test]
    assert (right == expected).all()
    assert (right != loop.rounds[-1].correct).any()
    assert (loop.answers, loop.rounds) == (answers, rounds)
    assert (loop.rounds[-1].proba == proba).all()
