import numpy as np
import pytest

from foxdog.learning.utilities import farthest, gradients, mutual_information, scattered, typical, typicality

RNG = np.random.default_rng


def column(*values):
    """Points on a line."""
    return np.array(values, np.float32)[:, None]


def clouds(*sizes):
    """Clusters far from one another, the members of each on a spiral, its middle first; and the cluster of each."""
    points, homes = [], []
    for home, size in enumerate(sizes):
        turn = np.arange(size)
        spiral = 0.3 * turn[:, None] * np.column_stack([np.cos(2.4 * turn), np.sin(2.4 * turn)])
        points.append(np.array([100.0 * home, 50.0 * home]) + spiral)
        homes += [home] * size
    return np.concatenate(points), np.array(homes)


def test_nets_that_contradict_one_another_are_told_from_nets_that_are_all_unsure():
    quarrel, unsure, sure = [0.999, 0.001], [0.5, 0.5], [0.9, 0.9]
    found = mutual_information(np.array([quarrel, unsure, sure]).T)
    assert found[0] == pytest.approx(np.log(2), abs=0.02)
    assert found[1:] == pytest.approx([0, 0], abs=1e-9)


def test_certainty_is_no_trouble_to_mutual_information():
    assert mutual_information(np.array([[0.0, 1.0, 1.0], [1.0, 1.0, 0.0]], np.float32)) == pytest.approx(
        [np.log(2), 0, np.log(2)], abs=1e-6
    )


def test_the_farthest_point_of_a_line_is_first_then_the_middle_of_the_gap():
    chosen, distance = farthest(column(1, 2, 5, 9, 10), column(0), 3)
    assert chosen.tolist() == [4, 2, 1]
    assert distance == pytest.approx([10, 5, 2])


def test_the_farthest_cover_the_clusters_that_nothing_known_covers():
    points, homes = clouds(6, 6, 6, 6)
    chosen, _ = farthest(points, points[homes == 1], 3)
    assert set(homes[chosen]) == {0, 2, 3}


def test_points_upon_one_another_are_still_chosen_once_each():
    for chosen, _ in (farthest(np.ones((4, 2)), np.ones((1, 2)), 4), scattered(np.ones((4, 2)), 4, RNG(0))):
        assert sorted(chosen) == [0, 1, 2, 3]


def test_a_gradient_is_long_where_the_net_is_unsure():
    features = np.ones((4, 2))
    lengths = np.linalg.norm(gradients(np.array([0.5, 0.6, 0.99, 0.01]), features), axis=1)
    assert lengths == pytest.approx(np.sqrt(2) * np.array([0.5, 0.4, 0.01, 0.01]))


def test_the_gradient_points_away_from_the_predicted_class():
    assert gradients(np.array([0.7, 0.3]), np.ones((2, 1))) == pytest.approx(column(-0.3, 0.3))


def test_scattered_points_begin_with_the_longest_and_take_one_of_each_cluster():
    points, homes = clouds(8, 8, 8)
    for seed in range(10):
        chosen, _ = scattered(points, 3, RNG(seed))
        assert np.linalg.norm(points[chosen[0]]) == np.linalg.norm(points, axis=1).max()
        assert set(homes[chosen]) == {0, 1, 2}


def test_one_scattered_point_is_the_longest_and_not_any():
    assert {scattered(column(1, -5, 3), 1, RNG(seed))[0][0] for seed in range(10)} == {1}


def test_the_middle_of_a_crowd_is_typical_and_a_loner_is_not():
    points, _ = clouds(12)
    assert np.argmax(typicality(points)) == 0
    assert typicality(np.vstack([points, [[30, 30]]])).argmin() == 12
    assert typicality(points[:1]).tolist() == [0]
    assert np.isfinite(typicality(np.ones((3, 2)))).all()


def test_the_typical_are_the_middles_of_the_clusters_without_a_label_the_largest_first():
    points, homes = clouds(10, 14, 12)
    known = points[homes == 0][3:4]
    chosen, _ = typical(points, known, 2, RNG(0))
    assert chosen.tolist() == [10, 24]


def test_a_cluster_of_a_few_loners_is_asked_about_last():
    points, homes = clouds(3, 14, 12)
    chosen, _ = typical(points, np.empty((0, 2)), 3, RNG(0))
    assert homes[chosen].tolist() == [1, 2, 0]


@pytest.mark.parametrize("count", [1, 7, 26])
def test_as_many_typical_ones_as_asked_and_all_different(count):
    points, _ = clouds(10, 16)
    chosen, utilities = typical(points, points[:3], count, RNG(1))
    assert len(set(chosen)) == len(utilities) == count
