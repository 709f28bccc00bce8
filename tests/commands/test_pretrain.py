"""`python -m foxdog pictures pretrain`: a set's own body."""

import numpy as np
import pytest

from foxdog import __main__ as command
from foxdog.learning.head_start import bodies, body
from foxdog.pictures import dataset_file


@pytest.fixture
def source(tiny, tmp_path, monkeypatch):
    """The tiny pictures as a file; a body is made at once, and kept in a folder of the test's."""
    made = []

    def make_body(dataset, updates, hue, progress):
        progress(updates, updates)
        made.append(updates)
        weights = [np.full(1, len(made), np.float32)]
        return bodies.Body(
            dataset.name,
            dataset.fingerprint,
            bodies.recipe_of(updates, hue),
            weights,
            bodies.digests(dataset.pictures[:1]),
        )

    monkeypatch.setattr(bodies, "make_body", make_body)
    monkeypatch.setattr(bodies, "cache_file", lambda dataset: tmp_path / "cache" / "body.npz")
    dataset_file.save(tiny, tmp_path / "tiny.arrow")
    return str(tmp_path / "tiny.arrow")


def pretrain(source, *more):
    return command.main(["pictures", "pretrain", source, *more])


def test_runs_start_from_the_body_that_it_writes(source, tiny, tmp_path, capsys):
    assert pretrain(source, "--updates", "7") == 0
    assert bodies.find(tiny).recipe == bodies.recipe_of(7)
    printed = capsys.readouterr().out
    assert printed.endswith("without labels; runs on these pictures now start from it\n")
    assert printed.startswith(str(tmp_path / "cache" / "body.npz"))


def test_the_hue_is_part_of_the_recipe(source, tiny):
    pretrain(source, "--hue", "0.05")
    assert bodies.find(tiny).recipe == bodies.recipe_of(400, 0.05) != bodies.recipe_of(400)


def test_a_set_with_a_body_is_left_alone_unless_it_is_to_be_made_again(source, tiny, capsys):
    pretrain(source)
    first = bodies.find(tiny).digest
    capsys.readouterr()
    assert pretrain(source) == 0
    assert capsys.readouterr().out.startswith("tiny has a body already, from which runs on these pictures start")
    assert bodies.find(tiny).digest == first
    assert pretrain(source, "--again") == 0
    assert bodies.find(tiny).digest != first


def test_a_body_elsewhere_is_not_said_to_be_started_from(source, tiny, tmp_path, capsys):
    assert pretrain(source, "--out", str(tmp_path / "mine.npz")) == 0
    assert bodies.load(tmp_path / "mine.npz").fingerprint == tiny.fingerprint
    assert "runs on these pictures do not start from it" in capsys.readouterr().out


def test_features_are_written_beside_the_body(source, tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(body, "features", lambda weights, pictures: np.full((len(pictures), 2), weights[0], np.float32))
    assert pretrain(source, "--features", "--out", str(tmp_path / "mine.npz")) == 0
    with np.load(tmp_path / "mine-features.npz") as file:
        assert file["features"].shape == (len(tiny), 2)
        assert file["of"].tolist() == [tiny.fingerprint, bodies.load(tmp_path / "mine.npz").digest]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--updates", "0"], "The number of updates must be 1 or more, not 0."),
        (["--hue", "0.6"], "The turn of the hue must be 0 to 0.5, not 0.6."),
        (["--hue", "nan"], "The turn of the hue must be 0 to 0.5, not nan."),
        (["--out", "body.zip"], "body.zip must end in .npz, since it is a file of numpy's arrays."),
    ],
)
def test_bad_input_is_a_sentence(source, tiny, options, sentence, capsys):
    assert pretrain(source, *options) == 2
    assert capsys.readouterr().err == f"foxdog: {sentence}\n"
    assert bodies.find(tiny) is None


def test_an_interrupted_one_leaves_nothing(source, tiny, tmp_path, monkeypatch):
    def interrupted(dataset, updates, hue, progress):
        raise KeyboardInterrupt

    monkeypatch.setattr(bodies, "make_body", interrupted)
    assert pretrain(source) == 130
    assert not (tmp_path / "cache").exists()
