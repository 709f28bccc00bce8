"""The labels of a run leave in three formats and come back; no name in them is a formula."""

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from foxdog.learning.labels import FILES, LARGEST, LabelsError, label_rows, labels_csv, labels_of, read_labels
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import Reject
from foxdog.pictures.dataset_file import manifest_csv
from foxdog.text import FORMULA_STARTS

ODD = [*(f"{start}cmd|' /C calc'!A0" for start in FORMULA_STARTS), "'=1", "''", "'", "./=1", "a\rb", 'a,"b"', "\ufeffx"]


@pytest.fixture
def loop(tiny, tiny_model):
    """A run on pictures with odd names, all of them labelled: the first one is corrected, one is skipped."""
    names = [ODD[number] if number < len(ODD) else f"fox/{number}.jpg" for number in range(len(tiny))]
    odd = replace(tiny, names=np.array(names), split=np.where(tiny.split == "test", "test", "pool"))
    loop = Loop(odd, Settings(initial=6, batch=20, budget=60), tiny_model("head-start", odd))
    loop.teach()
    loop.skip(loop.query.open[0])
    loop.step()
    first, label = loop.labelled[0]
    loop.correct(first, 1 - label)
    return loop


def test_the_rows_are_in_the_order_of_labelling_with_corrections(loop):
    rows, dataset = label_rows(loop), loop.dataset
    assert [row["picture"] for row in rows] == [dataset.names[picture] for picture, _ in loop.labelled]
    assert [row["label"] for row in rows] == [dataset.classes[label] for _, label in loop.labelled]
    assert [row["by"] for row in rows] == ["person", *["oracle"] * (len(rows) - 1)]
    assert labels_csv(loop).splitlines()[0] == "picture,label,by"


@pytest.fixture
def all_odd(loop):
    """The same run with every odd name among its labels."""
    names = loop.dataset.names.copy()
    labelled = [picture for picture, _ in loop.labelled]
    others = [picture for picture in range(len(names)) if picture not in labelled]
    order = np.array([*labelled, *others])
    renamed = np.empty_like(names)
    renamed[order] = names
    loop.dataset = replace(loop.dataset, names=renamed)
    return loop


@pytest.mark.parametrize("file", FILES)
def test_labels_come_back_as_they_were(all_odd, file):
    expected = {row["picture"]: row["label"] for row in label_rows(all_odd)}
    assert set(ODD) <= set(expected)
    assert read_labels(FILES[file](all_odd).encode()) == expected
    assert labels_of(all_odd.dataset, expected) == dict(all_odd.labelled)


def test_a_manifest_is_labels_too(all_odd):
    dataset = replace(all_odd.dataset, rejects=(Reject("=left out", "is empty"),))
    labels = read_labels(manifest_csv(dataset).encode())
    assert labels_of(dataset, labels) == dict(enumerate(dataset.labels.tolist()))


@pytest.mark.parametrize("make", [FILES["labels.csv"], FILES["metadata.csv"], lambda run: manifest_csv(run.dataset)])
def test_no_name_is_a_formula(all_odd, make):
    rows = list(csv.reader(io.StringIO(make(all_odd))))
    assert not [cell for row in rows for cell in row if cell[:1] in {*FORMULA_STARTS}]


def test_a_path_of_hugging_faces_still_leads_to_its_file(all_odd):
    rows = list(csv.DictReader(io.StringIO(FILES["metadata.csv"](all_odd))))
    assert "./=cmd|' /C calc'!A0" in [row["file_name"] for row in rows]


def test_label_studios_own_export_is_read():
    """As https://labelstud.io/guide/task_format shows it; the cancelled annotation and the other tag do not count."""

    def annotation(choice, **more):
        tag = {"from_name": "box", "type": "rectanglelabels", "value": {"rectanglelabels": ["Ear"], "x": 1.5}}
        chosen = {"from_name": "animal", "to_name": "img", "type": "choices", "value": {"choices": [choice]}}
        return {"id": 1001, "result": [tag, chosen], "was_cancelled": False, "lead_time": 4.2} | more

    tasks = [
        {"id": 1, "data": {"image": "a.jpg"}, "annotations": [annotation("fox")], "predictions": []},
        {"id": 2, "data": {"image": "b.jpg"}, "annotations": [annotation("fox"), annotation("dog")]},
        {"id": 3, "data": {"image": "c.jpg"}, "annotations": [annotation("fox", was_cancelled=True)]},
        {"id": 4, "data": {"image": "d.jpg"}, "annotations": []},
    ]
    assert read_labels(json.dumps(tasks).encode()) == {"a.jpg": "fox", "b.jpg": "dog"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"{}",
        b"[7]",
        b"[" * 100_000,
        b'[{"data": {"image": 7}, "annotations": [{"result": [{"type": "choices", "value": {"choices": [7]}}]}]}]',
        b"a,b\n1,2\n",
        b"picture\nx\n",
        b"picture,label\n",
        b"picture,label\nx,\n",
        b"picture,label\nx,a\rb\n",
        b'picture,label\nx,"' + b"a" * 200_000,
        b"picture,label\n" + b"x" * 1_001 + b",fox\n",
        b"picture,label\n" + b"".join(b"%d,fox\n" % number for number in range(200_001)),
        b" " * (LARGEST + 1),
    ],
)
def test_what_holds_no_labels_is_refused_in_one_sentence(data):
    with pytest.raises(LabelsError) as refusal:
        read_labels(data)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


def test_labels_of_other_pictures_or_classes_are_refused(tiny):
    with pytest.raises(LabelsError, match="name none of these pictures: give those of tiny"):
        labels_of(tiny, {"nobody": "fox"})
    with pytest.raises(LabelsError, match="must be dog or fox, not wolf"):
        labels_of(tiny, {str(tiny.names[0]): "wolf"})
    assert labels_of(tiny, {str(tiny.names[5]): "fox", "nobody": "wolf"}) == {5: 1}
