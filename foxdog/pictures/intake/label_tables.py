"""Labels that lie beside the pictures: a CSV table, or the export of a tool for labelling."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from charset_normalizer import from_bytes

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake.entries import Entry
from foxdog.pictures.intake.names import composed
from foxdog.pictures.intake.naming import UNLABELLED, part_in, tokens
from foxdog.text import LONGEST, one_line

LARGEST = 30_000_000  # bytes of a table
MOST_TABLES = 40  # that are read
MOST = 200_000  # rows
SUFFIXES = (".csv", ".tsv", ".json", ".jsonl")
NAME_COLUMNS: tuple[str, ...] = (
    "file_name",
    "filename",
    "file",
    "image",
    "image_name",
    "image_path",
    "filepath",
    "file_path",
    "path",
)
NAME_COLUMNS += ("picture", "photo", "img", "image_id", "name", "id")
LABEL_COLUMNS: tuple[str, ...] = (
    "label",
    "class",
    "class_name",
    "classname",
    "category",
    "label_name",
    "labels",
    "target",
    "species",
)
LABEL_COLUMNS += ("animal", "breed", "tag")
YES, NO = {"1", "1.0", "true"}, {"0", "0.0", "false", ""}
SEVERAL = "has several classes"
HASH = re.compile(r"^[0-9a-f]{8}-")  # which Label Studio puts before a name
ELSEWHERE = re.compile(r"^/data/|://")  # a path or an address of another place: only its name says anything here


@dataclass(frozen=True)
class Table:
    """Labels of pictures.

    Attributes:
        name: What the table is called in its source; of several alike, the first and how many.
        labels: The label of each picture, by its name in the source.
        columns: The column that names the picture and the one that has its label, where it has columns.
        header: All of its columns.
        passed_over: Why it gives a picture that it names no label, by the picture.
        format: What kind of JSON it is.
    """

    name: str
    labels: dict[str, str]
    columns: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    passed_over: dict[str, str] = field(default_factory=dict)
    format: str = ""


def find_tables(
    entries: Iterable[Entry], pictures: Sequence[str], columns: tuple[str, str] | None = None, must: bool = False
) -> list[Table]:
    """The tables among the files of a source that give its pictures labels, those of one kind as one.

    Understood are CSV (a column of NAME_COLUMNS and one of LABEL_COLUMNS, in any case; or one column a class that holds
    0 and 1, as Roboflow's), JSON lines with the same keys (Hugging Face's metadata.jsonl), COCO's JSON, whose pictures
    have one category, and Label Studio's JSON. Other files are passed over.

    Args:
        entries: Files of the source.
        pictures: The names of its pictures.
        columns: The columns that name the picture and have its label, where a person says so.
        must: Whether a file that gives no picture a label is an error.

    Raises:
        DatasetError: As `must` says.
    """
    index = _Index(pictures)
    found: dict[tuple[str, ...], list[tuple[str, Table]]] = {}
    named = [entry for entry in entries if entry.name.lower().endswith(SUFFIXES) and not entry.problem]
    if not must:
        named = [entry for entry in named if not UNLABELLED & {*tokens(PurePosixPath(entry.name).stem)}]
    named.sort(key=lambda entry: entry.name.lower().endswith(".json"))  # there may be one of each picture
    for entry in named[:MOST_TABLES]:
        try:
            table = _read(entry, index, columns)
        except _NoTableError as error:
            if must:
                raise DatasetError(f"{entry.name} gives no picture a label: {error}") from error
            continue
        if table.labels or table.passed_over:
            kind = (PurePosixPath(entry.name).suffix.lower(), table.format, *table.columns)
            found.setdefault(kind, []).append((entry.name, table))
        elif must:
            raise DatasetError(f"{entry.name} gives no picture a label: it names none of them.")
    return [_together([table for _, table in alike]) for alike in found.values()]


class _NoTableError(Exception):
    """The file holds no labels; the message is a clause."""


class _Index:
    """Finds the picture that a table means.

    By its path from the table or from the source; by its name alone, or by that without suffix, where just one picture
    has it.
    """

    def __init__(self, pictures: Sequence[str]) -> None:
        self.pictures = set(pictures)
        self.by_name: dict[str, str | None] = {}
        for picture in pictures:
            path = PurePosixPath(picture)
            for key in {path.name, path.stem}:
                self.by_name[key] = None if key in self.by_name else picture

    def find(self, said: str, folder: PurePosixPath) -> str | None:
        said = composed(said.strip().replace("\\", "/"))[:LONGEST]
        for path in ((folder / said).as_posix(), said.removeprefix("./")):
            if path in self.pictures:
                return path
        name = PurePosixPath(said).name
        found = self.by_name.get(name) or self.by_name.get(HASH.sub("", name))
        inside = any(part_in(one) is not None for one in folder.parts)  # a table in train/ is of the pictures there
        if found is None or (inside and folder not in PurePosixPath(found).parents):
            return None
        return found if ELSEWHERE.search(said) or _same_end(said, found) else None


def _same_end(said: str, picture: str) -> bool:
    """Whether two paths are the same from their ends on, as far as both go; a suffix may lack."""
    pairs = zip(PurePosixPath(said).parts[-2::-1], PurePosixPath(picture).parts[-2::-1], strict=False)
    return all(one == other for one, other in pairs if one not in (".", ".."))


def _together(tables: Sequence[Table]) -> Table:
    """Tables of one kind, as those of train and test, as one."""
    first = tables[0]
    if len(tables) == 1:
        return first
    labels: dict[str, str] = {}
    passed_over = {picture: why for table in tables for picture, why in table.passed_over.items()}
    for table in tables:
        for picture, label in table.labels.items():
            if labels.setdefault(picture, label) != label:
                passed_over[picture] = f"{SEVERAL} in {table.name}"
    labels = {picture: label for picture, label in labels.items() if picture not in passed_over}
    name = f"{first.name} and {len(tables) - 1} more"
    return Table(name, labels, first.columns, first.header, passed_over)


def _read(entry: Entry, index: _Index, columns: tuple[str, str] | None) -> Table:
    try:
        data = entry.read()
    except Exception as error:  # a disk's or an archive's; zipfile raises a dozen kinds on a damaged member
        raise _NoTableError(f"it cannot be read ({type(error).__name__}).") from error
    if len(data) > LARGEST:
        raise _NoTableError(f"it has more than {LARGEST // 1_000_000} MB.")
    text = _text(data)
    header: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    kind = ""
    try:
        if entry.name.lower().endswith(".json"):
            known = json.loads(text)
            kind = "coco" if isinstance(known, dict) and "images" in known else type(known).__name__
            rows = list(_of_json(known))
        else:
            header, used, rows = _of_rows(entry.name, text, columns)
    except (json.JSONDecodeError, RecursionError, csv.Error, TypeError, ValueError) as error:
        raise _NoTableError("it cannot be read as a table.") from error
    folder = PurePosixPath(entry.name).parent
    labels: dict[str, str] = {}
    passed_over = {}
    for said, label in rows:
        if picture := index.find(said, folder):
            if label == SEVERAL or labels.get(picture, label) != label:
                passed_over[picture] = f"{SEVERAL} in {entry.name}"
            elif label:
                labels[picture] = label
    labels = {picture: label for picture, label in labels.items() if picture not in passed_over}
    return Table(entry.name, labels, used, header, passed_over, kind)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")  # spreadsheets put a mark before the first name
    except UnicodeDecodeError:
        best = from_bytes(data[:100_000]).best()
        return data.decode(best.encoding if best else "latin-1", "replace")


def _of_rows(name: str, text: str, columns: tuple[str, str] | None) -> tuple[tuple[str, ...], tuple[str, ...], list]:
    """The header, the columns that are used, and (picture, label) of each row."""
    rows = _json_lines(text) if name.lower().endswith(".jsonl") else _csv_rows(text)
    first = next(rows, None)
    if first is None:
        raise _NoTableError("it has no rows.")
    header = tuple(first)
    plain = {key.strip().lower().replace(" ", "_"): key for key in first}
    if columns:
        missing = next((column for column in columns if column not in first and column.lower() not in plain), "")
        if missing:
            raise _NoTableError(f"it has no column {missing}; it has {', '.join(header)}.")
        by_name, by_label = (column if column in first else plain[column.lower()] for column in columns)
    else:
        by_name = next((plain[key] for key in NAME_COLUMNS if key in plain), "")
        by_label = next((plain[key] for key in LABEL_COLUMNS if key in plain), "")
    if not by_name:
        raise _NoTableError(f"it has no column that names the pictures; it has {', '.join(header)}.")
    everything = _first_and(first, rows)
    if by_label:
        pairs = [(row.get(by_name) or "", one_line(str(row.get(by_label) or ""), LONGEST)) for row in everything]
        return header, (by_name, by_label), pairs
    kinds = [key for key in first if key != by_name]
    pairs = [(row.get(by_name) or "", _one_hot(row, kinds)) for row in everything]
    return header, (by_name,), pairs


def _first_and(first: Mapping[str, str], rows: Iterator[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    yield first
    for number, row in enumerate(rows, 2):
        if number > MOST:
            raise _NoTableError(f"it has more than {MOST:,} rows.")
        yield row


def _one_hot(row: Mapping[str, str], kinds: Sequence[str]) -> str:
    """The class whose column holds 1, the others 0."""
    cells = {kind: str(row.get(kind) or "").strip().lower() for kind in kinds}
    if len(kinds) < 2 or not set(cells.values()) <= YES | NO:
        raise _NoTableError("it has no column of labels.")
    said = [kind.strip() for kind, cell in cells.items() if cell in YES]
    return said[0] if len(said) == 1 else SEVERAL if said else ""


def _csv_rows(text: str) -> Iterator[dict[str, str]]:
    line = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=line.count)
    for row in csv.DictReader(io.StringIO(text), delimiter=delimiter):
        yield {one_line(key, LONGEST): value or "" for key, value in row.items() if isinstance(key, str)}


def _json_lines(text: str) -> Iterator[dict[str, str]]:
    for line in text.split("\n"):
        if line.strip():
            match json.loads(line):
                case {**row}:
                    yield {
                        one_line(str(key), LONGEST): "" if value is None else str(value) for key, value in row.items()
                    }


def _of_json(known: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a stranger's JSON
    """(Picture, label) of COCO's, Label Studio's or a plain mapping's JSON."""
    match known:
        case {"images": list(images), "annotations": list(annotations), "categories": list(categories)}:
            yield from _of_coco(images, annotations, categories)
        case [*tasks]:
            for task in tasks[:MOST]:
                yield from _of_task(task)
        case {**pairs} if pairs and all(isinstance(one, str) for one in pairs.values()):
            yield from ((str(name), one_line(str(label), LONGEST)) for name, label in list(pairs.items())[:MOST])
        case _:
            raise _NoTableError("it is in none of the formats that are known.")


def _of_coco(images: list, annotations: list, categories: list) -> Iterator[tuple[str, str]]:
    """COCO: the category of a picture that has just one (https://cocodataset.org/#format-data)."""
    names = {one["id"]: one["name"] for one in categories if isinstance(one, dict) and {"id", "name"} <= one.keys()}
    said: dict[Any, set[str]] = {}
    for one in annotations:
        match one:
            case {"image_id": int() | str() as image, "category_id": int() | str() as category} if category in names:
                said.setdefault(image, set()).add(str(names[category]))
    for one in images:
        match one:
            case {"id": int() | str() as image, "file_name": str(name)}:
                found = said.get(image, set())
                yield name, one_line(next(iter(found)), LONGEST) if len(found) == 1 else SEVERAL if found else ""


def _of_task(task: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a stranger's JSON
    """Label Studio: the choice of an annotated task, in its JSON or JSON-MIN (https://labelstud.io/guide/export)."""
    match task:
        case {"data": {**data}, "annotations": [*annotations]}:
            choices = {
                str(choice)
                for annotation in annotations
                if isinstance(annotation, dict) and not annotation.get("was_cancelled")
                for result in annotation.get("result", [])
                if isinstance(result, dict) and isinstance(result.get("value"), dict)
                for choice in result["value"].get("choices", [])
            }
            picture = next((value for value in data.values() if isinstance(value, str)), "")
            if choices and picture:
                yield picture, SEVERAL if len(choices) > 1 else one_line(choices.pop(), LONGEST)
        case {**row}:
            plain = {str(key).lower(): value for key, value in row.items()}
            name = next((one for key in NAME_COLUMNS if isinstance(one := plain.get(key), str)), "")
            label = next((one for key in ("choice", *LABEL_COLUMNS) if isinstance(one := plain.get(key), str)), "")
            if name and label:
                yield name, one_line(label, LONGEST)
