from dataclasses import replace

import numpy as np
import pytest

from foxdog.pictures.dataset import (
    POOL,
    SIDE,
    TEST,
    VALIDATION,
    DatasetError,
    Origin,
    Record,
    Reject,
    assemble,
    count_reasons,
    split_again,
    split_pictures,
)


def parts(split, groups):
    return {group: set(split[groups == group]) for group in np.unique(groups)}


def test_test_and_validation_are_balanced():
    labels = np.repeat([0, 1], [300, 500])
    split = split_pictures(labels, np.array([f"only {i}" for i in range(800)]))
    for part, size in ((TEST, 90), (VALIDATION, 45)):
        assert np.bincount(labels[split == part]).tolist() == [size, size]


def test_a_group_stays_in_one_part_also_across_classes():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 900)
    groups = np.array([f"photographer {i}" for i in rng.integers(0, 250, 900)])
    split = split_pictures(labels, groups)
    assert all(len(found) == 1 for found in parts(split, groups).values())
    assert set(split) == {POOL, VALIDATION, TEST}


def test_a_large_group_is_never_the_test_set():
    labels = np.repeat([0, 1], 400)
    groups = np.array(["one dog"] * 100 + [f"only {i}" for i in range(700)])
    assert parts(split_pictures(labels, groups), groups)["one dog"] == {POOL}


def test_the_split_does_not_depend_on_the_order_of_the_pictures():
    labels = np.repeat([0, 1], 200)
    groups = np.array([f"only {i:03d}" for i in range(400)])
    order = np.random.default_rng(1).permutation(400)
    assert (split_pictures(labels, groups)[order] == split_pictures(labels[order], groups[order])).all()


def test_another_split_is_another_one_of_the_same_pictures_always_the_same(tiny):
    first, second, again = (split_again(tiny, number) for number in (1, 2, 1))
    assert split_again(tiny, 0) is tiny
    assert (first.split == again.split).all()
    assert len({tiny.fingerprint, first.fingerprint, second.fingerprint}) == 3
    for other in (first, second):
        assert np.bincount(other.labels[other.test]).tolist() == np.bincount(tiny.labels[tiny.test]).tolist()
        assert len(other.validation) == len(tiny.validation)
        assert len(np.intersect1d(other.test, tiny.test)) < 0.6 * len(tiny.test)


def test_a_group_stays_in_one_part_of_every_split():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 900)
    groups = np.array([f"photographer {i}" for i in rng.integers(0, 250, 900)])
    for number in range(5):
        assert all(len(found) == 1 for found in parts(split_pictures(labels, groups, number), groups).values())


@pytest.mark.parametrize("students", [25, 50, 75])
def test_a_class_of_students_who_bring_the_same_number_of_each_is_split(students):
    labels = np.repeat([0, 1], 150)
    groups = np.array([f"student {i % students}" for i in range(300)])
    check_split(labels, groups, 45, 22)


@pytest.mark.parametrize("pictures", [68, 100, 150, 300, 500, 1000, 2000])
def test_two_pictures_a_photographer_are_split(pictures):
    labels = np.repeat([0, 1], pictures)
    groups = np.array([f"photographer {i // 2}" for i in range(2 * pictures)])
    check_split(labels, groups, min(150, pictures * 3 // 10), min(75, pictures * 3 // 20))


def test_students_who_bring_what_they_have_are_split():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        counts = rng.integers(2, 9, (40, 2))
        labels = np.concatenate([np.repeat([0, 1], of_student) for of_student in counts])
        groups = np.repeat([f"student {i}" for i in range(40)], counts.sum(axis=1))
        smaller = int(counts.sum(axis=0).min())
        check_split(labels, groups, smaller * 3 // 10, smaller * 3 // 20)


def check_split(labels, groups, test, validation):
    """The groups are whole, and both parts are within a tenth of what is due and within 2 % of balance."""
    split = split_pictures(labels, groups)
    assert all(len(found) == 1 for found in parts(split, groups).values())
    assert (split == split_pictures(labels, groups)).all()
    for part, due in ((TEST, test), (VALIDATION, validation)):
        dogs, foxes = np.bincount(labels[split == part], minlength=2)
        assert abs(dogs - foxes) <= 0.02 * (dogs + foxes)
        assert 0.8 * due <= min(dogs, foxes) <= max(dogs, foxes) <= 1.1 * due


def test_of_whole_groups_those_are_taken_that_come_nearest():
    labels = np.tile([0] * 6 + [1] * 6, 25)
    split = split_pictures(labels, np.repeat([f"student {i:02d}" for i in range(25)], 12))
    assert np.bincount(labels[split == TEST]).tolist() == [42, 42]  # 48 would be as near: the smaller comes first
    assert np.bincount(labels[split == VALIDATION]).tolist() == [24, 24]


def test_too_few_groups_are_refused_with_the_reason():
    with pytest.raises(DatasetError, match="too few groups"):
        split_pictures(np.repeat([0, 1], 50), np.repeat(["a", "b"], 50))


def records(tiny):
    known = zip(tiny.names.tolist(), tiny.labels.tolist(), tiny.pictures, tiny.origins, strict=True)
    return [Record(name, label, picture, origin) for name, label, picture, origin in known]


def test_the_same_records_make_the_same_dataset(tiny):
    again = assemble(tiny.name, tiny.classes, records(tiny), tiny.originals)
    assert again.fingerprint == tiny.fingerprint
    assert again.originals == tiny.originals
    assert again.origins == tiny.origins


@pytest.mark.parametrize("order", ["backwards", "one twice"])
def test_records_that_are_not_in_order_of_name_are_refused(tiny, order):
    spoilt = records(tiny)[::-1] if order == "backwards" else [records(tiny)[0], *records(tiny)]
    with pytest.raises(ValueError, match="in order of name"):
        assemble(tiny.name, tiny.classes, spoilt, [b""] * len(spoilt))


def test_a_dataset_cannot_be_changed(tiny):
    with pytest.raises(ValueError, match="read-only"):
        tiny.labels[0] = 1


def test_the_fingerprint_sees_one_changed_pixel(tiny):
    pictures = tiny.pictures.copy()
    pictures[3, 5, 7, 1] ^= 1
    assert replace(tiny, pictures=pictures).fingerprint != tiny.fingerprint


@pytest.mark.parametrize("field", ["labels", "split"])
def test_the_fingerprint_sees_one_changed_label_or_part(tiny, field):
    changed = getattr(tiny, field).copy()
    changed[0] = next(value for value in changed if value != changed[0])
    assert replace(tiny, **{field: changed}).fingerprint != tiny.fingerprint


def test_parallel_lists_of_unequal_length_are_refused(tiny):
    with pytest.raises(DatasetError, match="pictures has 3 entries"):
        replace(tiny, pictures=np.zeros((3, SIDE, SIDE, 3), np.uint8))
    with pytest.raises(DatasetError, match="origins has 1 entries"):
        replace(tiny, origins=(Origin("", 0, 1, 1),))


def test_reasons_are_counted_without_what_is_about_one_file_alone():
    found = ["is smaller than 48 px (3 x 4)", "is animated", "is smaller than 48 px (9 x 9)"]
    rejects = [Reject(str(number), reason) for number, reason in enumerate(found)]
    assert list(count_reasons(rejects).items()) == [("is smaller than 48 px", 2), ("is animated", 1)]
