"""Which class a file belongs to, by the names of the folders it lies in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath

from foxdog.pictures.dataset import DOG_AND_FOX, DatasetError

SYNSET = re.compile(r"(n\d{8})(?:-(.+))?")  # ImageNet: n02119022; Stanford Dogs: n02085620-Chihuahua
FOXES = {"n02119022": "red fox", "n02119789": "kit fox", "n02120079": "arctic fox", "n02120505": "grey fox"}
# WordNet numbers a concept's kinds after it: from "dog" to the last breed, before "wolf".
FIRST_DOG, LAST_DOG = "n02084071", "n02113978"
WILD_DOGS = {"n02115641", "n02115913", "n02116738"}  # dingo, dhole, African hunting dog: Stanford Dogs counts them
PARTS = {"train", "training", "training_set", "val", "valid", "validation", "validation_set", "test", "testing"}
PARTS |= {"test_set"}


@dataclass(frozen=True)
class ClassAndKind:
    """A picture's class, and its kind where a folder names it."""

    label: int
    kind: str = ""


@dataclass(frozen=True)
class Layout:
    """What the folders say; pictures are named as in the source."""

    classes: tuple[str, str]  # where one is of foxes, it is the second
    pictures: dict[str, ClassAndKind]
    rejects: dict[str, str]  # the reason for each picture that is in no class


def by_folder_names(names: Iterable[str], source: str) -> Layout:
    """Sort the pictures of a source, by their names in it, into two classes by the folders they are in.

    Understood, at any depth: two class folders (`fox/`, `dog/`, or of any two names; a folder inside one is a kind);
    the same inside `train/`, `test/`, ...; ImageNet's synset folders; Stanford Dogs' breed folders.

    Raises:
        DatasetError: The folders do not make two classes.
    """
    folders = {name: PurePosixPath(name).parts[:-1] for name in names}
    if not folders:
        raise DatasetError(f"{source} holds no pictures; it must hold two folders of them, fox and dog, say.")
    if any(SYNSET.fullmatch(part) for parts in folders.values() for part in parts):
        return _layout(DOG_AND_FOX, {name: _by_synset(parts) for name, parts in folders.items()})
    return _by_two_folders(folders, source)


def by_first_folder(names: Iterable[str], source: str) -> Layout:
    """Sort pictures whose first folder is dog or fox, whatever is in it; a folder inside it is the kind."""
    return _layout(DOG_AND_FOX, {name: _by_folder(PurePosixPath(name).parts[:-1], DOG_AND_FOX) for name in names})


def _layout(classes: tuple[str, str], found: dict[str, ClassAndKind | str]) -> Layout:
    """A layout of what was found on each picture: its class and kind, or the reason why it has none."""
    pictures = {name: known for name, known in found.items() if isinstance(known, ClassAndKind)}
    return Layout(classes, pictures, {name: reason for name, reason in found.items() if isinstance(reason, str)})


def _by_folder(parts: tuple[str, ...], classes: tuple[str, str]) -> ClassAndKind | str:
    return ClassAndKind(classes.index(parts[0]), _kind("".join(parts[1:2]))) if parts else "lies in no class folder"


def _kind(folder: str) -> str:
    match = SYNSET.fullmatch(folder)
    if not match:
        return folder
    number, breed = match.groups()
    return FOXES.get(number) or (breed or number).replace("_", " ")


def _by_synset(parts: tuple[str, ...]) -> ClassAndKind | str:
    for part in reversed(parts):
        if match := SYNSET.fullmatch(part):
            number, breed = match.groups()
            fox = number in FOXES
            if fox or FIRST_DOG <= number <= LAST_DOG or (breed and number in WILD_DOGS):
                return ClassAndKind(int(fox), _kind(part))
            return f"is of the synset {number}, neither a dog nor a fox"
    said = [label for part in parts for label, name in enumerate(DOG_AND_FOX) if name in part.lower()]
    return ClassAndKind(said[-1]) if said else "lies in no folder of foxes or dogs"


def _by_two_folders(folders: dict[str, tuple[str, ...]], source: str) -> Layout:
    folders = _without_parts(folders)
    shared = _shared(folders.values())
    firsts, lasts = ({parts[at] for parts in folders.values() if parts[at:]} for at in (len(shared), -1))
    if len(firsts) == 2:
        position = len(shared)
    elif len(lasts) == 2 and not any(lasts <= set(parts) for parts in folders.values()):  # none of the two in the other
        position = -1
    else:
        there = ", ".join(sorted(firsts)[:5] if len(firsts) > 1 else shared[-1:]) or "none"
        raise DatasetError(
            f"{source} must hold two folders of pictures, one a class; found {there}. "
            "Move the pictures into two folders, fox and dog, say."
        )
    names = lasts if position == -1 else firsts
    first, second = sorted(names, key=lambda name: ("fox" in name.lower(), name))  # so that P(...) is P(fox)
    found = {name: _by_folder(parts[position:], (first, second)) for name, parts in folders.items()}
    return _layout((first, second), found)


def _without_parts(folders: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The folders without train/, test/, ..., which part another's pictures and say nothing of their class."""
    at = len(_shared(folders.values()))
    firsts = {parts[at].lower() for parts in folders.values() if parts[at:]}
    if not firsts or not firsts <= PARTS:
        return folders
    return _without_parts({name: parts[:at] + parts[at + 1 :] for name, parts in folders.items()})


def _shared(folders: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The leading folders that all pictures share which are in a folder."""
    deep = [parts for parts in folders if parts] or [()]
    pairs = zip(min(deep), max(deep), strict=False)  # what lies between the two shares what they share
    return tuple(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
