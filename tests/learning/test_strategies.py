from types import SimpleNamespace

import numpy as np
import pytest

from foxdog.learning import strategies
from foxdog.learning.strategies import (
    STRATEGIES,
    bald,
    dense_uncertainty,
    disagreement,
    random_utility,
    uncertainty,
)
from foxdog.learning.strategy_words import STRATEGY_WORDS


class Oracle:
    """Answers `predict_proba` from a list of P(label = 1); the pictures are the places in it."""

    def __init__(self, p):
        self.p = np.asarray(p, float)

    def predict_proba(self, pictures, **_):
        p = self.p[np.asarray(pictures).ravel()]
        return np.column_stack([1 - p, p])


class Panel:
    """A committee as modAL's disagreement measures see it."""

    def __init__(self, *members):
        self.members = [Oracle(p) for p in members]

    def __len__(self):
        return len(self.members)

    def __iter__(self):
        return iter(self.members)

    def vote_proba(self, pictures, **_):
        return np.stack([member.predict_proba(pictures) for member in self.members], axis=1)


RNG = np.random.default_rng


def test_uncertainty_asks_about_the_coin_toss_first():
    p = [0.99, 0.5, 0.7, 0.02]
    utilities = uncertainty(Oracle(p), np.arange(4), RNG(0))
    assert utilities == pytest.approx([0.01, 0.5, 0.3, 0.02])


def test_margin_and_entropy_rank_two_classes_as_uncertainty_does():
    from modAL.uncertainty import classifier_entropy, classifier_margin

    p = RNG(1).random(200)
    pictures = np.arange(200)
    order = np.argsort(uncertainty(Oracle(p), pictures, RNG(0)))
    assert (order == np.argsort(-classifier_margin(Oracle(p), pictures))).all()
    assert (order == np.argsort(classifier_entropy(Oracle(p), pictures))).all()


def test_a_committee_asks_where_it_disagrees_and_not_where_all_are_unsure():
    agreed_unsure, quarrel, agreed_sure = 0, 1, 2
    panel = Panel([0.5, 0.9, 0.99], [0.5, 0.1, 0.99], [0.5, 0.9, 0.98])
    utilities = disagreement(panel, np.arange(3), RNG(0))
    assert np.argmax(utilities) == quarrel
    assert utilities[agreed_unsure] == pytest.approx(0)
    assert utilities[agreed_sure] < 0.01


def test_random_depends_on_the_generator_alone():
    assert (random_utility(None, np.zeros(5), RNG(3)) == random_utility(None, np.ones(5), RNG(3))).all()


def test_the_most_useful_are_returned_in_order_with_their_utilities():
    ask = STRATEGIES["uncertainty"].ask
    indices, utilities = ask(Oracle([0.9, 0.5, 0.6, 0.1]), np.arange(4), n_instances=2, rng=RNG(0))
    assert indices.tolist() == [1, 2]
    assert utilities == pytest.approx([0.5, 0.4])


def test_ties_are_broken_by_the_generator_and_not_by_the_order_of_the_pool():
    ask = STRATEGIES["uncertainty"].ask
    oracle = Oracle(np.full(100, 0.5))
    first = [ask(oracle, np.arange(100), n_instances=1, rng=RNG(seed))[0][0] for seed in range(40)]
    assert len(set(first)) > 20
    assert ask(oracle, np.arange(100), n_instances=5, rng=RNG(7))[0].tolist() == (
        ask(oracle, np.arange(100), n_instances=5, rng=RNG(7))[0].tolist()
    )


def test_every_strategy_says_what_it_asks_and_where_it_is_from():
    assert list(STRATEGIES) == [
        "uncertainty", "committee", "bald", "ranked-batch", "density", "k-centre", "typical", "tcm", "badge", "random",
    ]  # fmt: skip
    for name, strategy in STRATEGIES.items():
        assert strategy.name == name
    for name, words in STRATEGY_WORDS.items():
        assert words.name == name
        assert words.asks
        assert words.source
    assert [name for name, strategy in STRATEGIES.items() if strategy.by_committee] == ["committee"]


class Seer:
    """A learner over points in a plane: features as they are given, P(label = 1) from a list, dropout from another."""

    def __init__(self, features, p=None, sampled=None, labelled=(0, 1)):
        self.points = np.asarray(features, np.float32)
        self.p = np.full(len(self.points), 0.5) if p is None else np.asarray(p, float)
        self.X_training = np.array(labelled)
        self.estimator = SimpleNamespace(
            features=lambda indices: self.points[indices],
            sampled_proba=lambda indices, passes, seed: np.asarray(sampled)[:, indices],
        )

    def predict_proba(self, indices, **_):
        return np.column_stack([1 - self.p[indices], self.p[indices]])


EAST, NORTH, WEST, SOUTH = ([5, 0], [0, 5], [-5, 0], [0, -5])
SETS = ["ranked-batch", "k-centre", "typical", "badge"]


def ask(name, learner, candidates, count, seed=0):
    positions, utilities = STRATEGIES[name].ask(learner, candidates, n_instances=count, rng=RNG(seed))
    assert len(positions) == len(utilities)
    return candidates[positions].tolist()


def test_bald_asks_where_dropout_contradicts_itself():
    learner = Seer([EAST] * 3, sampled=[[0.5, 0.95, 0.9], [0.5, 0.05, 0.9]])
    utilities = bald(learner, np.arange(3), RNG(0))
    assert np.argmax(utilities) == 1
    assert utilities[[0, 2]] == pytest.approx([0, 0], abs=1e-9)


def test_tcm_asks_for_typical_pictures_first_and_for_unsure_ones_from_the_switch_on():
    rng = RNG(0)
    points = rng.normal(size=(200, 2))
    p = rng.random(200)
    candidates = np.arange(100, 200)
    for labelled, like in ((strategies.SWITCH - 1, "typical"), (strategies.SWITCH, "uncertainty")):
        learner = Seer(points, p, labelled=range(labelled))
        asked = ask("tcm", learner, candidates, 5)
        assert set(asked) == set(ask(like, learner, candidates, 5))
        assert set(asked) != set(ask("random", learner, candidates, 5))


def test_k_centre_goes_by_direction_and_not_by_length():
    learner = Seer([EAST, NORTH, [50, 1], [1, 50], [-1, -1]], labelled=(0, 1))
    assert ask("k-centre", learner, np.array([2, 3, 4]), 1) == [4]


def test_density_prefers_the_unsure_picture_in_the_crowd():
    learner = Seer([EAST] * 5 + [WEST], p=[0.1, 0.1, 0.1, 0.1, 0.4, 0.4])
    assert np.argmax(dense_uncertainty(learner, np.arange(6), RNG(0))) == 4


def test_density_looks_at_some_of_a_large_pool_and_still_gives_as_many_as_asked(monkeypatch):
    monkeypatch.setattr(strategies, "MOST_COMPARED", 4)
    learner = Seer(RNG(0).normal(size=(30, 2)))
    assert (dense_uncertainty(learner, np.arange(30), RNG(0)) > 0).sum() == 4
    assert len(set(ask("density", learner, np.arange(30), 10))) == 10


@pytest.mark.parametrize("name", ["ranked-batch", "k-centre"])
def test_what_is_like_the_labelled_is_left_for_later(name):
    learner = Seer([EAST, NORTH, EAST, NORTH, WEST, SOUTH], labelled=[0, 1])
    assert set(ask(name, learner, np.arange(2, 6), 2)) == {4, 5}


def test_ranked_batch_takes_the_less_sure_of_two_that_are_equally_new():
    learner = Seer([EAST, WEST, NORTH, NORTH], p=[0.5, 0.5, 0.9, 0.6], labelled=[0, 1])
    assert ask("ranked-batch", learner, np.array([2, 3]), 1) == [3]


def test_badge_begins_with_an_unsure_picture_and_goes_on_with_another_kind():
    learner = Seer([EAST] * 4 + [NORTH] * 4 + [WEST] * 4, p=[0.55] * 8 + [0.9999] * 4)
    for seed in range(10):
        first, second = ask("badge", learner, np.arange(12), 2, seed)
        assert first < 8
        assert first // 4 != second // 4


@pytest.mark.parametrize("name", SETS)
def test_a_set_depends_on_the_generator_and_not_on_the_order_of_equal_pictures(name):
    learner = Seer([EAST, NORTH] + [WEST] * 60, labelled=[0, 1])
    first = [ask(name, learner, np.arange(2, 62), 1, seed) for seed in range(30)]
    assert len({picture for (picture,) in first}) > 10
    assert ask(name, learner, np.arange(2, 62), 9, 4) == ask(name, learner, np.arange(2, 62), 9, 4)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("count", [1, 2, 8])
def test_a_set_has_as_many_pictures_as_asked_each_once_and_all_candidates(name, count):
    learner = Seer(RNG(3).normal(size=(12, 2)), p=RNG(4).random(12), labelled=[0, 1, 5, 7])
    candidates = np.array([2, 3, 4, 6, 8, 9, 10, 11])
    chosen = ask(name, learner, candidates, count)
    assert len(set(chosen)) == count
    assert set(chosen) <= set(candidates.tolist())
