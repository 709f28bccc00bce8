import numpy as np
import pytest

from foxdog.learning.novelty import QUANTILE, measure


@pytest.fixture(scope="module")
def features():
    """1,500 pictures with 10 features that vary together."""
    rng = np.random.default_rng(0)
    return (rng.normal(size=(1500, 10)) @ (np.eye(10) + 0.3 * rng.normal(size=(10, 10)))).astype(np.float32)


@pytest.fixture(scope="module")
def pool(features):
    return measure(features[:1000])


def test_of_other_pictures_like_the_pool_a_few_are_too_far(pool, features):
    _, distances = pool.nearest(features[1000:])
    assert 0 < np.mean(distances > pool.limit) <= 2 * (1 - QUANTILE)


@pytest.mark.parametrize("feature", range(10))
def test_what_is_far_in_any_direction_is_too_far(pool, features, feature):
    far = features[:1].copy()
    far[0, feature] += 8 * features[:, feature].std()
    assert pool.nearest(far)[1][0] > pool.limit


def test_features_that_break_with_the_others_are_too_far():
    """Two features that are always the same, but for a little: a picture in which they differ is like no other."""
    rng = np.random.default_rng(0)
    first = rng.normal(size=400)
    pool = measure(np.column_stack([first, first + rng.normal(scale=0.05, size=400)]))
    _, distances = pool.nearest(np.array([[1.0, 1.0], [1.0, -1.0]]))
    assert distances[0] < pool.limit < distances[1]


def test_a_picture_of_the_pool_is_its_own_nearest(pool, features):
    nearest, distances = pool.nearest(features[:1000])
    assert nearest.tolist() == list(range(1000))
    assert distances == pytest.approx(0, abs=1e-4)


def test_the_limit_knows_no_unit(features):
    scaled = measure(1000 * features[:1000] + 7)
    assert scaled.limit == pytest.approx(measure(features[:1000]).limit, rel=1e-3)


def test_a_pool_in_order_of_class_has_the_same_limit_as_a_shuffled_one():
    rng = np.random.default_rng(0)
    classes = np.concatenate([rng.normal(size=(150, 5)), rng.normal(size=(150, 5)) + 40])
    mixed = measure(classes[rng.permutation(300)])
    assert measure(classes).limit == pytest.approx(mixed.limit, rel=0.3)


def test_a_feature_that_never_varies_is_no_error(features):
    constant = features[:1000].copy()
    constant[:, 3] = 1
    assert np.isfinite(measure(constant).limit)
