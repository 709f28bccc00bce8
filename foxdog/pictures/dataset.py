"""Pictures, what is known of each, and which of them may be asked about, tuned on, or only tested on."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

SIDE = 48  # the net's picture, px
DOG_AND_FOX = ("dog", "fox")  # the class names; P(...) is P(fox)
POOL, VALIDATION, TEST = "pool", "validation", "test"
ALONE, COPIES, ALIKE = "only ", "copies of ", "like "  # how names of groups begin that nobody gave

TEST_PER_CLASS = 150  # n = 300 in all: a 95 % binomial interval of about +-4.5 points at 80 %
VALIDATION_PER_CLASS = 75
FEWEST_OF_A_PART = 20  # pictures of each class, in each part of a split that pictures came with
LARGEST_SHARE = 0.1  # of a part's class: a photographer with more would be the test, not a sample of it
LARGER_SHARES = 0.2, 0.35  # where there are no smaller groups: 25 students' pictures, say
NEAR = 0.8, 1.1  # times the size that is due: so near must whole groups come
UNEVEN = 0.02  # of a part: how far the numbers of its two classes may be apart then


class DatasetError(ValueError):
    """The pictures cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Origin:
    """The file a picture came from, as it was found."""

    sha256: str  # of the file's bytes, in hex digits
    bytes: int
    width: int  # px, upright, as the height
    height: int
    source: str = ""  # a page, an archive, a folder, or how it was made
    licence: str = ""  # as it was stated there; "" where it is not known


@dataclass(frozen=True)
class Reject:
    """A file that was left out."""

    name: str  # in the source
    reason: str  # a phrase that follows the name; what is in brackets, at its end, is about this file alone
    thumbnail: bytes = b""  # a small picture of it, where it could be read


def count_reasons(rejects: Sequence[Reject]) -> dict[str, int]:
    """How many were left out for each reason, the most frequent first."""
    return dict(Counter(reject.reason.split(" (")[0] for reject in rejects).most_common())


@dataclass(frozen=True)
class Record:
    """One picture on its way into a `Dataset`, where its fields are explained."""

    name: str
    label: int
    small: np.ndarray  # what the net sees
    origin: Origin
    kind: str = ""
    group: str = ""  # "" puts the picture into a group of its own


@dataclass(frozen=True, eq=False)
class Dataset:
    """A set of n pictures of two classes. One picture has one index, for ever."""

    name: str  # what the set is called in settings, links and file names
    classes: tuple[str, str]  # their names; a label is an index into them, and P(...) means P(label = 1)
    pictures: np.ndarray  # uint8 (n, SIDE, SIDE, 3), RGB: what the net sees
    originals: Sequence[bytes]  # WebP, JPEG or PNG: what a person sees; they may be read from disk when needed
    names: np.ndarray  # str (n,): each picture's name, unique
    labels: np.ndarray  # int64 (n,): 0 or 1
    kinds: np.ndarray  # str (n,): the breed or species, "" where it is not known
    groups: np.ndarray  # str (n,): pictures of one group (one photographer, say) share a part of the split
    split: np.ndarray  # str (n,): POOL, VALIDATION or TEST
    origins: tuple[Origin, ...]  # n of them
    rejects: tuple[Reject, ...] = ()  # what was left out when the set was made

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name not in ("name", "classes", "rejects") and len(value) != len(self.labels):
                raise DatasetError(f"{field.name} has {len(value)} entries for {len(self.labels)} labels.")
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def pool(self) -> np.ndarray:
        """The indices of the pool, ascending."""
        return np.flatnonzero(self.split == POOL)

    @cached_property
    def validation(self) -> np.ndarray:
        """The indices of the validation split, ascending."""
        return np.flatnonzero(self.split == VALIDATION)

    @cached_property
    def test(self) -> np.ndarray:
        """The indices of the test set, ascending."""
        return np.flatnonzero(self.split == TEST)

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any picture, label or part of the split."""
        digest = hashlib.sha256()
        for part in (self.pictures, self.labels, self.split.astype("U10")):
            digest.update(np.ascontiguousarray(part).data)
        return digest.hexdigest()[:16]


def split_pictures(labels: np.ndarray, groups: np.ndarray, number: int = 0) -> np.ndarray:
    """Part the pictures into pool, validation and test; the same pictures and number always give the same parts.

    Test and validation hold as many of one class as of the other, and a group stays in one part. Whole groups are
    drawn in a fixed random order and taken while they fit; where that leaves a gap, the groups are chosen that come
    nearest. scikit-learn's StratifiedGroupKFold balances only roughly, and lets one photographer with a hundred
    pictures of one animal be most of a test class.

    Args:
        labels: int (n,): 0 or 1.
        groups: str (n,).
        number: Decides the order in which groups are drawn, and nothing else does.

    Returns:
        str (n,): POOL, VALIDATION or TEST.

    Raises:
        DatasetError: There are too few pictures, or they come in too few groups, for a test set.
    """
    parts = np.full(len(labels), POOL, dtype="U10")
    members: dict[str, list[int]] = {}
    for index, group in enumerate(groups.tolist()):
        members.setdefault(group, []).append(index)
    order = [members[group] for group in sorted(members)]
    np.random.default_rng(number).shuffle(order)
    for part, quota in due_of_each_class(labels).items():
        _take(parts, part, quota, order, labels)
    return parts


def due_of_each_class(labels: np.ndarray) -> dict[str, int]:
    """How many pictures of each class the test and the validation set are to hold; whole groups may not come to that.

    Of the smaller class three tenths are for the test set. With 41 foxes that is 12, and the test set of 24 tells 80 %
    to within 16 points either way (95 %); with half of them it would be 12 points, and the pool would have 15 foxes to
    learn from instead of 23. As many pictures of the larger class are taken and no more, though there are: so the share
    of right answers means the same for every set, and 50 % is guessing.

    Args:
        labels: int (n,), of all pictures.
    """
    smaller = int(np.bincount(labels, minlength=2).min())
    return {TEST: min(TEST_PER_CLASS, smaller * 3 // 10), VALIDATION: min(VALIDATION_PER_CLASS, smaller * 3 // 20)}


def _take(parts: np.ndarray, part: str, quota: int, order: list[list[int]], labels: np.ndarray) -> None:
    """Give `part` `quota` pictures of each class, or as near to it as whole groups of the pool come."""
    free = [group for group in order if parts[group[0]] == POOL]
    counts = np.array([np.bincount(labels[group], minlength=2) for group in free]).reshape(-1, 2)
    chosen = _first_that_fit(counts, quota) if quota else None
    for share in LARGER_SHARES if chosen is None and quota else ():
        chosen = chosen or _nearest(counts, quota, share)
    if not chosen:
        raise DatasetError(
            f"No balanced {part} set can be made: too few pictures, or too few groups (photographers) of few pictures. "
            "More pictures help, or pictures of more photographers."
        )
    for at in chosen:
        parts[free[at]] = part


def _first_that_fit(counts: np.ndarray, quota: int) -> list[int] | None:
    """The groups, int (groups, 2) of each class, that fit one after the other; None if they leave a gap."""
    room, chosen = np.array([quota, quota]), []
    largest = max(1, int(quota * LARGEST_SHARE))
    for at, of_group in enumerate(counts):
        if of_group.max() <= largest and (of_group <= room).all():
            chosen.append(at)
            room = room - of_group
    return None if room.any() else chosen


def _nearest(counts: np.ndarray, quota: int, share: float) -> list[int] | None:
    """The groups that together come nearest to `quota` of each class; None if none come near.

    All sums that can be reached are found, group by group (dynamic programming, as in the subset sum problem), and for
    each the first group that completes it: before this one the rest of the sum could be reached already.

    Args:
        counts: int (groups, 2): the pictures of each class in a group.
        quota: What is due of each class.
        share: Of it, the most that one group may hold.
    """
    most = int(quota * NEAR[1])
    completes = np.full((most + 1, most + 1), -1)  # the group, by the sums of both classes
    completes[0, 0] = len(counts)  # no group: the start
    for at, (first, second) in enumerate(counts):
        if max(first, second) <= min(most, quota * share):
            before = completes[: most + 1 - first, : most + 1 - second] >= 0
            after = completes[first:, second:]
            after[before & (after < 0)] = at
    sums = np.argwhere(completes >= 0)
    fits = (sums.min(axis=1) >= NEAR[0] * quota) & (np.ptp(sums, axis=1) <= UNEVEN * sums.sum(axis=1))
    if not fits.any():
        return None
    left = min(sums[fits].tolist(), key=lambda one: abs(one[0] - quota) + abs(one[1] - quota))
    chosen = []
    while any(left):
        chosen.append(int(completes[tuple(left)]))
        left = (np.array(left) - counts[chosen[-1]]).tolist()
    return chosen


def keep_split(labels: np.ndarray, groups: np.ndarray, parts: Sequence[str]) -> np.ndarray:
    """The split that pictures came with; a validation set that they lack is taken from the pool.

    Args:
        labels: int (n,): 0 or 1.
        groups: str (n,).
        parts: The part of each, "" for the pool.

    Raises:
        DatasetError: The pool or the test set has too few pictures of a class.
    """
    split = np.array([part or POOL for part in parts], dtype="U10")
    for part in (POOL, TEST, *([VALIDATION] if (split == VALIDATION).any() else [])):
        if np.bincount(labels[split == part], minlength=2).min() < FEWEST_OF_A_PART:
            raise DatasetError(
                f"The split that these pictures came with has fewer than {FEWEST_OF_A_PART} pictures of a class in its "
                f"{part}: let the split be made."
            )
    if not (split == VALIDATION).any():
        inside = np.flatnonzero(split == POOL)
        again = split_pictures(labels[inside], groups[inside])
        split[inside[again == VALIDATION]] = VALIDATION
    return split


def split_again(dataset: Dataset, number: int) -> Dataset:
    """The same pictures in split `number`; 0 is the split that the set has.

    The number alone decides a split, by `split_pictures`: so groups stay whole, and each test set is as large and as
    balanced. Pictures that the set leaves out, those of a photographer who has many among them, stay out.

    Raises:
        DatasetError: No other split can be made of so few pictures.
    """
    return replace(dataset, split=split_pictures(dataset.labels, dataset.groups, number)) if number else dataset


def assemble(
    name: str,
    classes: tuple[str, str],
    records: Sequence[Record],
    originals: Sequence[bytes],
    rejects: Sequence[Reject] = (),
    parts: Sequence[str] | None = None,
) -> Dataset:
    """Make a dataset, with its split; the arguments are explained at `Dataset`.

    The records are in order of name, so that neither the file system nor the reader's threads change the dataset.
    `parts` are those of the split that the pictures came with, "" for the pool; None lets the split be made.

    Raises:
        DatasetError: No split can be made of so few pictures, or the one they came with is of no use.
        ValueError: The names are not ascending, or one is there twice.
    """
    names = [record.name for record in records]
    if any(first >= second for first, second in pairwise(names)):
        raise ValueError("the records must be in order of name, each name once")
    labels = np.array([record.label for record in records], dtype=np.int64)
    kinds = np.array([record.kind for record in records])
    groups = np.array([record.group or f"{ALONE}{record.name}" for record in records])
    pictures = np.stack([record.small for record in records])
    split = split_pictures(labels, groups) if parts is None else keep_split(labels, groups, parts)
    origins = tuple(record.origin for record in records)
    return Dataset(
        name, classes, pictures, originals, np.array(names), labels, kinds, groups, split, origins, tuple(rejects)
    )
