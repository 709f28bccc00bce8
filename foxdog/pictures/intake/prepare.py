"""From a source to a Dataset: list its files, sort them into classes, read them, leave out what cannot be used."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np

from foxdog.pictures.dataset import DOG_AND_FOX, SIDE, Dataset, DatasetError, Record, Reject, assemble, count_reasons
from foxdog.pictures.encoding import thumbnail
from foxdog.pictures.intake.entries import Entry, in_folder, in_upload
from foxdog.pictures.intake.facts import FACTS, Facts, read_facts
from foxdog.pictures.intake.groups import join
from foxdog.pictures.intake.layout import ClassAndKind, Layout, by_first_folder, by_folder_names
from foxdog.pictures.intake.reading import Picture, UnusableError, read_picture
from foxdog.pictures.intake.spectra import HASH_SIDE, PARTS, hashes
from foxdog.pictures.intake.twins import find_twins
from foxdog.pictures.intake.zip_entries import in_zip
from foxdog.pictures.originals import OriginalsWriter
from foxdog.progress import Progress, silent
from foxdog.text import printable

SUFFIXES = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".gif", ".bmp"}
NOT_READ = {".heic", ".heif", ".tif", ".tiff"}
ARCHIVES = {".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar"}
PROBLEMS = {
    **dict.fromkeys(SUFFIXES, ""),
    **{suffix: f"is in a format that is not read ({suffix}); save it as JPEG or PNG" for suffix in NOT_READ},
    **dict.fromkeys(ARCHIVES, "is an archive inside the source; unpack it first"),
}
FEWEST = 40  # pictures a class: fewer leave no test set worth the name
AT_ONCE = 128  # pictures read ahead, to bound the memory


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
        name = path.resolve().name
        return read_entries([*entries, *beside], name, name, progress)
    if not path.is_file():
        what = "is not a file" if path.exists() else "does not exist"
        raise DatasetError(f"{path} {what}; give a folder or a zip that holds two folders of pictures.")
    if path.suffix.lower() in ARCHIVES - {".zip"}:
        raise DatasetError(f"{path} is an archive that is not read; unpack it and give the folder.")
    with path.open("rb") as file:
        return read_zip(file, path.name, progress)


def read_zip(file: IO[bytes], name: str, progress: Progress = silent) -> Dataset:
    """Read a zip of that name, open for reading and seeking, as `read_source` does; it is not unpacked to disk."""
    return read_entries(in_zip(file, name), Path(name).stem, name, progress)


def read_two_folders(dogs: Path, foxes: Path, progress: Progress = silent) -> Dataset:
    """Read one folder of dogs and one of foxes, whatever their names; a folder inside one is a kind."""
    entries = [
        replace(entry, name=f"{name}/{entry.name}")
        for name, folder in zip(DOG_AND_FOX, (dogs, foxes), strict=True)
        for entry in in_folder(folder)
    ]
    fox, dog = foxes.resolve().name, dogs.resolve().name
    return read_entries(entries, f"{fox}-{dog}", f"{fox} and {dog}", progress, by_first_folder)


def read_upload(files: Iterable[tuple[str, bytes]], name: str, progress: Progress = silent) -> Dataset:
    """Read files that a browser sent, each with its name and its folder, as `read_source` does."""
    return read_entries(in_upload(files), name, name, progress)


def read_entries(
    entries: Sequence[Entry],
    name: str,
    source: str,
    progress: Progress,
    find_classes: Callable[[Iterable[str], str], Layout] = by_folder_names,
    fewest_pixels: int = SIDE,
) -> Dataset:
    """Make a dataset of the files of a source, as `read_source` does.

    Args:
        entries: All of its files, in order of name.
        name: What the dataset is to be called.
        source: What the source is called, in messages and as each picture's origin.
        progress: Called with (steps done, steps in all).
        find_classes: `by_folder_names` or `by_first_folder`.
        fewest_pixels: See `read_picture`.
    """
    name, source = printable(name), printable(source)
    suffixes = [(entry, PurePosixPath(entry.name).suffix.lower()) for entry in entries]
    problems = {entry.name: entry.problem or PROBLEMS[suffix] for entry, suffix in suffixes if suffix in PROBLEMS}
    layout = find_classes([file for file, problem in problems.items() if not problem], source)
    facts, passed_over = read_facts(entries, source)
    problems |= layout.rejects
    rejects = [*passed_over, *(Reject(file, problem) for file, problem in problems.items() if problem)]
    candidates = [entry for entry in entries if entry.name in layout.pictures]
    records, looks, writer = [], [], OriginalsWriter()
    for done, (entry, picture) in enumerate(_read_all(candidates, fewest_pixels), 1):
        if isinstance(picture, UnusableError):
            rejects.append(Reject(entry.name, picture.reason, picture.thumbnail))
        else:
            known = layout.pictures[entry.name]
            records.append(_record(entry.name, source, known, facts.get(entry.name, {}), picture))
            looks.append(picture.spectra)
            writer.append(picture.original)
        progress(done, 2 * len(candidates))
    originals, half = writer.finish(), len(candidates)
    coefficients = np.reshape(looks, (len(looks), len(PARTS), HASH_SIDE, HASH_SIDE))
    twins = find_twins(records, hashes(coefficients[:, 0], ways=2), _part_of(progress, half, half // 2, 2 * half))
    rejects += [Reject(records[index].name, reason, thumbnail(originals[index])) for index, reason in twins.items()]
    rejects.sort(key=lambda reject: reject.name)
    staying = [index for index in range(len(records)) if index not in twins]
    records = [records[index] for index in staying]
    _check_enough(source, layout.classes, records, rejects)
    rest = _part_of(progress, half + half // 2, half - half // 2, 2 * half)
    records = join(records, coefficients[staying], rest)
    return assemble(name, layout.classes, records, originals.select(staying), rejects)


def _part_of(progress: Progress, start: int, length: int, total: int) -> Progress:
    """What a step calls with its own numbers, to become `length` of the `total` of the whole, from `start` on."""
    return lambda done, of: progress(start + length * done // of, total)


def _read_all(entries: Iterable[Entry], fewest_pixels: int) -> Iterator[tuple[Entry, Picture | UnusableError]]:
    """Each entry with its picture or the reason against it, in order, a few read ahead."""
    waiting = iter(entries)
    with warnings.catch_warnings(), ThreadPoolExecutor(2) as pool:
        warnings.filterwarnings("ignore", module="PIL")  # of odd files: what matters of one becomes its reject's reason
        while some := list(islice(waiting, AT_ONCE)):
            yield from zip(some, pool.map(lambda entry: _read_one(entry, fewest_pixels), some), strict=True)


def _read_one(entry: Entry, fewest_pixels: int) -> Picture | UnusableError:
    try:
        data = entry.read()
    except Exception as error:  # a disk's or an archive's; zipfile raises a dozen kinds on a damaged member
        return UnusableError(f"cannot be read ({type(error).__name__})")
    try:
        return read_picture(data, fewest_pixels)
    except UnusableError as unusable:
        return unusable


def _record(entry: str, source: str, known: ClassAndKind, facts: Facts, picture: Picture) -> Record:
    page = facts.get("page") or facts.get("url") or f"{source}: {entry}"
    origin = replace(picture.origin, source=page, licence=facts.get("licence", ""))
    kind, group = facts.get("kind") or known.kind, facts.get("group") or facts.get("photographer", "")
    return Record(entry, known.label, picture.small, origin, kind, group)


def _check_enough(source: str, classes: tuple[str, str], records: Sequence[Record], rejects: Sequence[Reject]) -> None:
    counts = np.bincount(np.array([record.label for record in records], dtype=int), minlength=2)
    for name, count in zip(classes, counts, strict=True):
        if count < FEWEST:
            reasons = ", ".join(f"{reason} ({number})" for reason, number in count_reasons(rejects).items())
            left_out = f" Left out of both classes: {reasons}." if rejects else ""
            raise DatasetError(
                f"{source} has {count} usable pictures of class {name}; at least {FEWEST} are needed.{left_out}"
            )
