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
    """A picture's class, 0 or 1, and its kind; "" where no folder names the kind."""

    label: int
    kind: str = ""


@dataclass(frozen=True)
class Layout:
    """What the folders say.

    Attributes:
        classes: The two class names; where one is of foxes, it is the second.
        pictures: The class and kind of each picture, by its name in the source.
        rejects: The reason for each picture that is in no class, by its name in the source.
    """

    classes: tuple[str, str]
    pictures: dict[str, ClassAndKind]
    rejects: dict[str, str]


def by_folder_names(names: Iterable[str], source: str) -> Layout:
    """Sort pictures into two classes by the folders they are in.

    Understood, at any depth: two class folders (`fox/`, `dog/`, or of any two names; a folder inside one is a kind);
    the same inside `train/`, `test/`, ...; ImageNet's synset folders; Stanford Dogs' breed folders.

    Args:
        names: File names relative to the source, parts separated by "/".
        source: The source's name, for messages.

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
    """Sort pictures whose first folder is known to be dog or fox; a folder inside it is the kind.

    Args:
        names: As for `by_folder_names`.
        source: The source's name, for messages.

    Raises:
        DatasetError: A class has no pictures.
    """
    found: dict[str, ClassAndKind | str] = {}
    for name in names:
        first, *inside = PurePosixPath(name).parts[:-1]
        found[name] = ClassAndKind(DOG_AND_FOX.index(first), _kind(inside[0]) if inside else "")
    layout = _layout(DOG_AND_FOX, found)
    for label, first in enumerate(DOG_AND_FOX):
        if all(picture.label != label for picture in layout.pictures.values()):
            raise DatasetError(f"{source}: the folder that was given for {first} holds no pictures.")
    return layout


def _layout(classes: tuple[str, str], found: dict[str, ClassAndKind | str]) -> Layout:
    """A layout of what was found on each picture: its class and kind, or the reason why it has none."""
    pictures = {name: known for name, known in found.items() if isinstance(known, ClassAndKind)}
    return Layout(classes, pictures, {name: reason for name, reason in found.items() if isinstance(reason, str)})


def _kind(folder: str) -> str:
    """The kind that a folder's name means."""
    match = SYNSET.fullmatch(folder)
    if not match:
        return folder
    number, breed = match.groups()
    return FOXES.get(number) or (breed or number).replace("_", " ")


def _by_synset(parts: tuple[str, ...]) -> ClassAndKind | str:
    for part in reversed(parts):
        if match := SYNSET.fullmatch(part):
            number, breed = match.groups()
            if number in FOXES:
                return ClassAndKind(1, _kind(part))
            if FIRST_DOG <= number <= LAST_DOG or (breed and number in WILD_DOGS):
                return ClassAndKind(0, _kind(part))
            return f"is of the synset {number}, neither a dog nor a fox"
    said = [label for part in parts for label, name in enumerate(DOG_AND_FOX) if name in part.lower()]
    return ClassAndKind(said[-1]) if said else "lies in no folder of foxes or dogs"


def _by_two_folders(folders: dict[str, tuple[str, ...]], source: str) -> Layout:
    folders = _without_parts(folders)
    inside = _without_shared(set(folders.values()))
    firsts, lasts = ({parts[at] for parts in folders.values() if parts[at:]} for at in (inside, -1))
    if len(firsts) == 2:
        position = inside
    elif len(lasts) == 2 and not any(lasts <= set(parts) for parts in folders.values()):  # none of the two in the other
        position = -1
    else:
        there = ", ".join(sorted(firsts)[:5]) if len(firsts) > 1 else _shared_name(folders, inside) or "none"
        raise DatasetError(
            f"{source} must hold two folders of pictures, one a class; found {there}. "
            "Move the pictures into two folders, fox and dog, say."
        )
    names = sorted(firsts if position == inside else lasts, key=_fox_last)
    classes = (names[0], names[1])
    found: dict[str, ClassAndKind | str] = {}
    for name, parts in folders.items():
        if parts[position:]:
            kind = parts[position + 1] if position == inside and len(parts) > position + 1 else ""
            found[name] = ClassAndKind(classes.index(parts[position]), kind)
        else:
            found[name] = "lies in no class folder"
    return _layout(classes, found)


def _without_parts(folders: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The folders without train/, test/, ..., which part another's pictures and say nothing of their class."""
    at = _without_shared(set(folders.values()))
    firsts = {parts[at].lower() for parts in folders.values() if parts[at:]}
    if not firsts or not firsts <= PARTS:
        return folders
    return _without_parts({name: parts[:at] + parts[at + 1 :] for name, parts in folders.items()})


def _without_shared(folders: set[tuple[str, ...]]) -> int:
    """How many leading folders all pictures that are in a folder share."""
    deep = [parts for parts in folders if parts] or [()]
    same = (one == other for one, other in zip(min(deep), max(deep), strict=False))  # what lies between shares it too
    return sum(takewhile(bool, same))


def _shared_name(folders: dict[str, tuple[str, ...]], inside: int) -> str:
    """The one folder that all are in."""
    return next((f"only {parts[inside - 1]}" for parts in folders.values() if inside and len(parts) >= inside), "")


def _fox_last(name: str) -> tuple[bool, str]:
    """So that P(...) is P(fox)."""
    return "fox" in name.lower(), name
