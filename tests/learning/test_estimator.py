"""The real net behind its scikit-learn face, on a few pictures: a fit takes about a second."""

import copy
import os
import subprocess
import sys
import threading
from pathlib import Path

import keras
import numpy as np
import pytest
from sklearn.base import clone, is_classifier

from foxdog.learning import cnn, estimator
from foxdog.learning.loop import Loop
from foxdog.learning.models import load_model
from foxdog.learning.settings import MODEL_NAMES, Settings
from foxdog.pictures import dataset_file
from foxdog.pictures.sources import DRAWN_FILE


@pytest.fixture(scope="module")
def drawn():
    return dataset_file.load(DRAWN_FILE)


@pytest.fixture(scope="module")
def few(drawn):
    """Twenty pictures, ten of each class."""
    return np.concatenate([drawn.pool[drawn.labels[drawn.pool] == label][:10] for label in (0, 1)])


@pytest.fixture(scope="module")
def fitted(drawn, few):
    return estimator.make_estimator(5).fit(drawn.pictures[few], drawn.labels[few])


@pytest.fixture(scope="module")
def alone(drawn, fitted):
    """What the fitted net predicts while nothing else runs."""
    return fitted.predict_proba(drawn.pictures[:40])


def test_it_is_a_classifier_to_scikit_learn(fitted):
    assert is_classifier(fitted)
    assert clone(fitted).random_state == 5


def test_probabilities_are_two_columns_that_sum_to_one(alone):
    assert alone.shape == (40, 2)
    assert alone.sum(axis=1) == pytest.approx(1)
    assert ((alone >= 0) & (alone <= 1)).all()


def test_the_last_layer_on_the_features_is_what_the_net_predicts(drawn, fitted):
    pictures = drawn.pictures[:300]  # more than a chunk
    features = fitted.features(pictures)
    assert features.shape == (300, 576)
    assert features.dtype == np.float32
    kernel, bias = fitted.weights_[-2:]
    by_hand = 1 / (1 + np.exp(-(features @ kernel + bias)[:, 0]))
    alone, mirrored = by_hand, 1 / (1 + np.exp(-(fitted.features(pictures[:, :, ::-1]) @ kernel + bias)[:, 0]))
    assert fitted.predict_proba(pictures)[:, 1] == pytest.approx((alone + mirrored) / 2, abs=1e-5)


def test_dropout_passes_vary_about_the_prediction_and_are_repeatable(drawn, fitted):
    sampled = fitted.sampled_proba(drawn.pictures[:40], passes=200, seed=1)
    assert sampled.shape == (200, 40)
    assert sampled.dtype == np.float32
    assert ((sampled >= 0) & (sampled <= 1)).all()
    assert sampled.std(axis=0).max() > 0.02
    kernel, bias = fitted.weights_[-2:]
    alone = 1 / (1 + np.exp(-(fitted.features(drawn.pictures[:40]) @ kernel + bias)[:, 0]))
    assert np.corrcoef(sampled.mean(axis=0), alone)[0, 1] > 0.95
    assert (sampled == fitted.sampled_proba(drawn.pictures[:40], passes=200, seed=1)).all()
    assert not (sampled == fitted.sampled_proba(drawn.pictures[:40], passes=200, seed=2)).all()


def test_dropout_passes_are_those_of_the_nets_own_layer(drawn, fitted):
    """By the layer itself the logits' mean and spread are the same, but for chance."""
    features = fitted.features(drawn.pictures[:10])
    kernel, bias = fitted.weights_[-2:]
    layer = keras.layers.Dropout(cnn.DROPOUT, seed=3)
    passes = [keras.ops.convert_to_numpy(layer(features, training=True)) @ kernel + bias for _ in range(600)]
    own = 1 / (1 + np.exp(-np.array(passes)[:, :, 0]))
    sampled = fitted.sampled_proba(drawn.pictures[:10], passes=600, seed=3)
    assert sampled.mean(axis=0) == pytest.approx(own.mean(axis=0), abs=0.04)
    assert sampled.std(axis=0) == pytest.approx(own.std(axis=0), abs=0.04)


def test_asking_for_features_changes_no_prediction(drawn, fitted, alone):
    fitted.features(drawn.pictures[:5])
    fitted.sampled_proba(drawn.pictures[:5], passes=2, seed=0)
    assert (fitted.predict_proba(drawn.pictures[:40]) == alone).all()


def test_it_learns_its_pictures(drawn, few, fitted):
    assert fitted.score(drawn.pictures[few], drawn.labels[few]) > 0.9


def test_a_second_fit_is_the_same_to_the_bit_whatever_came_between(drawn, few, alone):
    other = estimator.make_estimator(6).fit(drawn.pictures[few], 1 - drawn.labels[few])
    other.predict_proba(drawn.pictures[:3])
    again = estimator.make_estimator(5).fit(drawn.pictures[few], drawn.labels[few])
    assert (again.predict_proba(drawn.pictures[:40]) == alone).all()


def test_learners_do_not_mix_though_they_share_a_net(drawn, few, fitted, alone):
    estimator.make_estimator(7).fit(drawn.pictures[few[:4]], drawn.labels[few[:4]])
    assert (fitted.predict_proba(drawn.pictures[:40]) == alone).all()


def test_two_learners_in_two_threads_get_what_each_gets_alone(drawn, few, fitted, alone):
    results = {}

    def work(name, seed):
        fitted = estimator.make_estimator(seed).fit(drawn.pictures[few], drawn.labels[few])
        results[name] = fitted.predict_proba(drawn.pictures[:40])

    threads = [threading.Thread(target=work, args=(name, seed)) for name, seed in (("same", 5), ("other", 8))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (results["same"] == alone).all()
    assert not (results["other"] == alone).all()


def test_pictures_of_one_class_alone_can_be_learned(drawn, few):
    foxes = few[drawn.labels[few] == 1]
    fitted = estimator.make_estimator(0).fit(drawn.pictures[foxes], drawn.labels[foxes])
    assert fitted.predict_proba(drawn.pictures[:5]).shape == (5, 2)
    assert set(fitted.predict(drawn.pictures[foxes])) == {1}


@pytest.fixture
def seen(monkeypatch):
    """A function: labels, whether the classes are to be alike -> the pictures of a fit in their order, untrained."""
    blocks = []
    monkeypatch.setattr(estimator, "augmented", lambda pictures, block, rng: blocks.append(block))
    monkeypatch.setattr(cnn.PictureNet, "learn", lambda *_: None)

    def fit(labels, alike):
        blocks.clear()
        estimator.make_estimator(0, alike).fit(np.zeros((len(labels), 48, 48, 3), dtype=np.uint8), np.array(labels))
        return np.array(blocks)

    return fit


@pytest.mark.parametrize(("pictures", "blocks"), [(30, 1), (300, 1), (301, 2), (750, 3)])
def test_a_fit_sees_every_picture_as_often_as_any_other_give_or_take_one(seen, pictures, blocks):
    order = seen([0, 1, 1] * (pictures // 3) + [0] * (pictures % 3), alike=False)
    assert order.shape == (blocks, cnn.UPDATES * cnn.BATCH)
    counts = np.bincount(order.ravel())
    assert len(counts) == pictures
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize(("foxes", "dogs"), [(1, 29), (23, 270), (90, 300)])
def test_classes_that_are_to_be_alike_are_each_half_of_every_half_batch(seen, foxes, dogs):
    labels = np.array([1] * foxes + [0] * dogs)
    order = seen(labels, alike=True)
    assert order.shape == (cnn.count_blocks(len(labels)), cnn.UPDATES * cnn.BATCH)
    assert (labels[order].reshape(-1, cnn.BATCH // 2).mean(axis=1) == 0.5).all()
    counts = np.bincount(order.ravel(), minlength=len(labels))
    for of_class in (counts[labels == 1], counts[labels == 0]):
        assert of_class.max() - of_class.min() <= 1
    rows = order.reshape(-1, cnn.BATCH)
    assert len(np.unique(rows, axis=0)) == len(rows)  # the classes are shuffled apart from one another


def test_one_class_alone_is_all_that_a_fit_sees(seen):
    assert set(seen([1] * 30, alike=True).ravel().tolist()) == set(range(30))


@pytest.mark.slow
def test_of_few_foxes_among_many_dogs_more_are_known_where_the_classes_are_alike(drawn):
    """23 foxes and 270 dogs: 64 % of others right, and 75 % (means of four random states); 50 % is guessing."""
    foxes, dogs = (np.flatnonzero(drawn.labels == label) for label in (1, 0))
    pool, others = np.concatenate([foxes[:23], dogs[:270]]), np.concatenate([foxes[300:], dogs[300:]])

    def right(alike):
        fitted = estimator.make_estimator(0, alike).fit(drawn.pictures[pool], drawn.labels[pool])
        return np.mean(fitted.predict(drawn.pictures[others]) == drawn.labels[others])

    assert right(alike=True) > right(alike=False) + 0.03


@pytest.fixture
def begun(drawn, monkeypatch):
    """A function: random state, number of pictures -> the dropout layer's seed at each block of a fit, untrained."""
    seeds = []

    def learn(net, *_):
        (dropout,) = (layer for layer in net.layers if isinstance(layer, keras.layers.Dropout))
        seeds.append(tuple(keras.ops.convert_to_numpy(dropout.seed_generator.state).tolist()))

    def fit(random_state, pictures):
        seeds.clear()
        chosen = drawn.pool[:pictures]
        estimator.make_estimator(random_state).fit(drawn.pictures[chosen], drawn.labels[chosen])
        return list(seeds)

    monkeypatch.setattr(cnn.PictureNet, "learn", learn)
    return fit


def test_the_masks_of_a_fit_come_from_its_random_state_and_its_number_of_pictures(begun):
    assert begun(5, 20) == begun(5, 20)
    assert len({*begun(5, 20), *begun(6, 20), *begun(5, 21)}) == 3


def test_the_masks_of_a_prediction_come_from_the_random_state_and_the_number_of_pictures(drawn, fitted):
    """Else all seeds' runs would share theirs."""
    other, later = copy.copy(fitted), copy.copy(fitted)  # the same weights
    other.random_state, later.taught_ = 6, fitted.taught_ + 1
    ours, others, laters = (one.sampled_proba(drawn.pictures[:5], passes=9, seed=1) for one in (fitted, other, later))
    assert not (ours == others).all()
    assert not (ours == laters).all()


def test_more_labels_get_updates_in_proportion_and_the_learning_rate_falls_once(drawn, monkeypatch):
    rates, lengths = [], []
    learn, augmented = cnn.PictureNet.learn, estimator.augmented

    def learn_and_note(net, *block):
        learn(net, *block)
        rates.append(float(net.optimizer.learning_rate))

    def augment_and_note(pictures, indices, rng):
        lengths.append(len(indices))
        return augmented(pictures, indices, rng)

    monkeypatch.setattr(cnn.PictureNet, "learn", learn_and_note)
    monkeypatch.setattr(estimator, "augmented", augment_and_note)
    for pictures in (cnn.BLOCK_LABELS + 1, 20):  # the smaller one after it: the length is set anew at each fit
        chosen = drawn.pool[:pictures]
        estimator.make_estimator(0).fit(drawn.pictures[chosen], drawn.labels[chosen])
    assert rates == pytest.approx([cnn.LEARNING_RATE / 2, 0, 0], abs=1e-7)
    assert lengths == [cnn.UPDATES * cnn.BATCH] * 3  # one block of augmented pictures at a time


def test_the_learning_rate_falls_along_half_a_cosine():
    optimizer = cnn.CosineAdamW(2.0, 0.0)
    optimizer.length.assign(8)
    rates = []
    for step in (0, 2, 4, 8, 9):
        optimizer.iterations.assign(step)
        rates.append(float(optimizer.learning_rate))
    assert rates == pytest.approx([2, 1 + np.sqrt(0.5), 1, 0, 0], abs=1e-6)


@pytest.mark.slow
def test_accuracy_grows_with_labels_on_the_drawn_pictures(drawn):
    loop = Loop(drawn, Settings(initial=20, batch=20, budget=100), load_model("scratch", drawn), paired=False)
    loop.teach()
    while not loop.over:
        loop.step()
    assert loop.rounds[-1].accuracy > loop.rounds[0].accuracy + 0.05


@pytest.mark.slow
def test_many_fits_do_not_grow_the_process(drawn, few):
    sizes = []
    for fit in range(40):
        estimator.make_estimator(fit).fit(drawn.pictures[few], drawn.labels[few]).predict_proba(drawn.pictures)
        sizes.append(int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20)
    assert np.polyfit(range(20, 40), sizes[20:], 1)[0] < 0.2  # MB a fit; rebuilding the net takes 10


@pytest.mark.slow
def test_the_drawn_pictures_are_learnable_and_not_too_easy(drawn):
    """The whole pool gives 95 % or more, twenty labels much less."""
    accuracies = {}
    for count in (20, 0):
        scores = []
        for seed in range(3):
            loop = Loop(drawn, Settings(initial=20, seed=seed), load_model("scratch", drawn), paired=False)
            scores.append(loop.teach().accuracy if count else loop.measure_ceiling())
        accuracies[count] = np.mean(scores)
    assert 0.55 <= accuracies[20] <= 0.80
    assert accuracies[0] >= 0.93


@pytest.mark.slow
def test_a_run_on_real_photos_learns(photos):
    from foxdog.pictures.intake import read_source

    dataset = read_source(photos)
    settings = Settings(initial=20, batch=20, budget=200)
    loop = Loop(dataset, settings, load_model("scratch", dataset), paired=False)
    loop.teach()
    while not loop.over:
        loop.step()
    assert loop.rounds[-1].accuracy > 0.72
    assert loop.rounds[-1].accuracy > loop.rounds[0].accuracy


@pytest.mark.slow
@pytest.mark.parametrize("threads", ["1", "2"])
def test_a_process_with_other_threads_and_cores_gets_the_same_bits(threads, drawn, tmp_path):
    many = drawn.pool[: cnn.BLOCK_LABELS + 1]  # two blocks of updates
    here = estimator.make_estimator(5).fit(drawn.pictures[many], drawn.labels[many]).predict_proba(drawn.pictures[:40])
    np.save(tmp_path / "many.npy", many)
    code = (
        "import os, sys, numpy as np\n"
        "from pathlib import Path\n"
        "if sys.argv[4] == '1' and hasattr(os, 'sched_setaffinity'):\n"
        "    os.sched_setaffinity(0, list(os.sched_getaffinity(0))[:1])\n"
        "from foxdog.learning import estimator\n"
        "from foxdog.pictures import dataset_file\n"
        "drawn, many = dataset_file.load(Path(sys.argv[1])), np.load(sys.argv[2])\n"
        "fitted = estimator.make_estimator(5).fit(drawn.pictures[many], drawn.labels[many])\n"
        "np.save(sys.argv[3], fitted.predict_proba(drawn.pictures[:40]))\n"
    )
    arguments = [str(DRAWN_FILE), str(tmp_path / "many.npy"), str(tmp_path / "there.npy"), threads]
    asked = {"TF_NUM_INTRAOP_THREADS": threads, "TF_NUM_INTEROP_THREADS": threads, "OMP_NUM_THREADS": threads}
    root = Path(cnn.__file__).parent.parent.parent
    subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=root, env={**os.environ, **asked}, check=True, capture_output=True
    )
    assert (np.load(tmp_path / "there.npy") == here).all()


def test_one_picture_has_features_and_a_probability(drawn, fitted):
    one, few = drawn.pictures[:1], drawn.pictures[:2]
    assert fitted.features(one) == pytest.approx(fitted.features(few)[:1], abs=1e-4)
    assert fitted.predict_proba(one) == pytest.approx(fitted.predict_proba(few)[:1], abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("name", MODEL_NAMES)
def test_it_learns_as_well_on_jax(name):
    pytest.importorskip("jax", reason="jax is not installed, nor need it be")
    code = (
        "import sys\n"
        "from foxdog.learning.models import load_model\n"
        "from foxdog.learning.loop import Loop\n"
        "from foxdog.learning.settings import Settings\n"
        "from foxdog.pictures.sources import open_pictures\n"
        "drawn = open_pictures('drawn')\n"
        f"loop = Loop(drawn, Settings(budget=40, batch=20), load_model({name!r}, drawn))\n"
        "loop.teach()\n"
        "loop.step()\n"
        "print(loop.measure_ceiling())\n"
    )
    root = Path(cnn.__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, "KERAS_BACKEND": "jax"},
        check=True,
        capture_output=True,
    )
    assert float(done.stdout.split()[-1]) > 0.85
