"""Anyone's pictures become a Dataset; what cannot be used is named, with the reason, and left out.

1. ``entries``  a folder's, a zip's or an upload's files, none trusted
2. ``layout``   the class of each, by the folders it lies in
3. ``reading``  one file's bytes as a picture, or why not
4. ``twins``    the same picture twice
5. ``cifar``    the same for a data set that comes as arrays
"""

import csv
import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np

from foxdog.pictures.dataset import DOG_AND_FOX, SIDE, Dataset, DatasetError, Record, Reject, assemble, count_reasons
from foxdog.pictures.dataset_file import Spool
from foxdog.pictures.encoding import thumbnail
from foxdog.pictures.intake.entries import Entry, in_folder, in_upload, in_zip
from foxdog.pictures.intake.layout import Place, Sorted, by_first_folder, by_folder_names
from foxdog.pictures.intake.reading import Picture, UnusableError, read_picture
from foxdog.pictures.intake.twins import Known, find_twins
from foxdog.progress import Progress, silent
from foxdog.text import printable, shorten

SUFFIXES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".gif", ".bmp"}
NOT_READ = {".heic", ".heif", ".tif", ".tiff"}
ARCHIVES = {".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar"}
FEWEST = 40  # pictures a class: fewer leave no test set worth the name
FACTS = "photos.csv"  # optional, beside the class folders: file, and any of kind, photographer, page, licence
STATED = ("kind", "photographer", "page", "url", "licence")
AT_ONCE = 128  # pictures read ahead, to bound the memory

Sort = Callable[[Sequence[str], str], Sorted]


@dataclass(frozen=True)
class _Candidate:
    """A file that may be a picture of the set: where it is, what its folders and the facts say of it."""

    entry: Entry
    place: Place
    facts: dict[str, str]
    source: str


def read_source(path: Path, progress: Progress = silent, facts: Path | None = None) -> Dataset:
    """Read a folder or a zip that holds two classes of pictures; the dataset is named after it.

    Args:
        path: See `layout.by_folder_names` for the folders that are understood.
        progress: Called with (steps done, steps in all).
        facts: The file of facts, if it is not the FACTS in the folder.

    Raises:
        DatasetError: There are not two classes, or one has too few usable pictures.
    """
    if path.is_dir():
        entries = [entry for entry in in_folder(path) if not (facts and entry.name == FACTS)]
        beside = [Entry(FACTS, facts.read_bytes)] if facts else []
        return _read_entries([*entries, *beside], path.resolve().name, str(path), progress)
    if not path.is_file():
        what = "is not a file" if path.exists() else "does not exist"
        raise DatasetError(f"{path} {what}; give a folder or a zip that holds two folders of pictures.")
    if path.suffix.lower() in ARCHIVES - {".zip"}:
        raise DatasetError(f"{path} is an archive that is not read; unpack it and give the folder.")
    with path.open("rb") as file:
        return read_zip(file, path.name, progress)


def read_zip(file: IO[bytes], called: str, progress: Progress = silent) -> Dataset:
    """Read a zip, open for reading and seeking, as `read_source` does; nothing of it is unpacked to disk."""
    return _read_entries(in_zip(file, called), Path(called).stem, called, progress)


def read_two_folders(dogs: Path, foxes: Path, progress: Progress = silent) -> Dataset:
    """Read one folder of dogs and one of foxes, whatever they are called; a folder inside is a kind."""
    entries = [
        replace(entry, name=f"{name}/{entry.name}")
        for name, folder in zip(DOG_AND_FOX, (dogs, foxes), strict=True)
        for entry in in_folder(folder)
    ]
    called = f"{foxes.resolve().name} and {dogs.resolve().name}"
    return _read_entries(entries, f"{foxes.resolve().name}-{dogs.resolve().name}", called, progress, by_first_folder)


def read_upload(files: Iterable[tuple[str, bytes]], called: str, progress: Progress = silent) -> Dataset:
    """Read files that a browser sent, each with its name and the folder it was in, as `read_source` does."""
    return _read_entries(in_upload(files), called, called, progress)


def read_arrays(
    pictures: Sequence[tuple[str, int, str, bytes]], called: str, source: str, licence: str, progress: Progress
) -> Dataset:
    """Read a data set of tiny encoded pictures, each (name, label, kind, bytes); any size will do."""
    candidates = [
        _Candidate(Entry(name, partial(bytes, data)), Place(label, kind), {"licence": licence}, source)
        for name, label, kind, data in pictures
    ]
    return _read(candidates, [], called, called, DOG_AND_FOX, progress, fewest_pixels=1)


def _read_entries(
    entries: Sequence[Entry], name: str, called: str, progress: Progress, sort: Sort = by_folder_names
) -> Dataset:
    name, called = printable(name), printable(called)
    judged = [(entry, entry.problem or _problem_of_kind(entry.name)) for entry in entries if _is_candidate(entry)]
    rejects = [Reject(entry.name, problem) for entry, problem in judged if problem]
    pictures = [entry for entry, problem in judged if not problem]
    classes, places = sort([entry.name for entry in pictures], called)
    facts = _facts(entries, called)
    candidates = []
    for entry in pictures:
        place = places[entry.name]
        if isinstance(place, str):
            rejects.append(Reject(entry.name, place))
        else:
            candidates.append(_Candidate(entry, place, facts.get(entry.name, {}), f"{called}: {entry.name}"))
    return _read(candidates, rejects, name, called, classes, progress)


def _is_candidate(entry: Entry) -> bool:
    return PurePosixPath(entry.name).suffix.lower() in SUFFIXES | NOT_READ | ARCHIVES


def _problem_of_kind(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in ARCHIVES:
        return "is an archive inside the source; unpack it first"
    return f"is of a kind that is not read ({suffix}); save it as JPEG or PNG" if suffix in NOT_READ else ""


def _facts(entries: Sequence[Entry], called: str) -> dict[str, dict[str, str]]:
    """What is known of each picture, by its name in the source; empty where there is no file of facts."""
    found = [entry for entry in entries if PurePosixPath(entry.name).name == FACTS and not entry.problem]
    if len(found) != 1:
        return {}
    try:
        data = found[0].read()
    except Exception as error:  # as in `_picture`
        raise DatasetError(f"{found[0].name} in {called} cannot be read ({type(error).__name__}).") from error
    try:
        rows = _rows(data, PurePosixPath(found[0].name).parent, {entry.name for entry in entries})
    except (UnicodeDecodeError, KeyError, TypeError, csv.Error):
        raise DatasetError(f"{found[0].name} in {called} must be CSV in UTF-8 with a column named file.") from None
    if not rows:
        raise DatasetError(
            f"{found[0].name} in {called} names none of the pictures; its column file must say fox/name.jpg, say."
        )
    return rows


def _rows(data: bytes, folder: PurePosixPath, names: set[str]) -> dict[str, dict[str, str]]:
    """The rows on these names; no others are kept, so that a file of millions of rows does not fill the memory."""
    text = data.decode("utf-8-sig")  # spreadsheets put a mark before the first name
    rows = {}
    for row in csv.DictReader(io.StringIO(text)):
        name = (folder / row["file"]).as_posix()
        if name in names:
            rows[name] = {key: shorten(printable(row[key] or "")) for key in STATED if key in row}
    return rows


def _read(
    candidates: Sequence[_Candidate],
    rejects: list[Reject],
    name: str,
    called: str,
    classes: tuple[str, str],
    progress: Progress,
    fewest_pixels: int = SIDE,
) -> Dataset:
    """Read the candidates, leave out what cannot be used and what is there twice, and make a dataset of the rest."""
    spool = Spool()
    kept: list[tuple[_Candidate, Picture]] = []
    steps = 2 * len(candidates)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="PIL")  # of odd files: what matters of one becomes its reject's reason
        for done, (candidate, result) in enumerate(_pictures(candidates, fewest_pixels)):
            if isinstance(result, UnusableError):
                rejects.append(Reject(candidate.entry.name, result.reason, result.thumbnail))
            else:
                spool.append(result.original)
                kept.append((candidate, replace(result, original=b"")))
            progress(done + 1, steps)
    originals = spool.finish()
    known = [Known(one.entry.name, one.place.label, read.origin.sha256, read.hashes) for one, read in kept]
    twins = find_twins(known, lambda done, total: progress(len(candidates) + done, len(candidates) + total))
    rejects += [Reject(known[place].name, reason, thumbnail(originals[place])) for place, reason in twins.items()]
    staying = [place for place in range(len(kept)) if place not in twins]
    records = [_record(*kept[place]) for place in staying]
    _check_enough(called, classes, records, rejects)
    rejects.sort(key=lambda reject: reject.name)
    return assemble(name, classes, records, originals.some(staying), rejects)


def _pictures(candidates: Sequence[_Candidate], fewest: int) -> Iterator[tuple[_Candidate, Picture | UnusableError]]:
    """Each candidate and what became of it, in order, a few read ahead."""
    waiting = iter(candidates)
    with ThreadPoolExecutor(2) as pool:
        while some := list(islice(waiting, AT_ONCE)):
            yield from zip(some, pool.map(lambda one: _picture(one.entry, fewest), some), strict=True)


def _picture(entry: Entry, fewest_pixels: int) -> Picture | UnusableError:
    try:
        data = entry.read()
    except Exception as error:  # a disk's or an archive's; zipfile raises a dozen kinds on a damaged member
        return UnusableError(f"cannot be read ({type(error).__name__})")
    try:
        return read_picture(data, fewest_pixels)
    except UnusableError as unusable:
        return unusable


def _record(candidate: _Candidate, picture: Picture) -> Record:
    facts = candidate.facts
    source = facts.get("page") or facts.get("url") or candidate.source
    return Record(
        name=candidate.entry.name,
        label=candidate.place.label,
        small=picture.small,
        origin=replace(picture.origin, source=source, licence=facts.get("licence") or ""),
        kind=facts.get("kind") or candidate.place.kind,
        group=facts.get("photographer") or "",
    )


def _check_enough(called: str, classes: tuple[str, str], records: Sequence[Record], rejects: Sequence[Reject]) -> None:
    counts = np.bincount(np.array([record.label for record in records], dtype=int), minlength=2)
    for name, count in zip(classes, counts, strict=True):
        if count < FEWEST:
            reasons = ", ".join(f"{number} {reason}" for reason, number in count_reasons(rejects).items())
            left_out = f" Left out of both classes: {reasons}." if rejects else ""
            raise DatasetError(
                f"{called} has {count} usable pictures of class {name}; at least {FEWEST} are needed.{left_out}"
            )


__all__ = ["FEWEST", "Sorted", "read_arrays", "read_source", "read_two_folders", "read_upload", "read_zip"]
