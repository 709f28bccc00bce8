from random import Random

import numpy as np
import pytest

from foxdog.learning.head_start.body import FEATURES, build_body, features


@pytest.fixture(scope="module")
def weights():
    return build_body(48, Random(0)).get_weights()


def test_a_body_is_small(weights):
    assert sum(one.size for one in weights) * 4 < 1_000_000  # bytes
    assert {one.dtype for one in weights} == {np.dtype("float32")}


def test_a_picture_has_the_same_features_beside_others_and_as_its_mirror_image(tiny, weights):
    several = features(weights, tiny.pictures[:70])
    assert several.shape == (70, FEATURES)
    assert several.dtype == np.float32
    assert features(weights, tiny.pictures[:5]) == pytest.approx(several[:5], abs=1e-5)
    assert features(weights, tiny.pictures[:5, :, ::-1]) == pytest.approx(several[:5], abs=1e-4)
    assert several.std(axis=0).max() > 0


def test_progress_goes_from_chunk_to_chunk(tiny, weights, monkeypatch):
    monkeypatch.setattr("foxdog.learning.head_start.body.CHUNK", 30)
    steps = []
    features(weights, tiny.pictures[:70], lambda done, total: steps.append((done, total)))
    assert steps == [(30, 70), (60, 70), (70, 70)]
