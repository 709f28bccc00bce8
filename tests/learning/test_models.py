import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from cores import printed_on_one_core_and_two

from foxdog.learning import models, recipes
from foxdog.learning.head_start import body
from foxdog.learning.head_start.body import FEATURES
from foxdog.learning.learner import Learner
from foxdog.learning.loop import Loop
from foxdog.learning.models import load_model
from foxdog.learning.settings import COMMITTEE_SIZES, MODEL_NAMES, USUAL_BATCHES, Settings
from foxdog.learning.strategies import STRATEGIES
from foxdog.pictures.sources import open_pictures


@pytest.fixture(scope="module")
def drawn():
    return open_pictures("drawn")


def test_every_model_has_its_numbers():
    assert tuple(COMMITTEE_SIZES) == tuple(USUAL_BATCHES) == MODEL_NAMES
    assert Settings().batch == USUAL_BATCHES[Settings().model]


def test_from_scratch_a_picture_is_its_pixels(tiny):
    model = load_model("scratch", tiny)
    assert model.inputs is tiny.pictures


def test_with_a_head_start_a_picture_is_its_features_standardised_on_the_pool(tiny):
    model = load_model("head-start", tiny)
    assert model.inputs.shape == (len(tiny), FEATURES)
    pool = model.inputs[tiny.pool]
    assert pool.mean(axis=0) == pytest.approx(0, abs=1e-4)
    assert np.sort(pool.std(axis=0))[-20:] == pytest.approx(1, abs=1e-3)
    assert not model.inputs.flags.writeable


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_a_model_sees_other_pictures_as_it_sees_its_own(tiny, name):
    model = load_model(name, tiny)
    assert model.see(tiny.pictures[:7]) == pytest.approx(model.inputs[:7], abs=2e-4)


def test_a_recipe_names_body_and_head(tiny, drawn):
    found = {load_model(name, dataset).recipe for name in MODEL_NAMES for dataset in (tiny, drawn)}
    assert len(found) == 3  # from scratch all sets have one recipe; each body has its own
    assert sum("simclr" in recipe and "logistic" in recipe for recipe in found) == 2


def of_counts(tiny, dogs, foxes):
    """The tiny set with so many dogs and foxes in its pool."""
    labels = tiny.labels.copy()
    labels[tiny.pool[: dogs + foxes]] = np.repeat([0, 1], [dogs, foxes])
    split = tiny.split.copy()
    split[tiny.pool[dogs + foxes :]] = "validation"
    return replace(tiny, labels=labels, split=split)


@pytest.mark.parametrize(
    ("dogs", "foxes", "alike"),
    [(40, 40, False), (54, 31, False), (31, 54, False), (59, 20, False), (60, 20, True), (20, 60, True), (80, 7, True)],
)
def test_from_scratch_the_classes_are_alike_where_the_pool_has_three_times_as_many_of_one(tiny, dogs, foxes, alike):
    """The shipped results are of pools of 375 to 375 and of 234 to 408: those must stay what they are."""
    model = load_model("scratch", of_counts(tiny, dogs, foxes))
    assert model.make_estimator(0).alike == alike
    assert (model.recipe == recipes.SCRATCH_ALIKE) == alike
    assert (model.recipe == recipes.SCRATCH) != alike


def test_rare_foxes_of_an_even_pool_change_no_recipe(tiny):
    """The pool of the set decides, not that of a run: results with rare foxes stay what they are."""
    loop = Loop(tiny, Settings(model="scratch", rare=10, initial=10, budget=20), load_model("scratch", tiny))
    assert loop.recipe == recipes.SCRATCH


def test_features_are_computed_once_for_all_who_ask_at_the_same_moment(tiny, monkeypatch):
    calls = []

    def slow(weights, pictures, progress):
        calls.append(len(pictures))
        time.sleep(0.2)
        return np.random.default_rng(0).random((len(pictures), 4), np.float32)

    monkeypatch.setattr(body, "features", slow)
    monkeypatch.setattr(models, "_kept", type(models._kept)())
    threads = [threading.Thread(target=load_model, args=("head-start", tiny)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [len(tiny)]


def test_few_sets_are_kept(tiny, monkeypatch):
    monkeypatch.setattr(body, "features", lambda weights, pictures, progress: np.ones((len(pictures), 2), np.float32))
    monkeypatch.setattr(models, "_kept", type(models._kept)())
    for number in range(models.MOST_KEPT + 3):
        labels = np.where(np.arange(len(tiny)) == number, 1 - tiny.labels, tiny.labels)  # so another set each time
        load_model("head-start", replace(tiny, labels=labels))
    assert len(models._kept) == models.MOST_KEPT


def test_a_run_learns_more_with_each_label(drawn):
    loop = Loop(drawn, Settings(budget=200, batch=20), load_model("head-start", drawn), paired=False)
    loop.teach()
    while not loop.over:
        loop.step()
    assert loop.rounds[-1].accuracy > loop.rounds[0].accuracy + 0.05
    assert loop.rounds[-1].accuracy > 0.8
    assert loop.recipe == load_model("head-start", drawn).recipe


def test_the_same_settings_give_the_same_curve_alone_and_beside_others(drawn):
    model = load_model("head-start", drawn)

    def curve(seed, strategy="uncertainty"):
        loop = Loop(drawn, Settings(strategy=strategy, budget=35, seed=seed), model, paired=False)
        loop.teach()
        while not loop.over:
            loop.step()
        return [round_.proba for round_ in loop.rounds]

    alone = curve(0)
    found = {}
    threads = [threading.Thread(target=lambda seed=seed: found.update({seed: curve(seed)})) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((one == two).all() for one, two in zip(alone, found[0], strict=True))
    assert any((one != two).any() for one, two in zip(alone, found[1], strict=True))


@pytest.mark.slow
def test_one_core_sees_and_learns_the_same_bits_as_two():
    code = (
        "import hashlib\n"
        "from foxdog.learning import models\n"
        "from foxdog.learning.loop import Loop\n"
        "from foxdog.learning.settings import Settings\n"
        "from foxdog.pictures.sources import open_pictures\n"
        "models.bodies.shipped_features = lambda dataset, body: None\n"  # so that it looks at the pictures itself
        "drawn = open_pictures('drawn')\n"
        "loop = Loop(drawn, Settings(strategy='bald', budget=30), models.load_model('head-start', drawn))\n"
        "loop.teach()\n"
        "while not loop.over: loop.step()\n"
        "print(loop.labelled, hashlib.sha256(b''.join(one.proba.tobytes() for one in loop.rounds)).hexdigest())"
    )
    one, two = printed_on_one_core_and_two(code)
    assert one == two != b""


@pytest.mark.parametrize("name", [name for name in STRATEGIES if name != "random"])
def test_every_strategy_asks_about_a_head_start(drawn, name):
    loop = Loop(drawn, Settings(strategy=name, batch=2, budget=26), load_model("head-start", drawn), paired=False)
    loop.teach()
    while not loop.over:
        loop.step()
    assert len(set(loop.labelled)) == 26


def test_a_committee_is_as_large_as_its_model_says(tiny):
    learner = Learner(load_model("head-start", tiny), STRATEGIES["committee"], 0)
    assert len(learner._learner) == COMMITTEE_SIZES["head-start"]
    single = Learner(load_model("head-start", tiny), STRATEGIES["bald"], 0)
    assert single._learner is single._first
