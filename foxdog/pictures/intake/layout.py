"""Which class a picture belongs to, by its folders, its name or a table of labels: a proposal, with how sure it is."""

import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from pathlib import PurePosixPath

from foxdog.pictures.dataset import DOG_AND_FOX, POOL, TEST, DatasetError
from foxdog.pictures.intake.entries import Entry
from foxdog.pictures.intake.label_tables import SUFFIXES, Table, find_tables
from foxdog.pictures.intake.naming import (
    ANIMALS,
    DOG,
    FOX,
    class_in,
    is_mask,
    may_be_other,
    part_in,
    says_more,
    says_only_class,
    tokens,
    without_class,
)
from foxdog.text import join_words, one_line

SYNSET = re.compile(r"(n\d{8})(?:[-_](.+))?")  # ImageNet: n02119022; Stanford Dogs: n02085620-Chihuahua
FOXES = {"n02119022": "red fox", "n02119789": "kit fox", "n02120079": "arctic fox", "n02120505": "grey fox"}
# WordNet numbers a concept's kinds after it: from "dog" to the last breed, before "wolf".
FIRST_DOG, LAST_DOG = "n02084071", "n02113978"
WILD_DOGS = {"n02115641", "n02115913", "n02116738"}  # dingo, dhole, African hunting dog: Stanford Dogs counts them
BY_FOLDERS, BY_NAMES = "folders", "file names"
REST = "*"  # all groups that are named nowhere else
LEAST_OF_A_TABLE = 0.25  # of the pictures must have a label: else a person is asked
LEAST_OF_A_NAME = 3  # pictures a beginning of file names must have on the average: else it tells no class
NO_NAME = {"img", "image", "dsc", "dscn", "dscf", "pict", "pic", "picture", "photo", "pxl", "frame", "file", "scan"}
NO_NAME |= {"screenshot", "unnamed", "download", "sample", "wp", "mvimg", "p", "untitled", "test", "train", "val"}
MOST_LINES = 40  # of a proposal's groups
SHOWN = 5  # names in a sentence
LONGEST = 60  # characters of each


@dataclass(frozen=True)
class ClassAndKind:
    """A picture's class, and its kind where a folder names it."""

    label: int
    kind: str = ""


@dataclass(frozen=True)
class Layout:
    """What is known of the pictures of a source, which are named as in it."""

    classes: tuple[str, str]  # where one is of foxes, it is the second
    pictures: dict[str, ClassAndKind]
    rejects: dict[str, str]  # the reason for each picture that is in no class
    parts: dict[str, str] = field(default_factory=dict)  # a picture's part of the source's own split, if it has one


@dataclass(frozen=True)
class Choice:
    """What a person says about a source.

    Attributes:
        classes: The groups of each of two classes, by the class's name: folders, beginnings of file names or labels as
            the proposal names them, folders by their path too, REST for all others. Empty: as proposed, if it is sure.
        keep_split: Whether the source's own train and test folders are the split.
        table: A table of labels to go by, and by nothing else.
        columns: Of a table, the column that names the picture and the one that has its label.
    """

    classes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    keep_split: bool = False
    table: Entry | None = None
    columns: tuple[str, str] | None = None


@dataclass(frozen=True)
class Proposal:
    """How the pictures of a source may be parted into two classes.

    Attributes:
        source: What the source is called.
        by: What tells them apart: BY_FOLDERS, BY_NAMES, or a table and its columns.
        groups: The pictures of each group, by its name: a folder, a beginning of file names, a label.
        classes: The proposed groups of each class, by its name; two classes, where two can be proposed.
        doubt: Why it is not sure, a clause; "" where it is.
        kinds: What a folder in a group's folder names, by picture.
        parts: The part of the source's own split that a folder names (POOL, VALIDATION, TEST or ""), by picture.
        rejects: Why a picture is in no group, by picture.
        table: The table of labels that it is by.
    """

    source: str
    by: str
    groups: dict[str, list[str]]
    classes: dict[str, list[str]]
    doubt: str = ""
    kinds: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    rejects: dict[str, str] = field(default_factory=dict)
    table: Table | None = None

    def lines(self) -> list[str]:
        """The proposal in words: a line for each group and for each reason why pictures are in none."""
        named = {group: name for name, groups in self.classes.items() for group in groups}
        found = [f"{self.source}, by its {self.by}:"]
        for group, pictures in islice(self.groups.items(), MOST_LINES):
            becomes = f"class {named[group]}" if group in named else "left aside"
            found.append(f"  {one_line(group, LONGEST)}: {len(pictures):,} pictures, {becomes}")
        if len(self.groups) > MOST_LINES:
            found.append(f"  and {len(self.groups) - MOST_LINES:,} more")
        parts = Counter(part for part in self.parts.values() if part)
        if parts:
            listed = ", ".join(f"{count:,} for {part}" for part, count in parts.most_common())
            found.append(f"  folders name a split ({listed}); it is made anew unless it is to be kept")
        reasons = Counter(reason.split(" (")[0] for reason in self.rejects.values())
        found += [f"  left aside: {count:,}, each {reason}" for reason, count in reasons.most_common()]
        return found

    def options(self) -> str:
        """The options of the command line that accept the proposal."""
        names = {name: name.replace("=", " ").strip() or "class" for name in self.classes}
        return shlex.join(f"--class={names[name]}={join_words(groups)}" for name, groups in self.classes.items())

    def layout(self, choice: Choice = Choice()) -> Layout:
        """The classes as they are proposed, or as they are chosen.

        Raises:
            UnsureError: The proposal is not sure, and nothing was chosen.
            DatasetError: The choice does not fit the source.
        """
        if not choice.classes and self.doubt:
            raise UnsureError(self)
        members = _members(self, choice.classes or self.classes)
        classes = _in_order(choice.classes or self.classes)
        pictures = {}
        for label, name in enumerate(classes):
            several = len(members[name]) > 1
            for group, files in members[name].items():
                for file in files:
                    kind = self.kinds.get(file) or (_kind(group) if several and says_more(group) else "")
                    pictures[file] = ClassAndKind(label, kind)
        rejects = dict(self.rejects)
        for group, files in self.groups.items():
            of_none = f"is of neither class ({one_line(group, LONGEST)})"
            rejects |= {file: of_none for file in files if file not in pictures}
        rejects = {file: reason for file, reason in rejects.items() if file not in pictures}
        return Layout(classes, pictures, rejects, self._split(pictures) if choice.keep_split else {})

    def _split(self, pictures: Iterable[str]) -> dict[str, str]:
        parts = {file: self.parts.get(file, "") for file in pictures}
        if not {POOL, TEST} <= set(parts.values()):
            raise DatasetError(
                f"{self.source} has no folders train and test whose split could be kept: let the split be made."
            )
        if without := next((file for file, part in parts.items() if not part), ""):
            raise DatasetError(f"{without} lies in no folder of a split that could be kept: let the split be made.")
        return parts


class UnsureError(DatasetError):
    """The source does not say for sure which pictures are of which class; a person is to be asked."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(
            f"{proposal.source} does not say for sure which pictures are of which class: {proposal.doubt}. "
            "Say it on the page Pictures, or by `foxdog pictures prepare` with --class."
        )
        self.proposal = proposal
        self.samples: dict[str, list[bytes]] = {}  # some small pictures of each group, encoded, by the group's name


def propose(names: Iterable[str], source: str, tables: Sequence[Table] = ()) -> Proposal:
    """Find what tells the classes of a source's pictures: folders, a table of labels, or the pictures' own names.

    Sure are, at any depth: two folders beside one another of which one is named for foxes or dogs; the same inside
    train, test, ...; ImageNet's synsets; Stanford Dogs' breeds; the same words as labels of a table, or at the start of
    each file name. All else is a proposal that a person has to accept.

    Args:
        names: The pictures, as they are named in the source.
        source: What it is called.
        tables: Its tables of labels.

    Raises:
        DatasetError: Nothing in it could tell two classes apart.
    """
    folders = {name: PurePosixPath(name).parts[:-1] for name in names}
    if not folders:
        raise DatasetError(f"{source} holds no pictures; it must hold two folders of them, fox and dog, say.")
    if any(SYNSET.fullmatch(part) for parts in folders.values() for part in parts):
        return _by_synsets(source, {name: _by_synset(parts) for name, parts in folders.items()})
    if all(SYNSET.match(PurePosixPath(name).name) for name in folders):
        return _by_synsets(
            source,
            {name: _by_synset((*parts, PurePosixPath(name).name.split("_")[0])) for name, parts in folders.items()},
        )
    by_folders, by_table, by_names = (
        _by_folders(folders, source),
        _by_table(folders, source, tables),
        _by_names(folders, source),
    )
    if by_names and by_folders and by_folders.doubt and not by_names.doubt:
        told = [one for one in by_folders.groups if class_in(one) is not None or {*tokens(one)} & ANIMALS]
        if told:  # both say something, and not the same
            by_names = replace(
                by_names, doubt=f"its file names do not say what its folders do ({', '.join(told[:SHOWN])})"
            )
    found = [one for one in (by_folders, by_table, by_names) if one and not one.doubt]
    found += [one for one in (by_table, by_folders, by_names) if one and len(one.groups) > 1]
    if found:
        return found[0]
    there = ", ".join(one_line(group, LONGEST) for group in by_folders.groups) if by_folders else "none"
    raise DatasetError(
        f"{source} must hold two folders of pictures, one a class; found {there}. "
        "Move the pictures into two folders, fox and dog, say, or put a table labels.csv beside them."
    )


def find_layout(
    entries: Sequence[Entry], pictures: Sequence[str], source: str, choice: Choice, say: Callable[[Proposal], object]
) -> Layout:
    """The classes of a source's pictures, as `propose` finds them and `choice` says.

    Args:
        entries: All files of the source; its tables are read where its folders are not sure.
        pictures: The names of its pictures.
        source: What it is called.
        choice: What a person says.
        say: Called with what tells the classes.

    Raises:
        UnsureError: It is not sure, and the person says nothing.
        DatasetError: Nothing tells the classes, or the choice does not fit.
    """
    if choice.table:
        proposal = _by_given_table(pictures, source, choice)
    else:
        by_folders = _by_folders({name: PurePosixPath(name).parts[:-1] for name in pictures}, source)
        sure = by_folders and not by_folders.doubt  # then there is no need to read tables
        if choice.columns:
            tables = find_tables(entries, pictures, choice.columns)
            by_table = _by_table({name: PurePosixPath(name).parts[:-1] for name in pictures}, source, tables)
            if by_table is None:
                raise DatasetError(f"{source} holds no table with the columns {' and '.join(choice.columns)}.")
            proposal = by_table
        else:
            proposal = propose(pictures, source, () if sure else find_tables(entries, pictures))
    layout = proposal.layout(choice)
    say(proposal)
    return layout


def _by_given_table(pictures: Sequence[str], source: str, choice: Choice) -> Proposal:
    assert choice.table
    folders = {name: PurePosixPath(name).parts[:-1] for name in pictures}
    found = _by_table(folders, source, find_tables([choice.table], pictures, choice.columns, must=True))
    if found is None:
        raise DatasetError(f"{choice.table.name} gives no picture a label: {', '.join(SUFFIXES)} are read.")
    return found


def by_first_folder(names: Iterable[str], source: str) -> Layout:
    """Sort pictures whose first folder is dog or fox, whatever is in it; a folder inside it is the kind."""
    pictures, rejects = {}, {}
    for name in names:
        match PurePosixPath(name).parts[:-1]:
            case (folder, *below) if folder in DOG_AND_FOX:
                kind = "".join([one for one in below if part_in(one) is None][:1])
                pictures[name] = ClassAndKind(DOG_AND_FOX.index(folder), _kind(kind))
            case _:
                rejects[name] = "lies in no class folder"
    return Layout(DOG_AND_FOX, pictures, rejects)


def _in_order(classes: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    first, second = sorted(classes, key=lambda name: (class_in(name) == FOX, name))  # so that P(...) is P(fox)
    return first, second


def _members(proposal: Proposal, classes: Mapping[str, Sequence[str]]) -> dict[str, dict[str, list[str]]]:
    """The pictures of each class, by the groups that were chosen for it.

    Raises:
        DatasetError: There are not two classes, or a group is not there or in both.
    """
    if len(classes) != 2:
        raise DatasetError(f"Two classes are to be named, not {len(classes)}.")
    taken: dict[str, str] = {}
    members: dict[str, dict[str, list[str]]] = {name: {} for name in classes}
    for name, wanted in sorted(classes.items(), key=lambda one: REST in one[1]):  # the rest comes last
        for group in wanted:
            files = _files_of(proposal, group, taken)
            if not files:
                there = ", ".join(one_line(one, LONGEST) for one in list(proposal.groups)[:SHOWN])
                raise DatasetError(
                    f"{proposal.source} has nothing named {one_line(group, LONGEST)} that could be of class "
                    f"{one_line(name, LONGEST)}; it has {there}."
                )
            for one, of_group in files.items():
                if both := next((file for file in of_group if taken.get(file, name) != name), ""):
                    raise DatasetError(f"{both} would be of both classes: name each folder or label for one class.")
                taken |= dict.fromkeys(of_group, name)
                members[name][one] = of_group
    return members


def _files_of(proposal: Proposal, group: str, taken: Mapping[str, str]) -> dict[str, list[str]]:
    """The pictures that a word of a person means: a group, a folder by its path, or the rest; by group."""
    if group in proposal.groups:
        return {group: proposal.groups[group]}
    if group == REST:
        left = {one: [file for file in files if file not in taken] for one, files in proposal.groups.items()}
        return {one: files for one, files in left.items() if files}
    path = PurePosixPath(group).parts
    everything = [*(file for files in proposal.groups.values() for file in files), *proposal.rejects]
    inside = [
        file
        for file in everything
        if path and _has(parts := PurePosixPath(file).parts[:-1], path) and (not _aside(parts) or _aside(path))
    ]
    return {group: inside} if inside else {}


def _has(parts: tuple[str, ...], path: tuple[str, ...]) -> bool:
    return any(parts[at : at + len(path)] == path for at in range(len(parts) - len(path) + 1))


def _kind(folder: str) -> str:
    match = SYNSET.fullmatch(folder)
    if not match:
        return folder.replace("_", " ")
    number, breed = match.groups()
    return FOXES.get(number) or (breed or number).replace("_", " ")


# By synsets


def _by_synsets(source: str, found: dict[str, ClassAndKind | str]) -> Proposal:
    pictures = {name: known for name, known in found.items() if isinstance(known, ClassAndKind)}
    groups = {
        name: [file for file, known in pictures.items() if known.label == label]
        for label, name in enumerate(DOG_AND_FOX)
    }
    return Proposal(
        source,
        "synsets",
        groups,
        {name: [name] for name in DOG_AND_FOX},
        kinds={name: known.kind for name, known in pictures.items()},
        parts={name: part for name in pictures if (part := _part(PurePosixPath(name).parts[:-1])) is not None},
        rejects={name: reason for name, reason in found.items() if isinstance(reason, str)},
    )


def _by_synset(parts: tuple[str, ...]) -> ClassAndKind | str:
    if reason := _aside(parts):
        return reason
    for part in reversed(parts):
        if match := SYNSET.fullmatch(part):
            number, breed = match.groups()
            fox = number in FOXES
            if fox or FIRST_DOG <= number <= LAST_DOG or (breed and number in WILD_DOGS):
                return ClassAndKind(int(fox), _kind(part))
            return f"is of the synset {number}, neither a dog nor a fox"
    said = [label for part in parts if (label := class_in(part)) is not None]
    return ClassAndKind(said[-1]) if said else "lies in no folder of foxes or dogs"


# By folders


def _part(parts: Iterable[str]) -> str | None:
    """The part of a split that the innermost folder names that names one."""
    said = [part for one in parts if (part := part_in(one)) is not None]
    return said[-1] if said else None


def _by_folders(folders: dict[str, tuple[str, ...]], source: str) -> Proposal | None:
    rejects = {name: reason for name, parts in folders.items() if (reason := _aside(parts))}
    parts_of = {name: part for name, parts in folders.items() if (part := _part(parts)) is not None}
    bare = {
        name: tuple(one for one in parts if part_in(one) is None or class_in(one) is not None)
        for name, parts in folders.items()
        if name not in rejects
    }
    shared = _shared(bare.values())
    while shared and class_in(shared[-1]) is not None and any(len(parts) == len(shared) for parts in bare.values()):
        shared = shared[:-1]  # pictures that lie in it are of that class
    bare = {name: parts[len(shared) :] for name, parts in bare.items()}
    level = _level(bare)
    groups: dict[str, list[str]] = defaultdict(list)
    kinds = {}
    for name, parts in bare.items():
        at = next((at for at, one in enumerate(parts) if class_in(one) is not None), level)
        if parts and -len(parts) <= at < len(parts):
            groups[parts[at]].append(name)
            kinds[name] = _kind(parts[at + 1]) if at >= 0 and parts[at + 1 :] else ""
        else:
            rejects[name] = "lies in no class folder"
    if not groups and shared:  # all lies in one folder
        return Proposal(source, BY_FOLDERS, {shared[-1]: list(bare)}, {}, f"it holds but one folder ({shared[-1]})")
    if not groups:
        return None
    classes, doubt = _two_classes(groups, "folders")
    against = next((name for name, parts in bare.items() if len({class_in(one) for one in parts} - {None}) > 1), "")
    if against and not doubt:
        doubt = f"folders of both classes lie in one another ({one_line(str(PurePosixPath(against).parent), LONGEST)})"
    return Proposal(source, BY_FOLDERS, dict(sorted(groups.items())), classes, doubt, kinds, parts_of, rejects)


def _aside(parts: Iterable[str]) -> str:
    return next((reason for one in parts if (reason := without_class(one))), "")


def _level(bare: Mapping[str, tuple[str, ...]]) -> int:
    """Where in the folders the classes are: the first level that names one, or the first, or the last of two names."""
    said = [at for parts in bare.values() for at, one in enumerate(parts) if class_in(one) is not None]
    if said:
        return min(said)
    firsts, lasts = ({parts[at] for parts in bare.values() if parts} for at in (0, -1))
    nested = any(lasts <= set(parts) for parts in bare.values())
    return -1 if len(firsts) != 2 and len(lasts) == 2 and not nested else 0


def _two_classes(groups: Mapping[str, Sequence[str]], what: str) -> tuple[dict[str, list[str]], str]:
    """The groups of each of two classes, by its name, and why they are not sure, a clause."""
    by_label = {label: sorted(one for one in groups if class_in(one) == label) for label in (DOG, FOX)}
    others = sorted(one for one in groups if class_in(one) is None)
    shown = ", ".join(one_line(one, LONGEST) for one in sorted(groups)[:SHOWN])
    shown += f" and {len(groups) - SHOWN:,} more" if len(groups) > SHOWN else ""
    named = {_class_name(label, found): found for label, found in by_label.items() if found}
    vague = [one for found in by_label.values() for one in found if not says_only_class(one)]
    more = f"{what} may say more than fox or dog ({', '.join(vague[:SHOWN])})" if vague else ""
    if len(named) == 2:
        beside = f"beside {what} of foxes and dogs there are others ({', '.join(others[:SHOWN])})"
        return named, beside if others else more
    if len(groups) == 1:
        return {}, f"there is but one class ({shown})"
    if named and len(others) == 1 and may_be_other(others[0], next(label for label in by_label if by_label[label])):
        return named | {others[0]: [others[0]]}, more
    if named and others:  # one class against the rest
        rest = others[0] if len(others) == 1 else "other"
        return named | {rest: others}, f"only one of its {what} says fox or dog ({shown})"
    first, second = sorted(groups, key=lambda one: -len(groups[one]))[:2]
    say = f"all of its {what} say the same" if named else f"none of its {what} says fox or dog"
    return {first: [first], second: [second]}, f"{say} ({shown})"


def _class_name(label: int, groups: Sequence[str]) -> str:
    """The group's own name, or fox or dog where there are several, or where it says a part too."""
    return groups[0] if len(groups) == 1 and part_in(groups[0]) is None else DOG_AND_FOX[label]


def _shared(folders: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The leading folders that all pictures share which are in a folder."""
    deep = [parts for parts in folders if parts] or [()]
    pairs = zip(min(deep), max(deep), strict=False)  # what lies between the two shares what they share
    return tuple(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


# By a table of labels


def _by_table(folders: dict[str, tuple[str, ...]], source: str, tables: Sequence[Table]) -> Proposal | None:
    found = [one for one in tables if one.labels]
    if not found:
        return None
    table = max(found, key=lambda one: len(one.labels))
    groups: dict[str, list[str]] = defaultdict(list)
    rejects = {}
    for name, parts in folders.items():
        if label := table.labels.get(name):
            groups[label].append(name)
        else:
            rejects[name] = table.passed_over.get(name) or _aside(parts) or f"has no label in {table.name}"
    if not groups:
        return None
    classes, doubt = _two_classes(groups, f"labels in {table.name}")
    labelled = len(folders) - len(rejects)
    if not doubt and labelled < LEAST_OF_A_TABLE * len(folders):
        doubt = f"{table.name} has labels of {labelled:,} of the {len(folders):,} pictures only"
    parts_of = {name: part for name, parts in folders.items() if (part := _part(parts)) is not None}
    by = f"labels in {table.name}" + (f" (columns {' and '.join(table.columns)})" if table.columns else "")
    return Proposal(source, by, dict(sorted(groups.items())), classes, doubt, {}, parts_of, rejects, table)


# By the pictures' names


def _by_names(folders: dict[str, tuple[str, ...]], source: str) -> Proposal | None:
    rejects, groups = {}, defaultdict(list)
    for name, parts in folders.items():
        if reason := _aside(parts):
            rejects[name] = reason
        elif is_mask(PurePosixPath(name).stem):
            rejects[name] = "is a mask or a small copy by its name"
        elif beginning := _beginning(PurePosixPath(name).stem):
            groups[beginning].append(name)
        else:
            rejects[name] = "has no class in its name"
    if not groups or sum(map(len, groups.values())) < LEAST_OF_A_NAME * len(groups):
        return None
    classes, doubt = _two_classes(groups, "file names")
    parts_of = {name: part for name, parts in folders.items() if (part := _part(parts)) is not None}
    return Proposal(source, BY_NAMES, dict(sorted(groups.items())), classes, doubt, {}, parts_of, rejects)


def _beginning(stem: str) -> str:
    """What a file's name begins with before its number: cat of cat.0, american_bulldog of american_bulldog_12."""
    start = re.split(r"\d", stem, maxsplit=1)[0].strip(" ._-(#")
    label = class_in(start)
    if label is not None:
        return DOG_AND_FOX[label]
    return "" if not tokens(start) or set(tokens(start)) <= NO_NAME else start.casefold()
