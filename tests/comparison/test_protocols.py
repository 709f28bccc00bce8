"""The experiments that are not the loop's: asking again, the greedy oracle, rivals, transfer, part of a pool."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from tiny import load as load_tiny

from foxdog.comparison.protocols import PROTOCOLS
from foxdog.comparison.protocols.again import majority, unsettled
from foxdog.comparison.protocols.greedy import Trials
from foxdog.learning.loop import Loop
from foxdog.learning.recipes import VARIANCE
from foxdog.learning.settings import Settings

SETTINGS = Settings(initial=10, batch=5, budget=40, seed=3)


@pytest.fixture
def run(tiny):
    """Run a protocol on the tiny pictures."""

    def run(protocol, settings=SETTINGS, **options):
        return list(PROTOCOLS[protocol](tiny, settings, partial(load_tiny, dataset=tiny), **options))

    return run


def of(rows, name):
    return [row[name] for row in rows]


def asked(rows):
    return [int(one) for one in " ".join(of(rows, "new")).split()]


def test_a_part_of_the_pool_is_asked_about_and_nothing_else(run, tiny):
    all_of_it = asked(run("smaller-pool", replace(SETTINGS, budget=44), pool=0.5))
    assert len(set(all_of_it)) == 44 == round(0.5 * len(tiny.pool))
    assert set(all_of_it) <= set(tiny.pool.tolist())
    assert set(asked(run("smaller-pool", pool=0.5))) < set(all_of_it)
    assert set(asked(run("smaller-pool", replace(SETTINGS, seed=4), pool=0.5))) - set(all_of_it)


def test_a_diverse_start_is_no_random_one(run, tiny):
    first = run("diverse-start", start="typical")[0]["new"].split()
    assert len(set(first)) == SETTINGS.initial
    assert {int(one) for one in first} <= set(tiny.pool.tolist())
    assert first != [str(one) for one in Loop(tiny, SETTINGS, load_tiny("head-start", tiny)).initial]


def test_rare_foxes_are_counted(run, tiny):
    rows = run("loop", replace(SETTINGS, rare=5, budget=50))
    assert rows[-1]["found"] == tiny.labels[asked(rows)].sum()
    assert "found" not in run("loop")[0]


def test_without_asking_again_the_answers_are_those_of_new_pictures(run):
    rows = run("again")
    assert of(rows, "labelled") == of(rows, "answers") == list(range(10, 41, 5))
    assert set(of(rows, "repeated")) == {0}
    assert set(of(rows, "wrong")) == {0}


def test_a_tie_leaves_the_label_and_a_lead_of_two_settles_it():
    votes = np.array([[1, 0], [1, 1], [1, 2], [1, 3], [2, 0]])
    assert [majority(one, before) for one, before in zip(votes, (None, 1, 1, 1, 0), strict=True)] == [0, 1, 1, 1, 0]
    assert majority(np.array([1, 1]), 0) == 0
    assert unsettled(votes).tolist() == [True, True, True, False, False]


def test_what_is_settled_is_not_asked_about_again(run):
    rows = run("again", replace(SETTINGS, budget=60), since=10)  # ten pictures, never wrong: ten answers settle them
    assert of(rows, "repeated")[:4] == [0, 5, 10, 10]
    assert of(rows, "labelled")[:4] == [10, 10, 10, 15]


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_a_share_of_all_answers_is_spent_on_asking_again(run, share):
    rows = run("again", replace(SETTINGS, budget=60, noise=0.2), again=share)
    assert rows[-1]["answers"] == 60
    assert rows[-1]["repeated"] == round(share * 50)
    assert rows[-1]["labelled"] == 60 - rows[-1]["repeated"]


def test_from_a_number_of_answers_on_all_are_asked_again(run):
    rows = run("again", replace(SETTINGS, noise=0.3), since=20)
    assert of(rows, "labelled") == [10, 15, 20, 20, 20, 20, 20]
    assert of(rows, "answers") == list(range(10, 41, 5))
    assert rows[-1]["wrong"] < rows[2]["wrong"]


def test_asking_again_mends_labels_at_equal_numbers_of_answers(run):
    wrong = dict.fromkeys((0.0, 0.5), 0.0)
    for seed in range(10, 18):
        for share in wrong:
            last = run("again", replace(SETTINGS, budget=80, noise=0.2, seed=seed), again=share)[-1]
            wrong[share] += last["wrong"] / last["labelled"] / 8
    assert 0.15 < wrong[0.0] < 0.25
    assert wrong[0.5] < 0.6 * wrong[0.0]


def test_an_oracle_that_errs_where_the_model_doubts_errs_most_for_uncertainty(run):
    wrong = {}
    for strategy in ("uncertainty", "random"):
        settings = [replace(SETTINGS, budget=80, noise=0.2, strategy=strategy, seed=seed) for seed in range(8)]
        wrong[strategy] = np.mean([run("again", one, doubt=1)[-1]["wrong"] for one in settings])
    assert wrong["uncertainty"] > wrong["random"] + 2


def test_trials_are_the_heads_that_scikit_learn_finds():
    rng = np.random.default_rng(0)
    inputs, sets = rng.normal(size=(60, 40)), np.array([rng.permutation(60)[:25] for _ in range(3)])
    labels = (inputs[:, 0] + rng.normal(size=60) > 0.5).astype(int)
    alpha, bias = Trials(inputs, labels, np.arange(5)).learn(sets)
    for of_set, some, one in zip(sets, alpha, bias, strict=True):
        head = LogisticRegression(C=VARIANCE, class_weight="balanced", tol=1e-8, max_iter=1000)
        head.fit(inputs[of_set], labels[of_set])
        np.testing.assert_allclose(some @ inputs[of_set], head.coef_[0], atol=1e-3)
        assert one == pytest.approx(head.intercept_[0], abs=1e-3)


def test_the_greedy_oracle_keeps_the_candidate_that_helps_on_validation(tiny):
    inputs = tiny.pictures.reshape(len(tiny), -1)[:, ::97] / 255 - 0.5
    trials = Trials(inputs, tiny.labels, tiny.validation)
    labelled, candidates = tiny.pool[:10], tiny.pool[10:30]
    losses = []
    for one in candidates:
        learned = [*labelled, one]
        head = LogisticRegression(C=VARIANCE, class_weight="balanced", tol=1e-8, max_iter=1000)
        p = head.fit(inputs[learned], tiny.labels[learned]).predict_proba(inputs[tiny.validation])
        losses.append(-np.log(p[np.arange(len(p)), tiny.labels[tiny.validation]]).mean())
    assert trials.best(labelled, candidates) == candidates[np.argmin(losses)]


def test_the_greedy_oracle_asks_about_the_pool(run, tiny):
    rows = run("greedy", replace(SETTINGS, budget=16, batch=1), tried=5)
    assert len(set(asked(rows))) == 16
    assert set(asked(rows)) <= set(tiny.pool.tolist())
    assert set(of(rows, "strategy")) == {"oracle"}


@pytest.mark.parametrize("learner", ["self-training", "label-spreading"])
def test_rivals_learn_the_same_questions_and_see_no_label_that_was_not_asked_for(tiny, learner):
    model = replace(load_tiny("head-start", tiny), inputs=tiny.pictures / 255 - 0.5)
    settings = replace(SETTINGS, budget=15)
    rows = list(PROTOCOLS["rivals"](tiny, settings, lambda name: model, learner=learner))
    assert of(rows, "labelled") == [10, 15]
    assert rows[-1]["accuracy"] > 0.6
    known = asked(list(PROTOCOLS["loop"](tiny, settings, lambda name: model)))
    labels = tiny.labels.copy()
    labels[np.setdiff1d(tiny.pool, known)] ^= 1
    other = replace(tiny, labels=labels)
    assert next(PROTOCOLS["rivals"](other, settings, lambda name: model, learner=learner)) == rows[0]


def test_kinds_among_the_questions_are_counted(tiny):
    dataset = replace(tiny, kinds=np.where(np.arange(len(tiny)) % 3 == 0, "rare", "usual"))
    settings = replace(SETTINGS, noise=0.3)
    model = load_tiny("head-start", tiny)
    loop = Loop(dataset, settings, model, paired=False)
    loop.teach()
    while not loop.over:
        loop.step()
    rows = list(PROTOCOLS["kinds"](dataset, settings, lambda name: model))
    assert of(rows, "kind") == ["dog rare", "dog usual", "fox rare", "fox usual"]
    assert sum(of(rows, "in_pool")) == len(dataset.pool)
    assert sum(of(rows, "asked")) == settings.budget - settings.initial
    asked = loop.labelled[settings.initial :]
    assert rows[0]["asked"] == sum(dataset.labels[one] == 0 and one % 3 == 0 for one, _ in asked)
    assert sum(of(rows, "wrong_asked")) == sum(label != dataset.labels[one] for one, label in asked) > 0
    right = sum(row["accuracy"] * row["tested"] for row in rows)
    assert right / len(dataset.test) == pytest.approx(loop.rounds[-1].accuracy)
    assert sum(of(rows, "surely_wrong")) <= round(len(dataset.test) - right)


def test_one_model_learns_what_another_asked_about(tiny):
    asks, learns = load_tiny("head-start", tiny), load_tiny("scratch", tiny)
    fitted = []

    def make_estimator(seed):
        estimator = learns.make_estimator(seed)
        fit = estimator.fit
        estimator.fit = lambda inputs, labels: (fitted.append((inputs, labels)), fit(inputs, labels))[1]
        return estimator

    models = {"head-start": asks, "scratch": replace(learns, make_estimator=make_estimator)}
    rows = list(PROTOCOLS["transfer"](tiny, SETTINGS, models.__getitem__, learner="scratch"))
    loop = Loop(tiny, SETTINGS, asks, paired=False)
    loop.teach()
    while not loop.over:
        loop.step()
    pictures, labels = np.array(loop.labelled).T
    assert len(fitted) == len(rows) == len(loop.rounds)
    np.testing.assert_array_equal(fitted[-1][0], tiny.pictures[pictures])
    np.testing.assert_array_equal(fitted[-1][1], labels)
