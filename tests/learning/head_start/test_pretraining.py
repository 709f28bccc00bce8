import random
from random import Random

import numpy as np
import pytest
from cores import printed_on_one_core_and_two

from foxdog.learning.head_start import pretraining
from foxdog.learning.head_start.pretraining import contrastive_loss, pretrain


def value_of(pairs):
    import keras

    return float(keras.ops.convert_to_numpy(contrastive_loss(None, keras.ops.convert_to_tensor(pairs))))


def test_the_loss_is_that_of_the_paper():
    """Equation 1 of Chen et al. 2020, written out term by term."""
    pairs = np.random.default_rng(0).normal(size=(5, 2, 4)).astype(np.float32)
    z = np.concatenate([pairs[:, 0], pairs[:, 1]]).astype(float)
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    terms = []
    for i in range(10):
        similar = np.exp(z @ z[i] / pretraining.TEMPERATURE)
        terms.append(-np.log(similar[(i + 5) % 10] / (similar.sum() - similar[i])))
    assert value_of(pairs) == pytest.approx(np.mean(terms), rel=1e-4)


def test_the_loss_is_lowest_where_partners_agree_and_others_do_not():
    apart = np.repeat(np.eye(4, dtype=np.float32)[:, None], 2, axis=1)
    alike = np.ones((4, 2, 4), np.float32)
    assert value_of(apart) < 0.1 < value_of(alike)
    assert value_of(alike) == pytest.approx(np.log(7), rel=1e-4)


def test_it_is_the_same_again_and_another_with_another_seed(tiny):
    pictures = tiny.pictures[:24]
    first, again, other = (pretrain(pictures, 3, seed=seed) for seed in (0, 0, 1))
    assert all((one == two).all() for one, two in zip(first, again, strict=True))
    assert any((one != two).any() for one, two in zip(first, other, strict=True))


def test_batches_go_through_all_pictures_again_and_again():
    pictures = np.arange(10, dtype=np.uint8)[:, None, None, None] * np.ones((1, 48, 48, 3), np.uint8)
    pairs = pretraining._PairsOfViews(pictures, 100, 0.0, 0)
    pairs._batch = 4
    order = [np.random.default_rng([0, epoch, 1]).permutation(10) for epoch in range(2)]
    for update, expected in ((0, order[0][:4]), (1, order[0][4:8]), (2, order[1][:4])):
        (first, second), _ = pairs[update]
        assert len(first) == len(second) == 4
        assert (np.sign(first.mean(axis=(1, 2, 3)) - first.mean()) != 0).all()
        assert np.corrcoef(first.mean(axis=(1, 2, 3)), expected)[0, 1] > 0.5
    assert (pairs[7][0][0] == pairs[7][0][0]).all()


def test_progress_is_told_and_ends_it(tiny):
    class StoppedError(Exception):
        pass

    steps = []

    def progress(done, total):
        steps.append((done, total))
        if done == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        pretrain(tiny.pictures[:16], 5, progress=progress)
    assert steps == [(1, 5), (2, 5)]


def test_the_servers_global_random_numbers_are_left_alone(tiny):
    random.seed(3)
    np.random.seed(3)
    expected = random.Random(3).random(), np.random.RandomState(3).random()
    pretrain(tiny.pictures[:16], 1)
    assert (random.random(), np.random.random()) == expected


@pytest.mark.slow
def test_one_core_makes_the_same_body_as_two():
    code = (
        "import hashlib, numpy as np\n"
        "from foxdog.learning.head_start.pretraining import pretrain\n"
        "pictures = np.random.default_rng(0).integers(0, 256, (64, 48, 48, 3), np.uint8)\n"
        "print(hashlib.sha256(b''.join(one.tobytes() for one in pretrain(pictures, 6))).hexdigest())"
    )
    one, two = printed_on_one_core_and_two(code)
    assert one == two != b""


@pytest.mark.slow
def test_what_it_learns_tells_the_classes_apart():
    """On the drawn pictures, after a minute: with 60 labels better than a body of random weights."""
    from sklearn.linear_model import LogisticRegression

    from foxdog.learning.head_start.body import build_body, features
    from foxdog.pictures.sources import open_pictures

    drawn = open_pictures("drawn")
    accuracy = []
    for weights in (build_body(48, Random(0)).get_weights(), pretrain(drawn.pictures[drawn.pool], 100)):
        seen = features(weights, drawn.pictures)
        standard = (seen - seen[drawn.pool].mean(axis=0)) / np.maximum(seen[drawn.pool].std(axis=0), 1e-6)
        scores = []
        for seed in range(10):
            few = np.random.default_rng(seed).permutation(drawn.pool)[:60]
            model = LogisticRegression(C=0.1).fit(standard[few], drawn.labels[few])
            scores.append(model.score(standard[drawn.validation], drawn.labels[drawn.validation]))
        accuracy.append(np.mean(scores))
    assert accuracy[1] > accuracy[0] + 0.02, accuracy
