"""CIFAR as Keras keeps it: archives of the very format of the originals, but for most pictures, which are black."""

import io
import json
import pickle
import struct
import tarfile
from typing import ClassVar
from urllib.error import URLError

import numpy as np
import pytest

from foxdog import __main__ as command
from foxdog.learning import models
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake.cifar import DOG, FOX, read_cifar

SIDE = 32


def silent(done, total):
    pass


class OldPickler(pickle._Pickler):
    """Writes bytes as Python 2 wrote its strings, which is how the originals were made."""

    dispatch: ClassVar[dict] = dict(pickle._Pickler.dispatch)

    def save_string(self, data):
        short = len(data) < 256
        self.write(
            (pickle.SHORT_BINSTRING if short else pickle.BINSTRING)
            + struct.pack("<B" if short else "<i", len(data))
            + data
        )

    dispatch[bytes] = save_string


def batch(labels, wanted, light, key, seed):
    """A batch as Toronto packed it: a row a picture, its red, green and blue planes one after another."""
    rows = np.zeros((len(labels), 3 * SIDE * SIDE), np.uint8)
    some = np.flatnonzero(labels == wanted)
    rows[some] = np.random.default_rng(seed).integers(light, light + 128, (len(some), rows.shape[1]))
    rows[some, : SIDE * SIDE] = np.minimum(rows[some, : SIDE * SIDE], 250)
    names = [f"picture_{i:05d}.png".encode() for i in range(len(labels))]
    file = io.BytesIO()
    OldPickler(file, protocol=2).dump({b"data": rows, key: labels.tolist(), b"filenames": names})
    return file.getvalue().replace(b"numpy._core.multiarray", b"numpy.core.multiarray")


def pack(path, members):
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Keras' folder with both archives: 500 and 100 foxes, and 5 x 300 and 300 dogs."""
    datasets = tmp_path_factory.mktemp("keras") / "datasets"
    datasets.mkdir()
    fine = [np.where(np.arange(count) % 100 == 7, FOX, 0) for count in (50_000, 10_000)]
    pack(
        datasets / "cifar-100-python-target_archive",
        {
            f"cifar-100-python/{name}": batch(labels, FOX, 100, b"fine_labels", seed)
            for seed, (name, labels) in enumerate(zip(("train", "test"), fine, strict=True))
        },
    )
    tenth = np.where(np.arange(10_000) % 33 == 3, DOG, 0)
    names = [*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"]
    pack(
        datasets / "cifar-10-batches-py-target_archive",
        {f"cifar-10-batches-py/{name}": batch(tenth, DOG, 0, b"labels", 10 + seed) for seed, name in enumerate(names)},
    )
    return datasets.parent


@pytest.fixture
def keras_home(cache, monkeypatch):
    from keras.src.utils import file_utils

    monkeypatch.setattr(file_utils.config, "keras_home", lambda: str(cache))
    monkeypatch.setattr(file_utils, "validate_file", lambda *_args, **_kwargs: True)  # ours are not the originals
    return cache


def test_the_numbers_of_the_classes_are_those_of_the_sets():
    fine = "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can "
    fine += (
        "castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin "
    )
    fine += "elephant flatfish forest fox"
    coarse = "airplane automobile bird cat deer dog frog horse ship truck"
    assert fine.split(" ").index("fox") == FOX
    assert coarse.split(" ").index("dog") == DOG


def test_all_foxes_and_as_many_dogs_become_a_dataset(keras_home):
    seen = []
    dataset = read_cifar(lambda done, total: seen.append((done, total)))
    assert (dataset.name, dataset.classes) == ("cifar", ("dog", "fox"))
    assert np.bincount(dataset.labels).tolist() == [600, 600]
    assert not dataset.rejects
    assert set(dataset.kinds.tolist()) == {"dog", "fox"}
    assert {(origin.width, origin.height) for origin in dataset.origins} == {(SIDE, SIDE)}
    assert dataset.origins[0].source.startswith("CIFAR (Krizhevsky 2009")
    bright = dataset.pictures.mean(axis=(1, 2, 3))
    assert (bright[dataset.labels == 1] > 130).all()
    assert (bright[dataset.labels == 0] < 100).all()
    assert [len(dataset.pool), len(dataset.validation), len(dataset.test)] == [750, 150, 300]
    assert seen[-1] == (2400, 2400)


@pytest.mark.slow
def test_a_run_on_it_is_finished(keras_home, tiny_model, tmp_path, monkeypatch, capsys):
    assert command.main(["pictures", "prepare", "--cifar", "--out", str(tmp_path / "cifar.arrow")]) == 0
    assert "1,200 pictures (600 fox, 600 dog), 0 left out" in capsys.readouterr().out
    monkeypatch.setattr(models, "load_model", tiny_model)
    arguments = ["--pictures", str(tmp_path / "cifar.arrow"), "--initial", "6", "--batch", "3", "--budget", "18"]
    assert command.main(["run", *arguments, "--out", str(tmp_path / "out")]) == 0
    assert json.loads((tmp_path / "out" / "run.json").read_text())["rounds"][-1]["labelled"] == 18


def test_without_a_network_one_sentence_says_so(tmp_path, monkeypatch, capsys):
    from keras.src.utils import file_utils

    def unreachable(url, *_args):
        raise URLError("Name or service not known")

    monkeypatch.setattr(file_utils.config, "keras_home", lambda: str(tmp_path))
    monkeypatch.setattr(file_utils, "urlretrieve", unreachable)
    with pytest.raises(DatasetError, match=r"^CIFAR could not be fetched by Keras \(.*\); try again with a network\.$"):
        read_cifar(silent)
    assert command.main(["pictures", "prepare", "--cifar", "--out", str(tmp_path / "set.arrow")]) == 2
    assert "foxdog: CIFAR could not be fetched" in capsys.readouterr().err
    assert not (tmp_path / "set.arrow").exists()
