"""Ask which of the pictures that were sent are of which class, where they do not say it for sure."""

from collections import Counter
from itertools import islice

import streamlit as st

from foxdog.pages.session import words
from foxdog.pictures.dataset import DOG_AND_FOX, POOL, TEST
from foxdog.pictures.intake import Choice, Proposal, UnsureError
from foxdog.text import shorten

MOST = 24  # groups that have a row each; all others share one
THUMBNAIL = 64  # px
NEITHER = 2  # beside 0 and 1, the labels
ALL_OTHERS = "all others"


def draw(unsure: UnsureError) -> Choice | None:
    """Draw the proposal, filled in, and what else one may choose. Returns what the person accepts, None before."""
    proposal = unsure.proposal
    about = f"{hash((proposal.source, proposal.by, tuple(proposal.groups)))}"  # another question has widgets of its own
    with st.container(border=True):
        st.markdown("##### Which pictures are of which class?")
        st.markdown(
            f"{words.name(proposal.source)} does not say it for sure: {words.plain(proposal.doubt)}. Check what is "
            "filled in; each class needs 40 pictures."
        )
        columns = draw_columns(proposal, about)
        if columns:
            return Choice(columns=columns)
        names = draw_names(proposal, about)
        chosen = draw_groups(unsure, names, about)
        for reason, count in Counter(reason.split(" (")[0] for reason in proposal.rejects.values()).items():
            st.caption(f"Left aside: {count:,}, each {words.plain(reason)}.")
        kept = draw_split(proposal)
        problem = what_is_missing(names, chosen)
        if problem:
            st.caption(problem)
        if st.button("Prepare with these classes", type="primary", disabled=bool(problem), key="accept"):
            classes = {name: chosen[label] for label, name in enumerate(names)}
            return Choice(classes, kept, columns=_used_columns(proposal))
    return None


def draw_names(proposal: Proposal, about: str) -> tuple[str, str]:
    """Draw the names of both classes."""
    proposed = [shorten(name, words.SHORT) for name in proposal.classes or DOG_AND_FOX]
    first, second = st.columns(2)
    return (
        first.text_input("First class", proposed[0], max_chars=words.SHORT, key=f"class-0-{about}").strip(),
        second.text_input("Second class", proposed[1], max_chars=words.SHORT, key=f"class-1-{about}").strip(),
    )


def draw_groups(unsure: UnsureError, names: tuple[str, str], about: str) -> tuple[list[str], list[str]]:
    """Draw a row for each group: some of its pictures, and which class it is. Returns the groups of each class."""
    groups = unsure.proposal.groups
    chosen: tuple[list[str], list[str]] = [], []
    largest = dict(islice(sorted(groups.items(), key=lambda one: -len(one[1])), MOST))
    proposed = {group: label for label, of in enumerate(unsure.proposal.classes.values()) for group in of}
    shown = {0: words.name(names[0] or "first"), 1: words.name(names[1] or "second"), NEITHER: "leave out"}
    rows = [(group, len(files), unsure.samples.get(group, [])) for group, files in largest.items()]
    if others := [group for group in groups if group not in largest]:
        rows.append(("", sum(len(groups[group]) for group in others), []))
        same = {proposed.get(group, NEITHER) for group in others}
        proposed[""] = same.pop() if len(same) == 1 else NEITHER
    for number, (group, count, samples) in enumerate(rows):
        pictures, said, choice = st.columns([3, 3, 4], vertical_alignment="center")
        with pictures.container(horizontal=True, gap="small"):
            for sample in samples:
                st.image(sample, width=THUMBNAIL, alt=f"A picture of {group}")
        name = words.name(group) if group else f"{ALL_OTHERS} ({len(others):,})"
        said.markdown(f"**{name}**  \n{count:,} pictures")
        label = choice.segmented_control(
            f"The class of {name}",
            list(shown),
            format_func=shown.__getitem__,
            default=proposed.get(group, NEITHER),
            required=True,
            key=f"class-of-{number}-{about}",
            label_visibility="collapsed",
        )
        if label in (0, 1):
            chosen[label].extend([group] if group else others)
    return chosen


def draw_columns(proposal: Proposal, about: str) -> tuple[str, str] | None:
    """Draw which columns of a table say it, where it is a table. Returns other columns that the person wants."""
    table = proposal.table
    if not table or len(table.columns) < 2 or len(table.header) < 2:
        return None
    first, second, use = st.columns([2, 2, 1], vertical_alignment="bottom")
    wanted = (
        first.selectbox(
            "Column of the picture's name", table.header, table.header.index(table.columns[0]), key=f"name-{about}"
        ),
        second.selectbox(
            "Column of its label", table.header, table.header.index(table.columns[1]), key=f"label-{about}"
        ),
    )
    changed = use.button("Use these", disabled=wanted == table.columns, key="columns")
    return wanted if changed else None


def draw_split(proposal: Proposal) -> bool:
    """Draw whether the split of the folders is to be kept, where they have one."""
    if not {POOL, TEST} <= set(proposal.parts.values()):
        return False
    return st.checkbox(
        "Keep the split of the folders",
        help="The pictures came in folders like train and test. If you keep that, those of test are the test set; else "
        "all are put together and split anew, with equally many of each class in the test set.",
        key="keep-split",
    )


def what_is_missing(names: tuple[str, str], chosen: tuple[list[str], list[str]]) -> str:
    """What keeps these classes from being accepted, in a sentence; "" if nothing does."""
    if not all(names):
        return "Give both classes a name."
    if names[0] == names[1]:
        return "The two classes need different names."
    empty = [name for name, groups in zip(names, chosen, strict=True) if not groups]
    return f"Choose some pictures for {words.name(empty[0])}." if empty else ""


def _used_columns(proposal: Proposal) -> tuple[str, str] | None:
    table = proposal.table
    return (table.columns[0], table.columns[1]) if table and len(table.columns) == 2 else None
