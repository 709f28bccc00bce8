import numpy as np
import pytest

from foxdog.learning.learner import Learner, Model
from foxdog.learning.strategies import STRATEGIES

RNG = np.random.default_rng
MEMBERS = 4  # of a committee


class Recorder:
    """An estimator that remembers what it was taught; P(label = 1) is the share of ones."""

    classes_ = np.array([0, 1])

    def __init__(self, seed):
        self.seed = seed
        self.fits = []

    def fit(self, X, y):  # noqa: N803
        self.fits.append((X.copy(), y.copy()))
        return self

    def predict_proba(self, X):  # noqa: N803
        p = np.full(len(X), self.fits[-1][1].mean() + 0.01 * self.seed)
        return np.column_stack([1 - p, p])

    def features(self, X):  # noqa: N803
        self.looked = len(X)
        return X.reshape(len(X), -1)[:, :2] / np.float32(20) + np.array([0, 1], np.float32)

    def sampled_proba(self, X, passes, seed):  # noqa: N803
        return np.random.default_rng(seed).random((passes, len(X)))


@pytest.fixture
def pictures():
    return np.arange(20, dtype=np.uint8)[:, None, None, None] * np.ones((1, 4, 4, 3), np.uint8)


def learner_of(pictures, strategy):
    made = []

    def make(seed):
        made.append(Recorder(seed))
        return made[-1]

    return Learner(Model("", pictures, make, MEMBERS), STRATEGIES[strategy], seed=3), made


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_making_a_learner_trains_nothing(pictures, strategy):
    _, made = learner_of(pictures, strategy)
    assert all(estimator.fits == [] for estimator in made)
    assert len(made) == (MEMBERS if strategy == "committee" else 1)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_each_teaching_is_on_all_labels_so_far_once(pictures, strategy):
    learner, made = learner_of(pictures, strategy)
    learner.teach([(4, 0), (9, 1)])
    learner.teach([(4, 0), (9, 1), (2, 1)])
    for estimator in made:
        assert [len(y) for _, y in estimator.fits] == [2, 3]
        taught, labels = estimator.fits[-1]
        assert taught.dtype == np.uint8
        assert set(zip(taught[:, 0, 0, 0].tolist(), labels.tolist(), strict=True)) <= {(4, 0), (9, 1), (2, 1)}
    taught, labels = made[0].fits[-1]  # the other members of a committee learn bootstrap samples
    assert taught[:, 0, 0, 0].tolist() == [4, 9, 2]
    assert labels.tolist() == [0, 1, 1]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_after_an_undo_nothing_of_the_undone_answer_is_left(pictures, strategy):
    learner, made = learner_of(pictures, strategy)
    learner.teach([(4, 0), (9, 1), (2, 1)])
    learner.teach([(4, 0), (9, 1)])
    learner.teach([(4, 0), (9, 1), (7, 0)])
    assert made[0].fits[-1][0][:, 0, 0, 0].tolist() == [4, 9, 7]


def test_teaching_the_same_again_does_not_train_again(pictures):
    learner, made = learner_of(pictures, "random")
    learner.teach([(4, 0), (9, 1)])
    learner.teach([(4, 0), (9, 1)])
    assert len(made[0].fits) == 1


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_query_returns_indices_of_the_dataset_and_only_candidates(pictures, strategy):
    learner, _ = learner_of(pictures, strategy)
    learner.teach([(0, 0), (1, 1)])
    candidates = np.array([5, 8, 13, 19])
    chosen = learner.query(candidates, 3, RNG(0))
    assert set(chosen) < set(candidates)
    assert len(set(chosen)) == 3


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_query_gives_as_many_as_there_are(pictures, strategy, count):
    learner, _ = learner_of(pictures, strategy)
    learner.teach([(0, 0), (1, 1)])
    assert len(learner.query(np.array([5, 8]), count, RNG(0))) == min(count, 2)
    assert learner.query(np.array([], dtype=int), count, RNG(0)).tolist() == []


def test_the_strategy_runs_once_a_query(pictures, monkeypatch):
    calls = []
    strategy = STRATEGIES["random"]

    def counting(learner, asked, **rest):
        calls.append(len(asked))
        return strategy.ask(learner, asked, **rest)

    from dataclasses import replace

    learner = Learner(Model("", pictures, Recorder, MEMBERS), replace(strategy, ask=counting), seed=0)
    learner.teach([(0, 0), (1, 1)])
    learner.query(np.arange(2, 20), 2, RNG(0))
    assert calls == [18]


def test_the_same_generator_gives_the_same_question(pictures):
    learner, _ = learner_of(pictures, "random")
    learner.teach([(0, 0), (1, 1)])
    ask = [learner.query(np.arange(2, 20), 4, RNG(seed)).tolist() for seed in (1, 1, 2)]
    assert ask[0] == ask[1] != ask[2]


def test_a_committee_has_members_of_different_seeds_and_answers_by_the_first(pictures):
    learner, made = learner_of(pictures, "committee")
    learner.teach([(0, 0), (1, 1)])
    assert len({estimator.seed for estimator in made}) == MEMBERS
    assert made[0].seed == 3  # the run's own: the same net as every other strategy has
    assert learner.predict(np.array([5]))[0] == pytest.approx(made[0].predict_proba(pictures[:1])[0, 1])


def test_the_features_are_computed_once_a_fit_and_only_for_who_asks(pictures):
    learner, (estimator,) = learner_of(pictures, "k-centre")
    learner.teach([(0, 0), (1, 1)])
    learner.predict(np.arange(20))
    assert not hasattr(estimator, "looked")
    learner.query(np.arange(2, 20), 2, RNG(0))
    assert estimator.looked == 20
    estimator.looked = 0
    learner.query(np.arange(2, 19), 1, RNG(1))  # after a skip
    assert estimator.looked == 0
    learner.teach([(0, 0), (1, 1), (2, 1)])
    learner.query(np.arange(3, 20), 2, RNG(0))
    assert estimator.looked == 20


def test_over_pictures_features_and_sampled_probabilities_are_by_index(pictures):
    from foxdog.learning.learner import IndexClassifier

    recorder = Recorder(0)
    classifier = IndexClassifier(recorder, pictures)
    classifier.fit(np.array([0, 1]), np.array([0, 1]))
    assert (classifier.features(np.array([7, 3])) == recorder.features(pictures[[7, 3]])).all()
    sampled = classifier.sampled_proba(np.array([7, 3]), passes=4, seed=9)
    assert (sampled == recorder.sampled_proba(pictures, 4, 9)[:, [7, 3]]).all()
