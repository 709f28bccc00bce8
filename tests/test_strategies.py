import numpy as np
import pytest

from foxdog.strategies import STRATEGIES, disagreement, most_useful, random_utility, uncertainty


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
    ask = most_useful(uncertainty)
    indices, utilities = ask(Oracle([0.9, 0.5, 0.6, 0.1]), np.arange(4), n_instances=2, rng=RNG(0))
    assert indices.tolist() == [1, 2]
    assert utilities == pytest.approx([0.5, 0.4])


def test_ties_are_broken_by_the_generator_and_not_by_the_order_of_the_pool():
    ask = most_useful(uncertainty)
    oracle = Oracle(np.full(100, 0.5))
    first = [ask(oracle, np.arange(100), n_instances=1, rng=RNG(seed))[0][0] for seed in range(40)]
    assert len(set(first)) > 20
    assert ask(oracle, np.arange(100), n_instances=5, rng=RNG(7))[0].tolist() == (
        ask(oracle, np.arange(100), n_instances=5, rng=RNG(7))[0].tolist()
    )


def test_every_strategy_says_what_it_asks_and_where_it_is_from():
    assert set(STRATEGIES) == {"random", "uncertainty", "committee"}
    for name, strategy in STRATEGIES.items():
        assert strategy.name == name
        assert strategy.asks
        assert strategy.source
    assert STRATEGIES["committee"].members > 2
