"""From a source to a Dataset: list its files, sort them into classes, read them, leave out what cannot be used."""

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO

import numpy as np

from foxdog.pictures.dataset import DOG_AND_FOX, SIDE, Dataset, DatasetError, Record, Reject, assemble, count_reasons
from foxdog.pictures.encoding import thumbnail
from foxdog.pictures.intake.archives import in_archive, stem
from foxdog.pictures.intake.candidates import find_problems
from foxdog.pictures.intake.entries import Entry, in_upload
from foxdog.pictures.intake.facts import FACTS, Facts, read_facts
from foxdog.pictures.intake.folder_entries import in_folder
from foxdog.pictures.intake.groups import join
from foxdog.pictures.intake.layout import (
    Choice,
    ClassAndKind,
    Layout,
    Proposal,
    UnsureError,
    by_first_folder,
    find_layout,
)
from foxdog.pictures.intake.reading import Picture, UnusableError, read_picture
from foxdog.pictures.intake.spectra import HASH_SIDE, PARTS, hashes
from foxdog.pictures.intake.twins import find_twins
from foxdog.pictures.originals import OriginalsWriter
from foxdog.progress import Progress, silent
from foxdog.text import count_of, printable

FEWEST = 40  # pictures a class: fewer leave no test set worth the name
AT_ONCE = 128  # pictures read ahead, to bound the memory


AS_PROPOSED = Choice()
SAMPLES, SAMPLED = 3, 40  # pictures of a group that are shown; groups of which some are
Say = Callable[[Proposal], object]  # hears what tells the classes


def read_source(
    path: Path,
    progress: Progress = silent,
    facts: Path | None = None,
    choice: Choice = AS_PROPOSED,
    say: Say = bool,
) -> Dataset:
    """Read a folder, a zip or a tar that holds two classes of pictures; the dataset is named after it.

    Args:
        path: See `layout.propose` for what tells the classes.
        progress: Called with (steps done, steps in all).
        facts: The file of facts, if it is not the FACTS in the folder.
        choice: What a person says about the classes.
        say: Called with what tells the classes, before the pictures are read.

    Raises:
        UnsureError: What the source holds does not say for sure which are the classes, and `choice` does not either.
        DatasetError: There are not two classes, or one has too few usable pictures.
    """
    if path.is_dir():
        entries = [entry for entry in in_folder(path) if not (facts and entry.name == FACTS)]
        beside = [Entry(FACTS, facts.read_bytes)] if facts else []
        name = path.resolve().name
        return read_entries([*entries, *beside], name, name, progress, choice, say)
    if not path.is_file():
        what = "is not a file" if path.exists() else "does not exist"
        raise DatasetError(f"{path} {what}; give a folder, a zip or a tar that holds two folders of pictures.")
    with path.open("rb") as file:
        return read_archive(file, path.name, progress, choice, say)


def read_archive(
    file: IO[bytes], name: str, progress: Progress = silent, choice: Choice = AS_PROPOSED, say: Say = bool
) -> Dataset:
    """Read a zip or a tar of that name, open for reading and seeking, as `read_source` does."""
    return read_entries(in_archive(file, name), stem(name), name, progress, choice, say)


def read_two_folders(dogs: Path, foxes: Path, progress: Progress = silent) -> Dataset:
    """Read one folder of dogs and one of foxes, whatever their names; a folder inside one is a kind."""
    entries = [
        replace(entry, name=f"{name}/{entry.name}")
        for name, folder in zip(DOG_AND_FOX, (dogs, foxes), strict=True)
        for entry in in_folder(folder)
    ]
    fox, dog = foxes.resolve().name, dogs.resolve().name
    return read_entries(entries, f"{fox}-{dog}", f"{fox} and {dog}", progress, find_classes=by_first_folder)


def read_upload(
    files: Iterable[tuple[str, bytes]],
    name: str,
    progress: Progress = silent,
    choice: Choice = AS_PROPOSED,
    say: Say = bool,
) -> Dataset:
    """Read files that a browser sent, each with its name and its folder, as `read_source` does."""
    return read_entries(in_upload(files), name, name, progress, choice, say)


def read_entries(
    entries: Sequence[Entry],
    name: str,
    source: str,
    progress: Progress,
    choice: Choice = AS_PROPOSED,
    say: Say = bool,
    find_classes: Callable[[Iterable[str], str], Layout] | None = None,
    fewest_pixels: int = SIDE,
) -> Dataset:
    """Make a dataset of the files of a source, as `read_source` does.

    Args:
        entries: All of its files, in order of name.
        name: What the dataset is to be called.
        source: What the source is called, in messages and as each picture's origin.
        progress: Called with (steps done, steps in all).
        choice: See `read_source`.
        say: See `read_source`.
        find_classes: `by_first_folder`, where the classes are known.
        fewest_pixels: See `read_picture`.
    """
    name, source = printable(name), printable(source)
    problems = find_problems(entries)
    pictures = [file for file, problem in problems.items() if not problem]
    try:
        layout = find_classes(pictures, source) if find_classes else find_layout(entries, pictures, source, choice, say)
    except UnsureError as error:
        error.samples = _samples(entries, error.proposal, fewest_pixels)
        raise
    except DatasetError as error:
        raise DatasetError(f"{error}{_left_out(problems)}") from error
    facts, passed_over = read_facts(entries, source)
    problems |= layout.rejects
    rejects = [*passed_over, *(Reject(file, problem) for file, problem in problems.items() if problem)]
    candidates = [entry for entry in entries if entry.name in layout.pictures]
    records, spectra, writer = [], bytearray(), OriginalsWriter()  # not a list of arrays, which takes the memory twice
    for done, (entry, picture) in enumerate(_read_all(candidates, fewest_pixels), 1):
        if isinstance(picture, UnusableError):
            rejects.append(Reject(entry.name, picture.reason, picture.thumbnail))
        else:
            known = layout.pictures[entry.name]
            records.append(_record(entry.name, source, known, facts.get(entry.name, {}), picture))
            spectra += picture.spectra.tobytes()
            writer.append(picture.original)
        progress(done, 2 * len(candidates))
    originals, half = writer.finish(), len(candidates)
    coefficients = np.frombuffer(spectra, np.float16).reshape(-1, len(PARTS), HASH_SIDE, HASH_SIDE)
    twins = find_twins(records, hashes(coefficients[:, 0], ways=2), _part_of(progress, half, half // 2, 2 * half))
    rejects += [Reject(records[index].name, reason, thumbnail(originals[index])) for index, reason in twins.items()]
    rejects.sort(key=lambda reject: reject.name)
    staying = [index for index in range(len(records)) if index not in twins]
    records = [records[index] for index in staying]
    _check_enough(source, layout, records, rejects)
    rest = _part_of(progress, half + half // 2, half - half // 2, 2 * half)
    records = join(records, coefficients[staying], rest)
    parts = [layout.parts.get(record.name, "") for record in records] if layout.parts else None
    return assemble(name, layout.classes, records, originals.select(staying), rejects, parts)


def _samples(entries: Sequence[Entry], proposal: Proposal, fewest_pixels: int) -> dict[str, list[bytes]]:
    """Some pictures of each group, small and encoded, by the group's name; none of those that cannot be read."""
    by_name = {entry.name: entry for entry in entries}
    samples = {}
    for group, files in islice(proposal.groups.items(), SAMPLED):
        some = [by_name[file] for file in files[:: max(1, len(files) // SAMPLES)][:SAMPLES]]
        read = [picture for _, picture in _read_all(some, fewest_pixels) if isinstance(picture, Picture)]
        samples[group] = [thumbnail(picture.original) for picture in read]
    return samples


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


def _check_enough(source: str, layout: Layout, records: Sequence[Record], rejects: Sequence[Reject]) -> None:
    counts = np.bincount(np.array([record.label for record in records], dtype=int), minlength=2)
    for label, (name, count) in enumerate(zip(layout.classes, counts, strict=True)):
        if count < FEWEST:
            labels = _labels_of(rejects, layout)
            of_class, of_none = (
                [one for one, found in zip(rejects, labels, strict=True) if found == wanted] for wanted in (label, None)
            )
            raise DatasetError(
                f"{source} has {count} usable pictures of class {name}; at least {FEWEST} are needed."
                f"{_reasons(of_class, f' of class {name}')}{_reasons(of_none, ' of no class')}"
            )


def _labels_of(rejects: Sequence[Reject], layout: Layout) -> list[int | None]:
    """The class of each, by the nearest folder whose pictures are all of one class; None where there is none."""
    labels: dict[PurePosixPath, set[int]] = defaultdict(set)
    for name, known in layout.pictures.items():
        for folder in (PurePosixPath(name), *PurePosixPath(name).parents):
            labels[folder].add(known.label)
    found = []
    for reject in rejects:
        path = PurePosixPath(reject.name)
        sets = (labels[folder] for folder in (path, *path.parents) if folder in labels)
        nearest = next(sets, set())
        found.append(min(nearest) if len(nearest) == 1 else None)
    return found


def _reasons(rejects: Sequence[Reject], what: str) -> str:
    """A sentence on how many were left out, and why; "" where none was."""
    counts = [count_of(number, reason, what) for reason, number in count_reasons(rejects).items()]
    return f" {'; '.join(counts)}." if counts else ""


def _left_out(problems: Mapping[str, str]) -> str:
    """A sentence on what is no picture, by name where it is one or two of a kind; "" where there is nothing such."""
    rejects = [Reject(name, problem) for name, problem in problems.items() if problem]
    said = []
    for reason, number in count_reasons(rejects).items():
        names = [reject.name for reject in rejects if reject.reason.split(" (")[0] == reason]
        said += [f"{name} {reason}" for name in names] if number <= 2 else [count_of(number, reason)]
    return f" Left out: {'; '.join(said)}." if said else ""
