import numpy as np

from foxdog.learning.augment import augmented


def test_augmentation_moves_pixels_and_makes_none_up():
    pictures = np.random.default_rng(0).integers(0, 256, (20, 48, 48, 3), dtype=np.uint8)
    moved = augmented(pictures, np.arange(20), np.random.default_rng(1))
    assert moved.shape == pictures.shape
    assert moved.dtype == np.uint8
    assert not (moved == pictures).all(axis=(1, 2, 3)).any()
    for before, after in zip(pictures, moved, strict=True):
        assert set(map(tuple, after.reshape(-1, 3))) <= set(map(tuple, before.reshape(-1, 3)))


def test_augmentation_mirrors_about_half_and_keeps_the_picture_upright():
    ramp = np.zeros((200, 48, 48, 3), np.uint8)
    ramp[..., 0] = np.arange(48)  # brighter to the right
    ramp[..., 1] = np.arange(48)[:, None]  # brighter to the bottom
    moved = augmented(ramp, np.arange(200), np.random.default_rng(2)).astype(int)
    mirrored = moved[:, 24, 0, 0] > moved[:, 24, -1, 0]
    assert 0.35 < mirrored.mean() < 0.65
    assert (moved[:, 0, 24, 1] < moved[:, -1, 24, 1]).all()
