import numpy as np
import pytest

from foxdog.learning.challenge import points, share_right


@pytest.mark.parametrize(
    ("p", "label", "earned"),
    [(1.0, 0, 100), (0.0, 1, 100), (0.75, 0, 50), (0.25, 1, 50), (0.5, 1, 0), (0.9, 1, 0), (0.1, 0, 0), (0.5, 0, 0)],
)
def test_the_surer_it_is_and_wrong_the_more_a_picture_earns(p, label, earned):
    assert points(p, label) == earned


def test_the_share_that_is_right():
    assert share_right(np.array([0.9, 0.2, 0.6, 0.4]), np.array([1, 0, 0, 1])) == 0.5
    assert share_right(np.array([0.5]), np.array([0])) == 1.0  # as the test set is counted
