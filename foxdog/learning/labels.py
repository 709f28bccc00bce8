"""The labels of a run as files of three usual formats, and read again from them.

- CSV: picture, label, by.
- Label Studio's JSON of annotated tasks, as https://labelstud.io/guide/task_format describes it. It belongs to a
  project whose configuration is
  `<View><Image name="image" value="$image"/><Choices name="label" toName="image">...</Choices></View>`.
- `metadata.csv` of Hugging Face's ImageFolder, as https://huggingface.co/docs/datasets/image_dataset describes it: it
  lies in the folder of the pictures and names each by its path there, in a column `file_name`.

A picture or class whose name begins like a formula is escaped in each CSV, and reading undoes that.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from foxdog.files import FileError
from foxdog.learning.loop import Loop
from foxdog.pictures.dataset import Dataset
from foxdog.text import LONGEST, csv_table, escape_formula, one_line, unescape_formula

LARGEST = 20_000_000  # bytes of a file of labels
MOST = 200_000  # labels in a file
COLUMNS = ("picture", "label", "by")
NAME_COLUMNS = ("picture", "file_name", "name")  # of our CSV, of Hugging Face's, and of a data set's manifest
HERE = "./"  # leads nowhere else, and no formula begins so
LABEL_STUDIO_IMAGE, LABEL_STUDIO_CHOICE = "image", "label"  # the names of the two tags of the configuration

Labels = dict[str, str]
"""The name of a picture's class, by the picture's name."""


class LabelsError(FileError):
    """A file holds no labels that can be used; the message is one sentence that says what to do."""


# Write


def label_rows(loop: Loop) -> list[dict[str, str]]:
    """The labels of a run in the order of labelling, the initial set first: rows of COLUMNS.

    A label that was corrected is there once, as it is now and by whom it was corrected.
    """
    dataset = loop.dataset
    by = dict.fromkeys(loop.initial, "oracle")
    by |= {answer.picture: answer.by for answer in loop.answers if answer.label is not None}
    return [
        {"picture": str(dataset.names[picture]), "label": dataset.classes[label], "by": by[picture]}
        for picture, label in loop.labelled
    ]


def labels_csv(loop: Loop) -> str:
    """The labels as CSV: picture, label, by, in the order of labelling."""
    return csv_table(COLUMNS, [tuple(row.values()) for row in label_rows(loop)])


def label_studio_json(loop: Loop) -> str:
    """The labels as annotated tasks of Label Studio, with the picture's name where the image's address stands."""
    tasks = []
    for row in label_rows(loop):
        result = {
            "from_name": LABEL_STUDIO_CHOICE,
            "to_name": LABEL_STUDIO_IMAGE,
            "type": "choices",
            "value": {"choices": [row["label"]]},
        }
        tasks.append(
            {
                "data": {"image": row["picture"]},
                "meta": {"by": row["by"]},
                "annotations": [{"result": [result], "ground_truth": False, "was_cancelled": False}],
            }
        )
    return json.dumps(tasks, indent=1, ensure_ascii=False) + "\n"


def hugging_face_csv(loop: Loop) -> str:
    """The labels as Hugging Face's metadata.csv: file_name, label.

    A path that begins like a formula is written with `./` before it, so that it still leads to the file.
    """
    rows = [(_as_path(row["picture"]), row["label"]) for row in label_rows(loop)]
    return csv_table(("file_name", "label"), rows)


def _as_path(name: str) -> str:
    return f"{HERE}{name}" if escape_formula(name) != name or name.startswith(HERE) else name


FILES: Mapping[str, Callable[[Loop], str]] = {
    "labels.csv": labels_csv,
    "label-studio.json": label_studio_json,
    "metadata.csv": hugging_face_csv,
}
"""What makes each file of labels, by its name."""


# Read


def read_labels(data: bytes) -> Labels:
    """Read labels from any of the three formats, or from the manifest of a data set (its columns name and label).

    Of a picture that is there more than once the last label counts. A row or task without a label is passed over.

    Raises:
        LabelsError: The file is too large, is in none of the formats, or holds no label.
    """
    if len(data) > LARGEST:
        raise LabelsError(
            f"A file of labels has at most {LARGEST // 1_000_000} MB; this one is larger: make it smaller."
        )
    try:
        text = data.decode("utf-8-sig")  # spreadsheets put a mark at the start
        pairs = _label_studio(text) if text.lstrip()[:1] in ("[", "{") else _table(text)
        labels: Labels = {}
        for name, label in pairs:
            labels[name] = label
            if len(labels) > MOST:
                raise LabelsError(f"A file of labels has at most {MOST:,}; this one has more: make it smaller.")
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, csv.Error) as error:
        raise _no_labels() from error
    if not labels:
        raise _no_labels()
    return labels


def labels_of(dataset: Dataset, labels: Labels) -> dict[int, int]:
    """The labels of the data set's pictures, by the picture's index. Names of other pictures are passed over.

    Raises:
        LabelsError: None of the pictures is named, or a label is not one of the two classes.
    """
    index = {name: position for position, name in enumerate(dataset.names.tolist())}
    named = {index[name]: label for name, label in labels.items() if name in index}
    if not named:
        raise LabelsError(f"The labels name none of these pictures: give those of {one_line(dataset.name, 60)}.")
    for label in named.values():
        if label not in dataset.classes:
            classes = " or ".join(one_line(name, 60) for name in dataset.classes)
            raise LabelsError(f"A label of these pictures must be {classes}, not {one_line(label, 60)}.")
    return {picture: dataset.classes.index(label) for picture, label in named.items()}


def _no_labels() -> LabelsError:
    return LabelsError(
        "This file holds no labels that can be read: give a CSV with the columns picture and label, JSON of Label "
        "Studio, a metadata.csv with file_name and label, or a manifest."
    )


def _table(text: str) -> Iterator[tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(text))
    column = next((name for name in NAME_COLUMNS if name in (rows.fieldnames or ())), None)
    if column is None or "label" not in (rows.fieldnames or ()):
        raise _no_labels()
    for row in rows:
        name, label = unescape_formula(row[column] or ""), unescape_formula(row["label"] or "")
        if column == "file_name":
            name = name.removeprefix(HERE)
        if label:
            yield _checked(name), _checked(label)


def _checked(text: str) -> str:
    """The text; a LabelsError if it is longer than any name can be."""
    if len(text) > LONGEST:
        raise LabelsError(f"A name in a file of labels has at most {LONGEST:,} characters: shorten it.")
    return text


def _label_studio(text: str) -> Iterator[tuple[str, str]]:
    """Of the JSON of annotated tasks: the first choice of the last annotation that was not cancelled."""
    tasks = json.loads(text)
    for task in tasks if isinstance(tasks, list) else ():
        match task:
            case {"data": {"image": str(name)}, "annotations": list(annotations)}:
                for annotation in annotations:
                    if choice := _choice(annotation):
                        yield _checked(name), _checked(choice)


def _choice(annotation: Any) -> str:  # noqa: ANN401 - a stranger's JSON
    match annotation:
        case {"was_cancelled": True}:
            return ""
        case {"result": [*results]}:
            for result in results:
                match result:
                    case {"type": "choices", "value": {"choices": [str(choice), *_]}}:
                        return choice
    return ""
