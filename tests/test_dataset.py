import numpy as np
import pytest

from foxdog.dataset import POOL, SIDE, TEST, VALIDATION, DatasetError, assemble, load, save, split_pictures


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


def test_too_few_groups_are_refused_with_the_reason():
    with pytest.raises(DatasetError, match="too few groups"):
        split_pictures(np.repeat([0, 1], 50), np.repeat(["a", "b"], 50))


def test_the_order_is_by_name_whoever_reads_first(tiny):
    order = np.random.default_rng(2).permutation(len(tiny))
    again = assemble(
        tiny.name,
        tiny.classes,
        tiny.pictures[order],
        [tiny.originals[i] for i in order],
        tiny.names[order].tolist(),
        tiny.labels[order].tolist(),
        tiny.kinds[order].tolist(),
        tiny.groups[order].tolist(),
    )
    assert again.fingerprint == tiny.fingerprint
    assert again.originals == tiny.originals


def test_what_is_saved_is_loaded(tiny, tmp_path):
    save(tiny, tmp_path / "set.npz")
    again = load(tmp_path / "set.npz")
    assert again.fingerprint == tiny.fingerprint
    assert (again.name, again.classes, again.originals) == (tiny.name, tiny.classes, tiny.originals)
    for key in ("names", "kinds", "groups", "split"):
        assert (getattr(again, key) == getattr(tiny, key)).all()


def test_a_dataset_cannot_be_changed(tiny):
    with pytest.raises(ValueError, match="read-only"):
        tiny.labels[0] = 1


def test_the_fingerprint_sees_one_changed_pixel(tiny, tmp_path):
    pictures = tiny.pictures.copy()
    pictures[3, 5, 7, 1] ^= 1
    fields = {key: getattr(tiny, key) for key in ("name", "classes", "originals", "names", "labels", "kinds", "groups")}
    assert type(tiny)(pictures=pictures, split=tiny.split, **fields).fingerprint != tiny.fingerprint


def test_parallel_lists_of_unequal_length_are_refused(tiny):
    fields = {key: getattr(tiny, key) for key in ("name", "classes", "originals", "names", "labels", "kinds", "groups")}
    with pytest.raises(DatasetError, match="pictures has 3 entries"):
        type(tiny)(pictures=np.zeros((3, SIDE, SIDE, 3), np.uint8), split=tiny.split, **fields)


@pytest.mark.parametrize(
    ("content", "message"), [(None, "does not exist"), (b"", "is not a dataset"), (b"PK\x03\x04 nonsense", "is not a")]
)
def test_what_is_no_dataset_is_refused_in_one_sentence(tmp_path, content, message):
    path = tmp_path / "set.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DatasetError, match=message):
        load(path)


def test_a_file_of_another_version_says_so(tiny, tmp_path):
    path = tmp_path / "set.npz"
    save(tiny, path)
    stored = dict(np.load(path))
    np.savez(path, **{**stored, "version": np.array(99)})
    with pytest.raises(DatasetError, match="version 99"):
        load(path)


def test_a_save_that_fails_leaves_the_old_file_and_no_other(tiny, tmp_path, monkeypatch):
    path = tmp_path / "set.npz"
    save(tiny, path)
    before = path.read_bytes()

    def full(*_args, **_kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(OSError, match="No space"):
        save(tiny, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_files_that_only_look_like_a_dataset_are_refused(tiny, tmp_path):
    np.savez(tmp_path / "thin.npz", version=np.array(1))
    np.save(tmp_path / "array.npy", np.arange(3))
    (tmp_path / "array.npy").rename(tmp_path / "array.npz")
    save(tiny, tmp_path / "spoilt.npz")
    whole = bytearray((tmp_path / "spoilt.npz").read_bytes())
    whole[len(whole) // 2] ^= 255
    (tmp_path / "spoilt.npz").write_bytes(whole)
    for name in ("thin", "array", "spoilt"):
        with pytest.raises(DatasetError, match="is not a dataset"):
            load(tmp_path / f"{name}.npz")
