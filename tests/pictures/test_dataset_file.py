import csv
import io
import os
import shutil
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from foxdog.pictures import dataset_file
from foxdog.pictures.dataset import SIDE, Dataset, DatasetError, Origin, Reject
from foxdog.pictures.dataset_file import Spool, Stored, load, manifest_csv, save

ODD = "f\\udce9 \\n '\" , ; \U0001f98a é"


@pytest.fixture(scope="module")
def full(tiny) -> Dataset:
    """The tiny set with everything that a set can have."""
    origins = tuple(
        Origin(f"{number:064x}", 1000 + number, 400, 300, f"https://a.example/{number}", "CC BY 2.0")
        for number in range(len(tiny))
    )
    rejects = (Reject("dog/a.jpg", "is animated", b"RIFF-a-thumbnail\0"), Reject(ODD, "is empty (0 bytes)"))
    kinds = np.array([("red", "", ODD)[number % 3] for number in range(len(tiny))])
    return replace(tiny, origins=origins, rejects=rejects, kinds=kinds)


@pytest.fixture(scope="module")
def saved(full, tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "set.npz"
    save(full, path)
    return path


@pytest.fixture
def file(saved, tmp_path):
    return shutil.copy(saved, tmp_path / "set.npz")


def test_what_is_saved_is_loaded(full, file):
    again = load(file)
    assert again.fingerprint == full.fingerprint
    assert (again.name, again.classes, list(again.originals)) == (full.name, full.classes, full.originals)
    assert (again.origins, again.rejects) == (full.origins, full.rejects)
    for key in ("pictures", "names", "labels", "kinds", "groups", "split"):
        assert (getattr(again, key) == getattr(full, key)).all()
        assert getattr(again, key).dtype == getattr(full, key).dtype


def test_a_set_without_rejects_has_none_when_it_is_loaded(tiny, tmp_path):
    save(tiny, tmp_path / "set.npz")
    assert load(tmp_path / "set.npz").rejects == ()


def test_the_same_dataset_gives_the_same_bytes(full, file, tmp_path):
    save(full, tmp_path / "now.npz")
    save(load(file), tmp_path / "again.npz")
    assert file.read_bytes() == (tmp_path / "now.npz").read_bytes() == (tmp_path / "again.npz").read_bytes()
    with zipfile.ZipFile(file) as archive:  # which would tell when it was made
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_numpy_alone_can_read_it(full, file):
    with np.load(file, allow_pickle=False) as stored:
        assert stored["names"].tolist() == full.names.tolist()


def test_the_originals_stay_in_the_file_until_they_are_asked_for(full, file):
    originals = load(file).originals
    assert isinstance(originals, Stored)
    whole = file.read_bytes()
    place = whole.index(full.originals[7])
    with file.open("r+b") as spoilt:
        spoilt.seek(place)
        spoilt.write(b"changed")
    assert originals[7] == b"changed" + full.originals[7][7:]


def test_originals_are_a_sequence(full, file):
    originals = load(file).originals
    assert len(originals) == len(full)
    assert originals[-1] == full.originals[-1]
    assert list(originals[3:9:2]) == full.originals[3:9:2]
    assert list(originals.some([5, 2, 5])) == [full.originals[place] for place in (5, 2, 5)]
    assert list(originals[4:4]) == []
    with pytest.raises(IndexError):
        originals[len(full)]


@pytest.mark.parametrize(("starts", "lengths"), [([0, 9], [4, 2]), ([-1], [1]), ([0], [-1]), ([4], [7])])
def test_no_piece_may_lie_outside_the_file(tmp_path, starts, lengths):
    path = tmp_path / "ten bytes"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file, pytest.raises(ValueError, match="shorter"):
        Stored(file, np.array(starts), np.array(lengths))


def test_a_spool_gives_back_what_went_in_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    spool = Spool()
    for blob in (b"one", b"", b"three"):
        spool.append(blob)
    stored = spool.finish()
    del spool
    assert list(stored) == [b"one", b"", b"three"]
    del stored
    assert list(tmp_path.iterdir()) == []


def test_an_empty_spool_is_an_empty_sequence():
    assert list(Spool().finish()) == []


def test_damage_anywhere_is_seen(file):
    whole = file.read_bytes()
    rng = np.random.default_rng(0)
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
    for place in (*rng.integers(0, len(whole), 40), *(member.header_offset + 60 for member in members)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0xFF
        file.write_bytes(spoilt)
        assert damage_is_seen(file, whole), f"byte {place} of {len(whole)}"


def damage_is_seen(file, whole) -> bool:
    """Refused, or, since a few bytes (the dates, say) mean nothing, the same dataset all the same."""
    try:
        again = load(file)
    except DatasetError as error:
        assert "\n" not in str(error)
        return True
    file.write_bytes(whole)
    return again.fingerprint == load(file).fingerprint and list(again.originals) == list(load(file).originals)


@pytest.mark.parametrize("key", ["pictures", "originals", "names", "reject_thumbnails"])
def test_a_wrong_checksum_in_any_member_is_refused(file, key):
    with zipfile.ZipFile(file) as archive:
        name = key if key == "originals" else f"{key}.npy"
        member = archive.getinfo(name)
    spoilt = bytearray(file.read_bytes())
    spoilt[member.header_offset + 30 + len(name) + 20 + member.compress_size // 2] ^= 1
    file.write_bytes(spoilt)
    with pytest.raises(DatasetError, match="is not a dataset file"):
        load(file)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_refused(file, share):
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DatasetError, match="is not a dataset file"):
        load(file)


@pytest.mark.parametrize(
    ("content", "message"), [(None, "does not exist"), (b"", "is not a dataset"), (b"PK\x03\x04 nonsense", "is not a")]
)
def test_what_is_no_dataset_is_refused_in_one_sentence(tmp_path, content, message):
    path = tmp_path / "set.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DatasetError, match=message):
        load(path)


def test_a_folder_of_that_name_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="is not a dataset"):
        load(tmp_path)


def arrays(file):
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(file, members):
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def npy(array) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.mark.parametrize("version", [1, 99])
def test_a_file_of_another_version_says_so(file, version):
    pack(file, {**arrays(file), "version.npy": npy(np.array(version))})
    with pytest.raises(DatasetError, match=f"is of version {version}, this program reads 2: make it again"):
        load(file)


def test_files_that_only_look_like_a_dataset_are_refused(full, file, tmp_path):
    np.savez(tmp_path / "thin.npz", version=np.array(2))
    np.save(tmp_path / "array.npy", np.arange(3))
    (tmp_path / "array.npy").rename(tmp_path / "array.npz")
    pack(tmp_path / "text.npz", {"version.npy": b"2"})
    for name in ("thin", "array", "text"):
        with pytest.raises(DatasetError, match="is not a dataset"):
            load(tmp_path / f"{name}.npz")


def webp(side):
    buffer = io.BytesIO()
    Image.new("RGB", (side, side)).save(buffer, "WEBP", lossless=True)
    return buffer.getvalue()


def forged(tiny, key):
    """What a file would say that is whole, and no dataset."""
    n = len(tiny)
    large, dot = webp(SIDE + 1), webp(1)
    return {
        "labels": {"labels.npy": npy(np.full(n, 7))},
        "labels of another kind": {"labels.npy": npy(np.zeros(n))},
        "fewer labels": {"labels.npy": npy(tiny.labels[1:])},
        "split": {"split.npy": npy(np.full(n, "elsewhere"))},
        "names": {"names.npy": npy(np.full(n, "the same"))},
        "classes": {"classes.npy": npy(np.array(["dog", "fox", "cat"]))},
        "large pictures": {
            "pictures.npy": npy(np.frombuffer(large * n, np.uint8)),
            "pictures_lengths.npy": npy(np.full(n, len(large))),
        },
        "dots": {
            "pictures.npy": npy(np.frombuffer(dot * n, np.uint8)),
            "pictures_lengths.npy": npy(np.full(n, len(dot))),
        },
        "objects": {"names.npy": _pickled(n)},
        "lengths": {"originals_lengths.npy": npy(np.full(n, 2**62))},
        "negative lengths": {"originals_lengths.npy": npy(np.array([-5, 5] * (n // 2)))},
        "no origins": {"origin_width.npy": npy(np.zeros(0, np.int64))},
        "a vast array": {"groups.npy": _vast()},
    }[key]


def _pickled(n):
    buffer = io.BytesIO()
    np.save(buffer, np.array([{}] * n, dtype=object), allow_pickle=True)
    return buffer.getvalue()


def _vast():
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": "<U9", "fortran_order": False, "shape": (10**12,)})
    return buffer.getvalue()


@pytest.mark.parametrize(
    "key",
    [
        "a vast array",
        "labels",
        "labels of another kind",
        "fewer labels",
        "split",
        "names",
        "classes",
        "large pictures",
        "dots",
        "objects",
        "lengths",
        "negative lengths",
        "no origins",
    ],
)
def test_a_forged_file_is_refused(tiny, file, key):
    pack(file, {**arrays(file), **forged(tiny, key)})
    with pytest.raises(DatasetError):
        load(file)


def test_arrays_that_would_fill_the_memory_are_not_unpacked(file, monkeypatch):
    monkeypatch.setattr(dataset_file, "MOST_BYTES", 100_000)
    with pytest.raises(DatasetError, match="is not a dataset"):
        load(file)


def test_packed_originals_are_refused(file):
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(DatasetError, match="is not a dataset"):
        load(file)


@pytest.mark.parametrize("when", ["an original is written", "the file is renamed", "it is stopped"])
def test_a_save_that_fails_leaves_the_old_file_and_no_other(full, file, tmp_path, monkeypatch, when):
    before = file.read_bytes()
    error: BaseException = OSError("No space left on device")

    def fail(*_args, **_kwargs):
        raise error

    broken = full
    if when == "an original is written":

        class Failing(list):
            def __iter__(self):
                yield b"first"
                fail()

        broken = replace(full, originals=Failing(full.originals))
    elif when == "the file is renamed":
        monkeypatch.setattr(os, "replace", fail)
    else:
        error = KeyboardInterrupt()
        monkeypatch.setattr(np.lib.format, "write_array", fail)
    with pytest.raises(type(error)):
        save(broken, file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_save_makes_the_folder(full, tmp_path):
    save(full, tmp_path / "a" / "b" / "set.npz")
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["set.npz"]


def test_the_manifest_is_a_row_for_each_picture_and_each_reject(full):
    rows = list(csv.DictReader(io.StringIO(manifest_csv(full), newline="")))
    assert len(rows) == len(full) + len(full.rejects)
    first, left_out = rows[0], rows[-1]
    assert first == {
        "name": "000",
        "label": full.classes[full.labels[0]],
        "kind": "red",
        "group": full.groups[0],
        "split": full.split[0],
        "sha256": full.origins[0].sha256,
        "bytes": "1000",
        "width": "400",
        "height": "300",
        "source": "https://a.example/0",
        "licence": "CC BY 2.0",
        "left_out": "",
    }
    assert (left_out["name"], left_out["left_out"], left_out["sha256"]) == (ODD, "is empty (0 bytes)", "")
    assert rows[2]["kind"] == ODD
