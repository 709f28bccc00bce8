"""The data card of a data set, in figures and words (after Gebru et al. 2021, Datasheets for Datasets)."""

import re
from collections import Counter
from pathlib import PurePosixPath

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from foxdog.pictures.dataset import (
    ALIKE,
    ALONE,
    COPIES,
    POOL,
    TEST,
    VALIDATION,
    Dataset,
    count_reasons,
    due_of_each_class,
)
from foxdog.text import escape_markdown

PARTS = (POOL, VALIDATION, TEST)
MOST_KINDS = 150  # to list: Stanford Dogs has 120 breeds, but there may be a folder for each picture
LARGE_GROUP = 0.05  # of a class: a larger group is a caveat
UNEVEN = 1.5  # a larger ratio between the classes is a caveat
KNOWN_BY = {  # how a group is known, by how its name begins
    ALIKE: "by likeness (turned, a part of the other, or nearly the same)",
    COPIES: "by Roboflow's names",
}
GIVEN = "by photographer, or by the group that was given"
SERIES = re.compile(r"(.*(?:img|dsc[fn]?|pict|gopr|mvi|vid|video|frame|burst)[-_ ]?)(\d{3,})", re.IGNORECASE)
NEXT = 3  # numbers apart: the pictures between two of a series may have been left out
LONG_SERIES = 0.1  # of all pictures: if more are in series, that is a caveat


def count_rows(dataset: Dataset) -> list[dict[str, str | int]]:
    """A row for each class and kind, the largest first: its pictures, in all and in each part of the split."""
    known = list(zip(dataset.labels.tolist(), dataset.kinds.tolist(), strict=True))
    kinds, split = Counter(known), Counter(zip(known, dataset.split.tolist(), strict=True))
    rows: list[dict[str, str | int]] = []
    for label, kind in sorted(kinds, key=lambda one: (-one[0], -kinds[one], one[1])):
        parts = {part: split[(label, kind), part] for part in PARTS}
        rows.append({"class": dataset.classes[label], "kind": kind or "not known", "all": kinds[label, kind], **parts})
    return rows


def licences(dataset: Dataset) -> dict[str, int]:
    """How many pictures are under each licence."""
    return dict(Counter(origin.licence or "not known" for origin in dataset.origins).most_common())


def sources(dataset: Dataset) -> dict[str, int]:
    """How many pictures come from each site, archive or folder."""
    return dict(Counter(_site(origin.source) or "not known" for origin in dataset.origins).most_common())


def _site(source: str) -> str:
    """The site of a page's address, or the archive of "archive: file"."""
    address = re.match(r"https?://([^/?#\[]+)", source)
    return address[1] if address else source.split(": ")[0]


def colour_alone(dataset: Dataset) -> float:
    """The share of the test set that a linear classifier on nothing but a picture's mean colour gets right."""
    colours = dataset.pictures.mean(axis=(1, 2))
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced"))
    model.fit(colours[dataset.pool], dataset.labels[dataset.pool])
    return float(model.score(colours[dataset.test], dataset.labels[dataset.test]))


def caveats(dataset: Dataset) -> list[str]:
    """The caveats: what may mislead a learner, or a person who reads its curve, a sentence each."""
    names = tuple(map(escape_markdown, dataset.classes))
    found = [
        f"A linear classifier on nothing but the mean colour gets {colour_alone(dataset):.0%} of the test pictures "
        "right, where 50 % is guessing."
    ]
    counts = np.bincount(dataset.labels, minlength=2)
    if counts.max() > UNEVEN * counts.min():
        more, fewer = names[int(counts.argmax())], names[int(counts.argmin())]
        tested, pool = (np.bincount(dataset.labels[part], minlength=2) for part in (dataset.test, dataset.pool))
        found.append(
            f"There are {counts.max() / counts.min():.1f} times as many pictures of {more} as of {fewer}. The test set "
            f"holds {tested[0]} of {names[0]} and {tested[1]} of {names[1]}, so 50 % is guessing; the pool holds "
            f"{pool[0]} and {pool[1]}, so what is rare there is hard to learn, and a strategy that finds it is ahead."
        )
    widths, sizes = ([getattr(one, field) for one in dataset.origins] for field in ("width", "bytes"))
    for values, what in ((widths, "is {:,.0f} px wide"), (sizes, "has {:,.0f} bytes")):
        dogs, foxes = (float(np.median(np.array(values)[dataset.labels == label])) for label in (0, 1))
        if max(dogs, foxes) > UNEVEN * max(1.0, min(dogs, foxes)):
            found.append(
                f"The files differ: the median {names[0]} {what.format(dogs)}, the median "
                f"{names[1]} {what.format(foxes)}. Sharpness or format may give the class away."
            )
    return found + _group_caveats(dataset)


def split_in_words(dataset: Dataset) -> str:
    """How the pictures are parted, in sentences."""
    if parted := _parted(dataset):
        return (
            f"The split is that of the folders the pictures came in, and {len(parted):,} groups of pictures that "
            f"belong together lie in more than one part of it. {groups_in_words(dataset)}"
        )
    return (
        "The split is fixed: test and validation hold as many of one class as of the other, or as nearly as whole "
        "groups come to it; a group (a photographer, say) stays in one part, and the learner never sees the test set. "
        f"{groups_in_words(dataset)}"
    )


def _parted(dataset: Dataset) -> list[str]:
    """The groups that lie in more than one part: a split that pictures came with may part them."""
    parts = Counter(group for group, _ in set(zip(dataset.groups.tolist(), dataset.split.tolist(), strict=True)))
    return [group for group, count in parts.items() if count > 1]


def groups_in_words(dataset: Dataset) -> str:
    """How many groups of at least two pictures there are, and how each is known, in a sentence."""
    sizes = {group: size for group, size in Counter(dataset.groups.tolist()).items() if size > 1}
    if not sizes:
        return "No two pictures are known to belong together."
    counts = Counter(
        next((how for start, how in KNOWN_BY.items() if group.startswith(start)), GIVEN) for group in sizes
    )
    known = ", ".join(f"{count:,} {how}" for how, count in counts.most_common())
    return f"{sum(sizes.values()):,} pictures are in {len(sizes):,} groups of two or more: {known}."


def _series_caveats(dataset: Dataset) -> list[str]:
    """What to do where cameras' or films' names count up and nothing else says what belongs together."""
    numbered: dict[str, list[tuple[int, str]]] = {}
    for name, group in zip(dataset.names.tolist(), dataset.groups.tolist(), strict=True):
        path = PurePosixPath(name)
        if group.startswith(ALONE) and (match := SERIES.fullmatch(path.stem)):
            numbered.setdefault(f"{path.parent}/{match[1]}", []).append((int(match[2]), path.stem))
    counting: list[str] = []
    for series in map(sorted, numbered.values()):
        near = np.diff([number for number, _ in series]) <= NEXT
        neighbours = np.append(near, False) | np.append(False, near)
        counting += [series[one][1] for one in np.flatnonzero(neighbours)]
    if len(counting) <= LONG_SERIES * len(dataset):
        return []
    example = escape_markdown(counting[0])
    return [
        f"Names count up ({example} ...): if neighbours show the same animal, name it in a column group (or "
        "photographer) of photos.csv. The split parts them otherwise."
    ]


def _group_caveats(dataset: Dataset) -> list[str]:
    groups = Counter(zip(dataset.labels.tolist(), dataset.groups.tolist(), dataset.split.tolist(), strict=True))
    totals = np.bincount(dataset.labels, minlength=2)
    found = [
        f"{count} of the {totals[label]} pictures of {escape_markdown(dataset.classes[label])} are one group "
        f"({escape_markdown(group)}), in the {part}."
        for (label, group, part), count in groups.most_common()
        if count > max(2, LARGE_GROUP * totals[label])
    ]
    alone = int(sum(np.char.startswith(dataset.groups, ALONE)))
    if alone:
        found.append(
            f"For {alone:,} of {len(dataset):,} pictures it is not known which belong together (one photographer, one "
            "animal): series of them may lie on both sides of the split."
        )
    found += _series_caveats(dataset)
    if parted := _parted(dataset):
        found.append(
            f"{len(parted):,} groups (copies, turned or cut pictures, one photographer) lie in more than one part of "
            "the split that the pictures came with, so the test accuracy is too good: let the split be made."
        )
        return found
    for part, due in due_of_each_class(dataset.labels).items():
        there = np.bincount(dataset.labels[dataset.split == part], minlength=2)
        if there.min() < due or there[0] != there[1]:
            found.append(
                f"The {part} set was to hold {due} pictures of each class; whole groups come to {there[0]} and "
                f"{there[1]}."
            )
    return found


def data_card(dataset: Dataset, notes: str = "") -> str:
    """The data card as Markdown; what its makers say, as Markdown with a heading of its own, comes first."""
    rows = count_rows(dataset)
    classes = " and ".join(map(escape_markdown, dataset.classes))
    sections = [
        notes.strip() or f"# Data card: {escape_markdown(dataset.name)}",
        f"## In figures\n\n{len(dataset):,} pictures of two classes, {classes}; "
        f"fingerprint `{dataset.fingerprint}`.\n\n{_table(rows)}",
        split_in_words(dataset),
        f"## Left out when it was prepared\n\n{_list(count_reasons(dataset.rejects)) or 'Nothing.'}",
        f"## Where from\n\n{_list(sources(dataset))}\n\nLicences:\n\n{_list(licences(dataset))}",
        "## Caveats\n\n" + "\n".join(f"- {sentence}" for sentence in caveats(dataset)),
    ]
    return "\n\n".join(sections) + "\n"


def _table(rows: list[dict[str, str | int]]) -> str:
    shown = [[escape_markdown(f"{value}") for value in row.values()] for row in rows[:MOST_KINDS]]
    more = f"\n\nAnd {len(rows) - MOST_KINDS:,} more kinds." if len(rows) > MOST_KINDS else ""
    lines = [list(rows[0]), ["---"] * len(rows[0]), *shown]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + more


def _list(counts: dict[str, int]) -> str:
    shown = [f"- {count:,}: {escape_markdown(what)}" for what, count in list(counts.items())[:20]]
    return "\n".join([*shown, f"- and {len(counts) - 20:,} more"] if len(counts) > 20 else shown)
