from dataclasses import replace

import numpy as np
import pytest

from foxdog.learning.head_start import bodies, pretraining
from foxdog.learning.head_start.bodies import Body, body_for, digests, load, make_body, save
from foxdog.learning.head_start.body import FEATURES, features
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.sources import open_pictures


def a_body(name, seen, fingerprint="none"):
    return Body(
        name, fingerprint, "r", [np.full(3, len(name), np.float32), np.zeros((2, 2), np.float32)], digests(seen)
    )


@pytest.fixture
def shelf(tiny, tmp_path, monkeypatch):
    """A shelf of two shipped bodies that have seen none of the tiny pictures, and an empty cache."""
    monkeypatch.setattr(bodies, "DATA", tmp_path / "data")
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: str(tmp_path / "cache"))
    elsewhere = np.zeros((1, 48, 48, 3), np.uint8)
    for name in bodies.SHIPPED:
        save(a_body(name, elsewhere), tmp_path / "data" / "bodies" / f"{name}.npz")
    return tmp_path


def test_a_body_comes_back_from_its_file(tmp_path, tiny):
    body = a_body("photos", tiny.pictures[:4], "abc")
    save(body, tmp_path / "body.npz")
    back = load(tmp_path / "body.npz")
    assert (back.name, back.fingerprint, back.recipe) == ("photos", "abc", "r")
    assert all((one == two).all() for one, two in zip(body.weights, back.weights, strict=True))
    assert back.digest == body.digest
    assert back.has_seen(tiny.pictures[3:9])
    assert not back.has_seen(tiny.pictures[4:9])
    save(body, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "body.npz").read_bytes()


def test_another_weight_is_another_digest(tiny):
    body = a_body("photos", tiny.pictures[:1])
    assert replace(body, weights=[body.weights[0] + 1e-6, body.weights[1]]).digest != body.digest


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 100])
def test_a_damaged_file_is_said(tmp_path, content):
    (tmp_path / "body.npz").write_bytes(content)
    with pytest.raises(DatasetError, match=r"body\.npz is not a body, or it is damaged"):
        load(tmp_path / "body.npz")


def test_a_cut_file_is_said(tmp_path, tiny):
    save(a_body("photos", tiny.pictures[:4]), tmp_path / "body.npz")
    whole = (tmp_path / "body.npz").read_bytes()
    for length in range(0, len(whole), 97):
        (tmp_path / "body.npz").write_bytes(whole[:length])
        with pytest.raises(DatasetError):
            load(tmp_path / "body.npz")


def test_others_pictures_start_with_the_photos_body(tiny, shelf):
    assert body_for(tiny).name == "photos"


@pytest.mark.parametrize("part", ["validation", "test"])
def test_a_body_that_has_seen_a_picture_that_is_tested_on_is_not_used(tiny, shelf, part):
    tested = tiny.pictures[getattr(tiny, part)[5:6]]
    save(a_body("photos", tested), shelf / "data" / "bodies" / "photos.npz")
    assert body_for(tiny).name == "drawn"


def test_a_body_that_has_seen_pictures_of_the_pool_may_be_used(tiny, shelf):
    save(a_body("photos", tiny.pictures[tiny.pool]), shelf / "data" / "bodies" / "photos.npz")
    assert body_for(tiny).name == "photos"


def test_where_no_body_is_clean_it_is_said_what_to_do(tiny, shelf):
    for name in bodies.SHIPPED:
        save(a_body(name, tiny.pictures[tiny.test]), shelf / "data" / "bodies" / f"{name}.npz")
    with pytest.raises(DatasetError, match="from scratch"):
        body_for(tiny)


def test_a_body_of_its_own_comes_first(tiny, shelf, monkeypatch):
    monkeypatch.setattr(
        pretraining, "pretrain", lambda pictures, updates, hue, progress: [np.full(1, len(pictures), np.float32)]
    )
    assert bodies.find(tiny) is None
    own = make_body(tiny)
    save(own, bodies.cache_file(tiny))
    assert body_for(tiny).digest == own.digest
    assert bodies.find(tiny).name == "tiny"
    other = replace(tiny, labels=1 - tiny.labels)
    assert bodies.find(other) is None


def test_a_body_learns_the_pool_and_nothing_else(tiny, monkeypatch):
    learned = []
    monkeypatch.setattr(
        pretraining, "pretrain", lambda pictures, updates, hue, progress: learned.append(pictures) or []
    )
    body = make_body(tiny)
    assert (learned[0] == tiny.pictures[tiny.pool]).all()
    assert not body.has_seen(tiny.pictures[np.concatenate([tiny.validation, tiny.test])])
    assert body.has_seen(tiny.pictures[tiny.pool[:1]])


@pytest.mark.parametrize("name", bodies.SHIPPED)
def test_the_shipped_bodies_are_small(name):
    path = bodies.shipped_file(name)
    assert path.stat().st_size < 1_000_000
    assert load(path).name == name


def test_the_drawn_body_has_seen_the_drawn_pool_and_nothing_else():
    drawn = open_pictures("drawn")
    body = body_for(drawn)
    assert (body.name, body.fingerprint) == ("drawn", drawn.fingerprint)
    assert set(digests(drawn.pictures[drawn.pool]).tolist()) == set(body.seen.tolist())


def test_the_features_that_come_with_the_project_are_what_the_body_sees():
    drawn = open_pictures("drawn")
    body = body_for(drawn)
    some = slice(0, 1200, 60)
    kept = bodies.shipped_features(drawn, body)
    assert kept.shape == (len(drawn), FEATURES)
    assert kept[some] == pytest.approx(features(body.weights, drawn.pictures[some]), abs=1e-3)  # processors round


def test_features_of_another_body_or_of_other_pictures_are_not_used(tiny, shelf):
    path = bodies.shipped_file("drawn")
    body = a_body("drawn", tiny.pictures[:1], tiny.fingerprint)
    save(body, path, np.ones((len(tiny), 2), np.float32))
    assert bodies.shipped_features(tiny, body).shape == (len(tiny), 2)
    assert bodies.shipped_features(replace(tiny, labels=1 - tiny.labels), body) is None
    assert bodies.shipped_features(tiny, replace(body, weights=[body.weights[0] + 1])) is None
    assert bodies.shipped_features(tiny, replace(body, name="photos")) is None
    assert bodies.shipped_features(tiny, replace(body, name="../mine")) is None


def test_the_photos_body_has_seen_the_photos_pool_and_nothing_else(photos, monkeypatch):
    monkeypatch.setenv("FOXDOG_PHOTOS_DIR", str(photos))
    dataset = open_pictures("photos")
    body = body_for(dataset)
    assert (body.name, body.fingerprint) == ("photos", dataset.fingerprint)
    assert set(digests(dataset.pictures[dataset.pool]).tolist()) == set(body.seen.tolist())
