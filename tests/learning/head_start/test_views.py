import numpy as np
import pytest

from foxdog.learning.head_start.views import Crops, _turns, crop, random_views, scaled

SIDE = 12
RNG = np.random.default_rng


@pytest.fixture
def ramp():
    """One picture whose red grows to the right, whose green grows downwards, and whose blue is even."""
    across, down = np.meshgrid(np.linspace(-1, 1, SIDE), np.linspace(-1, 1, SIDE))
    return np.stack([across, down, np.zeros((SIDE, SIDE))], axis=-1).astype(np.float32)[None]


def test_black_is_minus_one_and_white_is_one():
    pictures = np.zeros((2, SIDE, SIDE, 3), np.uint8)
    pictures[1] = 255
    assert scaled(pictures).dtype == np.float32
    assert (scaled(pictures)[0] == -1).all()
    assert (scaled(pictures)[1] == 1).all()


def test_the_whole_picture_is_a_crop_of_itself(ramp):
    assert crop(ramp, Crops(0, 0, SIDE, SIDE, False)) == pytest.approx(ramp)


def test_a_mirrored_crop_is_the_mirror_image(ramp):
    assert crop(ramp, Crops(0, 0, SIDE, SIDE, True)) == pytest.approx(ramp[:, :, ::-1])


def test_a_crop_is_a_part_at_full_size(ramp):
    lower_right = crop(ramp, Crops(SIDE / 2, SIDE / 2, SIDE / 2, SIDE / 2, False))
    assert lower_right.shape == ramp.shape
    assert lower_right[..., :2].min() > 0
    assert lower_right[0, 0, 0, 0] == pytest.approx(lower_right[0, 0, 0, 1])
    steps = np.diff(lower_right[0, :, 0, 1])[1:-1]
    assert steps == pytest.approx(
        np.diff(ramp[0, :, 0, 1])[0] / 2, abs=1e-5
    )  # half as steep: it samples between pixels


def test_a_crop_may_differ_from_picture_to_picture(ramp):
    both = crop(np.concatenate([ramp, ramp]), Crops(np.array([0, 6]), np.array([0, 6]), 6, 6, np.array([False, True])))
    assert both[0] == pytest.approx(crop(ramp, Crops(0, 0, 6, 6, False))[0])
    assert both[1] == pytest.approx(crop(ramp, Crops(6, 6, 6, 6, True))[0])


def test_views_of_one_picture_differ_and_stay_pictures(ramp):
    views = random_views(np.repeat(ramp, 200, axis=0), 0.3, 0.0, RNG(0))
    assert views.dtype == np.float32
    assert views.min() >= -1
    assert views.max() <= 1
    assert len(np.unique(views.reshape(200, -1), axis=0)) == 200
    across = views[:, SIDE // 2, -1, 0] - views[:, SIDE // 2, 0, 0]
    coloured = np.abs(views[..., 0] - views[..., 1]).max(axis=(1, 2)) > 1e-3
    assert 0.4 < (across[coloured] > 0).mean() < 0.6  # mirrored half of the time
    assert 0.6 < coloured.mean() < 0.8  # the others are grey


def test_hues_turn_about_the_greys():
    turn = _turns(np.array([0.0, 0.05, 1 / 3]))
    assert turn[0] == pytest.approx(np.eye(3))
    for matrix in turn:
        assert matrix @ matrix.T == pytest.approx(np.eye(3), abs=1e-6)
        assert np.ones(3) @ matrix == pytest.approx(np.ones(3), abs=1e-6)
    assert np.array([1, 0, 0]) @ turn[2] == pytest.approx([0, 1, 0], abs=1e-6)  # a third of a turn: red is green


def test_the_same_generator_makes_the_same_views(ramp):
    assert (random_views(ramp, 0.3, 0.0, RNG(5)) == random_views(ramp, 0.3, 0.0, RNG(5))).all()
    assert (random_views(ramp, 0.3, 0.0, RNG(5)) != random_views(ramp, 0.3, 0.0, RNG(6))).any()
