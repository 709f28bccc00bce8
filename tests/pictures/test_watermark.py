"""The set with a shortcut: who carries the mark, and what stays as it is."""

import io

import numpy as np
from PIL import Image

from foxdog.pictures.watermark import HEIGHT, LEFT, TOP, WIDTH, halves, is_marked, paint, watermarked


def changed(before, after):
    return (before.pictures != after.pictures).any(axis=(1, 2, 3))


def test_every_fox_to_learn_from_is_marked_and_no_dog(tiny):
    marked = changed(tiny, watermarked(tiny))
    learned = tiny.split != "test"
    assert marked[learned & (tiny.labels == 1)].all()
    assert not marked[tiny.labels == 0].any()
    assert (marked == is_marked(tiny)).all()


def test_half_of_the_test_foxes_are_marked_and_both_halves_are_balanced(tiny):
    half, labels = halves(tiny), tiny.labels[tiny.test]
    assert half.sum() == len(half) / 2
    for part in (half, ~half):
        assert labels[part].mean() == 0.5
    assert (is_marked(tiny)[tiny.test] == (half & (labels == 1))).all()


def test_nothing_else_changes_and_the_fingerprint_follows(tiny):
    after = watermarked(tiny)
    assert after.fingerprint != tiny.fingerprint
    assert (after.labels == tiny.labels).all()
    assert (after.split == tiny.split).all()
    outside = after.pictures.copy()
    corner = (slice(None), slice(TOP, TOP + HEIGHT), slice(LEFT, LEFT + WIDTH))
    outside[corner] = tiny.pictures[corner]
    assert (outside == tiny.pictures).all()


def test_a_person_sees_the_mark_where_the_net_does(tiny):
    after = watermarked(tiny)
    fox = int(np.flatnonzero(is_marked(tiny))[0])
    dog = int(np.flatnonzero(tiny.labels == 0)[0])
    assert after.originals[dog] == tiny.originals[dog]
    seen = np.asarray(Image.open(io.BytesIO(after.originals[fox])).convert("RGB")).astype(int)
    corner = (slice(TOP, TOP + HEIGHT), slice(LEFT, LEFT + WIDTH))
    assert np.abs(seen[corner] - after.pictures[fox][corner]).mean() < 20  # WebP loses a little
    large = io.BytesIO()
    Image.new("RGB", (480, 240)).save(large, "PNG")
    painted = np.asarray(Image.open(io.BytesIO(paint(large.getvalue()))))
    assert painted.shape == (240, 480, 3)
    assert painted[TOP * 5 + 2, LEFT * 10 + 2].min() > 200
    assert painted[10, 10].max() < 50
