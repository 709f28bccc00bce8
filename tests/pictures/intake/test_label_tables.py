"""Labels beside the pictures: what a table says of them, and that no file, however odd, does harm."""

import json
import time
from contextlib import suppress

import numpy as np
import pytest
from making_layouts import FLAT, LAYOUTS, coco, studio, table

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake import Entry, label_tables
from foxdog.pictures.intake.label_tables import find_tables
from foxdog.pictures.intake.layout import propose


def tables_of(files, pictures=FLAT, **options):
    return find_tables([Entry(name, lambda data=data: data) for name, data in files.items()], pictures, **options)


def labels_of(files, pictures=FLAT, **options):
    (found,) = tables_of(files, pictures, **options)
    return found.labels


@pytest.mark.parametrize(
    ("said", "picture"),
    [
        ("a/0.jpg", "a/0.jpg"),  # from the source
        ("0.jpg", "a/0.jpg"),  # from the table's folder
        ("./0.jpg", "a/0.jpg"),
        ("b\\only.jpg", "b/only.jpg"),
        ("photos/b/only.jpg", "b/only.jpg"),  # the end of its path
        ("only.jpg", "b/only.jpg"),  # its name alone
        ("elsewhere/only.jpg", None),  # another picture
        ("/data/upload/3/12ab34cd-only.jpg", "b/only.jpg"),  # an address elsewhere
        ("cam-only.jpg", None),
        ("-" * 100_000, None),
        ("only", "b/only.jpg"),  # without suffix
        ("12ab34cd-only.jpg", "b/only.jpg"),  # as Label Studio writes it
        ("1.jpg", None),  # two have the name
        ("nowhere.jpg", None),
        ("", None),
    ],
)
def test_the_picture_that_a_table_means(said, picture):
    pictures = ["a/0.jpg", "b/0.jpg", "b/only.jpg", "b/1.jpg", "c/1.jpg"]
    found = tables_of(table("a/labels.csv", "file,label", f"{said},fox", "b/0.jpg,dog"), pictures)
    assert found[0].labels == {"b/0.jpg": "dog"} | ({picture: "fox"} if picture else {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_in_other_characters(encoding):
    text = "filename,label\n" + "".join(f"{name},{label}\n" for name, label in zip(FLAT, ["Füchse"] * 6, strict=True))
    assert set(labels_of({"labels.csv": text.encode(encoding)}).values()) == {"Füchse"}


def test_two_labels_of_one_picture_are_none():
    (found,) = tables_of(table("labels.csv", "file,label", "0.jpg,fox", "0.jpg,dog", "1.jpg,fox"))
    assert found.labels == {"1.jpg": "fox"}
    assert found.passed_over == {"0.jpg": "has several classes in labels.csv"}


def test_the_columns_that_a_person_names_are_used():
    files = table("labels.csv", "file,label,Animal", "0.jpg,1,fox", "1.jpg,2,dog")
    assert labels_of(files) == {"0.jpg": "1", "1.jpg": "2"}
    assert labels_of(files, columns=("file", "animal")) == {"0.jpg": "fox", "1.jpg": "dog"}
    with pytest.raises(DatasetError, match="gives no picture a label: it has no column what; it has file, label"):
        tables_of(files, columns=("file", "what"), must=True)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"", "it has no rows"),
        ("a.csv", b"who,what\n0.jpg,fox\n", "no column that names the pictures; it has who, what"),
        ("a.csv", b"file,height\n0.jpg,12\n", "it has no column of labels"),
        ("a.csv", b"file,label\nelse.jpg,fox\n", "it names none of them"),
        ("a.json", b"{", "it cannot be read as a table"),
        ("a.json", b"[" * 100_000, "it cannot be read as a table"),
        ("a.json", b"3", "none of the formats"),
        ("a.jsonl", b"3\n", "it has no rows"),
    ],
)
def test_a_table_of_no_use_is_passed_over_or_refused_in_a_sentence(name, data, sentence):
    assert tables_of({name: data}) == []
    with pytest.raises(DatasetError) as error:
        tables_of({name: data}, must=True)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_a_table_is_bounded(monkeypatch):
    monkeypatch.setattr(label_tables, "MOST", 5)
    rows = [f"{name},fox" for name in FLAT]
    assert tables_of(table("a.csv", "file,label", *rows)) == []
    assert len(labels_of(table("a.csv", "file,label", *rows[:5]))) == 5
    monkeypatch.setattr(label_tables, "LARGEST", 20)
    assert tables_of(table("a.csv", "file,label", *rows[:2])) == []


def test_a_table_that_cannot_be_read_is_passed_over():
    def fails():
        raise OSError("gone")

    assert find_tables([Entry("labels.csv", fails)], FLAT) == []


KNOWN = {
    **{f"{layout} {name}": (name, data) for layout, (_, files, *_) in LAYOUTS.items() for name, data in files.items()},
    "plain": ("all.json", json.dumps(dict.fromkeys(FLAT, "fox")).encode()),
    "coco": ("coco.json", coco({name: ["fox"] for name in FLAT}, ["dog"])),
    "studio": ("studio.json", studio(dict.fromkeys(FLAT, "dog"))),
    "rows": ("min.json", json.dumps([{"image": name, "choice": "fox"} for name in FLAT]).encode()),
}


ODD = (b'"', b"{", b"[", b"null", b"1e999", b"\x00", b"\r", b",,", b"\xff\xfe", b"-9")


def changed(data, rng):
    """The bytes with some changed, cut out, or doubled."""
    data = bytearray(data)
    for _ in range(int(rng.integers(1, 8))):
        at = int(rng.integers(0, max(1, len(data))))
        match int(rng.integers(0, 4)):
            case 0:
                data[at : at + 1] = bytes([int(rng.integers(0, 256))])
            case 1:
                del data[at : at + int(rng.integers(1, 20))]
            case 2:
                data[at:at] = data[at : at + int(rng.integers(1, 40))]
            case _:
                data[at:at] = rng.choice(
                    [b'"', b"{", b"[", b"null", b"1e999", b"\x00", b"\r", b",,", b"\xff\xfe", b"-9"]
                )
    return bytes(data)


@pytest.mark.parametrize("kind", KNOWN)
def test_changed_tables_are_read_or_passed_over_and_nothing_else(kind):
    name, data = KNOWN[kind]
    rng = np.random.default_rng(0)
    for _ in range(120):
        files = {name: changed(data, rng)}
        began = time.process_time()
        found = tables_of(files)
        with suppress(DatasetError):
            tables_of(files, must=True)
        with suppress(DatasetError):
            propose(FLAT, "my.zip", found).lines()
        assert time.process_time() - began < 5


def test_two_thousand_tables_were_changed():
    assert 120 * len(KNOWN) >= 1500  # and each was read in two ways


def test_tables_that_disagree_label_neither_way():
    ann = table("ann.csv", "file,label", "0.jpg,fox", "1.jpg,fox")
    (found,) = tables_of(ann | table("bob.csv", "file,label", "0.jpg,dog", "2.jpg,dog"))
    assert found.labels == {"1.jpg": "fox", "2.jpg": "dog"}
    assert list(found.passed_over) == ["0.jpg"]


def test_a_sample_of_a_submission_is_no_table_of_labels():
    files = table("labels.csv", "id,label", "0,fox") | table("sample_submission.csv", "id,label", "1,dog", "2,dog")
    assert labels_of(files) == {"0.jpg": "fox"}


def test_a_table_in_a_part_of_a_split_is_of_the_pictures_there():
    pictures = ["train/0.jpg", "test/7.jpg"]
    files = table("train/metadata.csv", "file_name,label", "0.jpg,fox", "7.jpg,dog")
    assert labels_of(files, pictures) == {"train/0.jpg": "fox"}


def test_annotators_who_disagree_give_no_label():
    (task,) = json.loads(studio({"0.jpg": "fox"}))
    task["annotations"] += json.loads(studio({"0.jpg": "dog"}))[0]["annotations"]
    (found,) = tables_of({"studio.json": json.dumps([task]).encode()})
    assert (found.labels, list(found.passed_over)) == ({}, ["0.jpg"])
