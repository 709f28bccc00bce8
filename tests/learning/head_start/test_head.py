import numpy as np
import pytest
from sklearn.base import clone, is_classifier
from sklearn.linear_model import LogisticRegression

from foxdog.learning.head_start import head
from foxdog.learning.head_start.head import make_estimator
from foxdog.learning.head_start.pulls import pulls
from foxdog.learning.recipes import VARIANCE


@pytest.fixture(scope="module")
def points():
    """Features of 300 pictures, labels that depend on one direction, three foxes for each dog."""
    rng = np.random.default_rng(0)
    features = rng.standard_normal((300, 20)).astype(np.float32)
    return features, (features[:, 0] + rng.normal(0, 0.5, 300) > -0.8).astype(int)


@pytest.fixture(scope="module")
def fitted(points):
    features, labels = points
    return make_estimator(0).fit(features[:60], labels[:60])


def loss(kernel, bias, features, labels):
    """What the head minimises, written out: weighted cross-entropy and the penalty."""
    logits = features.astype(float) @ kernel + bias
    weight = len(labels) / 2 / np.bincount(labels)[labels]
    return (weight * (np.logaddexp(0, logits) - labels * logits)).sum() + (kernel**2).sum() / (2 * VARIANCE)


def test_it_is_trained_to_convergence(points, fitted):
    """No small step in any direction is better."""
    features, labels = points[0][:60], points[1][:60]
    kernel, bias = fitted.weights_[0][:, 0].astype(float), float(fitted.weights_[1][0])
    best = loss(kernel, bias, features, labels)
    rng = np.random.default_rng(1)
    for _ in range(200):
        step = rng.standard_normal(21) * 1e-3
        assert loss(kernel + step[:20], bias + step[20], features, labels) >= best - 1e-6


def test_its_probabilities_are_those_of_logistic_regression(points, fitted):
    features, labels = points
    same = LogisticRegression(C=VARIANCE, class_weight="balanced", tol=1e-10).fit(
        features[:60].astype(float), labels[:60]
    )
    assert fitted.predict_proba(features) == pytest.approx(same.predict_proba(features.astype(float)), abs=1e-4)
    assert fitted.predict_proba(features[:1]).shape == (1, 2)


def test_a_second_fit_replaces_the_first(points):
    features, labels = points
    again = make_estimator(0).fit(features[:60], labels[:60])
    before = again.predict_proba(features)
    again.fit(features[:200], labels[:200])
    assert np.abs(again.predict_proba(features) - before).max() > 0.05
    fresh = make_estimator(0).fit(features[:200], labels[:200])
    assert (again.predict_proba(features) == fresh.predict_proba(features)).all()


def test_two_heads_never_mix(points):
    features, labels = points
    one, other = make_estimator(0), make_estimator(1)
    one.fit(features[:60], labels[:60])
    before = one.predict_proba(features)
    other.fit(features[:60], 1 - labels[:60])
    third = make_estimator(2).fit(features[:60], 1 - labels[:60])
    assert (one.predict_proba(features) == before).all()
    assert (third.predict_proba(features) == other.predict_proba(features)).all()


@pytest.mark.parametrize("label", [0, 1])
def test_labels_of_one_class_are_no_error(points, label):
    features, _ = points
    alone = make_estimator(0).fit(features[:8], np.full(8, label))
    assert alone.predict_proba(features)[:, label] == pytest.approx(0.9)  # the rule of succession: (8 + 1) / (8 + 2)
    assert np.isfinite(alone.sampled_proba(features, 5, 0)).all()


def test_the_order_of_the_labels_does_not_matter(points):
    features, labels = points
    there = make_estimator(0).fit(features[:60], labels[:60]).predict_proba(features)
    back = make_estimator(9).fit(features[:60][::-1], labels[:60][::-1]).predict_proba(features)
    assert back == pytest.approx(there, abs=1e-6)


def test_plausible_heads_scatter_around_the_best_and_less_with_more_labels(points):
    features, labels = points
    spread = []
    for count in (20, 300):
        fitted = make_estimator(0).fit(features[:count], labels[:count])
        sampled = fitted.sampled_proba(features, 200, 3)
        assert sampled.shape == (200, 300)
        logits = np.log(sampled / (1 - sampled)).mean(axis=0)
        best = fitted.predict_proba(features)[:, 1]
        assert np.corrcoef(logits, np.log(best / (1 - best)))[0, 1] > 0.9
        spread.append(sampled.std(axis=0).mean())
    assert spread[1] < spread[0] * 0.7


def test_plausible_heads_are_drawn_from_the_runs_seed(points):
    features, labels = points
    heads = {
        (state, seed): make_estimator(state).fit(features[:60], labels[:60]).sampled_proba(features, 5, seed)
        for state, seed in ((0, 1), (1, 1), (0, 2))
    }
    again = make_estimator(0).fit(features[:60], labels[:60]).sampled_proba(features, 5, 1)
    assert (again == heads[0, 1]).all()
    assert (heads[0, 1] != heads[1, 1]).any()
    assert (heads[0, 1] != heads[0, 2]).any()


def test_scikit_learn_takes_it_for_a_classifier(fitted, points):
    assert is_classifier(fitted)
    assert clone(make_estimator(7)).random_state == 7
    assert fitted.score(*points) > 0.7
    assert set(fitted.predict(points[0])) == {0, 1}


def test_it_is_a_keras_layer():
    import keras

    built = head.build_head(20)
    assert isinstance(built, keras.Model)
    assert [one.shape for one in built.weights] == [(20, 1), (1,)]


@pytest.mark.parametrize("labels", [[0, 1, 1, 0, 1, 1, 1, 1] * 4, [0] + [1] * 31])
def test_the_pulls_of_the_labelled_pictures_are_its_log_odds(labels):
    rng = np.random.default_rng(0)
    labels = np.array(labels)
    labelled = rng.normal(0, 1, (len(labels), 20)).astype(np.float32) + 0.3 * labels[:, None]
    others = rng.normal(0, 1, (5, 20)).astype(np.float32)
    fitted = head.make_estimator(0).fit(labelled, labels)
    bias = float(fitted.weights_[1][0])
    for other, (_, p) in zip(others, fitted.predict_proba(others), strict=True):
        pulled = pulls(labelled, labels, fitted.predict_proba(labelled)[:, 1], other)
        assert pulled.shape == (len(labels),)
        assert pulled.sum() + bias == pytest.approx(np.log(p / (1 - p)), abs=1e-3)
