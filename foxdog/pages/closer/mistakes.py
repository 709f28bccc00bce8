"""What the run gets wrong in the test set: how many of each kind, and which pictures."""

from collections.abc import Sequence

import streamlit as st

from foxdog.learning import findings
from foxdog.learning.loop import Loop
from foxdog.pages.parts import kind_table, picture_row
from foxdog.pages.session import words
from foxdog.pages.session.run import Run


def draw(run: Run) -> None:
    """Draw a table of kinds, and the mistakes among those that are chosen in it."""
    left, right = st.columns([2, 3], gap="large")
    rows = findings.mistakes_by_kind(run.viewed)
    helps = {
        "wrong": "Test pictures of this kind that it gets wrong now.",
        "by chance": "The same of the run by random choice.",
        "labelled": "Pictures of this kind that it has learned.",
        "of": "Test pictures of this kind.",
    }
    with left:
        kinds = kind_table.draw(rows, helps, "wrong-kinds", "Mistakes by class and kind")
        st.caption("Choose rows to see the mistakes among them; with none chosen, all are shown.")
    with right:
        draw_pictures(run.viewed, kinds)


def draw_pictures(loop: Loop, kinds: Sequence[tuple[object, object]]) -> None:
    """Draw the mistakes of these classes and kinds, the surest first; of all where there are none."""
    dataset = loop.dataset
    found = [
        (picture, label, probability)
        for picture, label, probability in findings.worst_mistakes(loop)
        if not kinds or (dataset.classes[dataset.labels[picture]], findings.kind(dataset, picture)) in kinds
    ]
    shown = f" ({picture_row.MOST} are shown)" if len(found) > picture_row.MOST else ""
    counted = "1 mistake" if len(found) == 1 else f"{len(found)} mistakes, the surest first{shown}"
    st.caption(f"{counted}; below each what it guessed." if found else "No mistake.")
    guesses = [(one, f"{words.name(dataset.classes[label])} {probability:.0%}") for one, label, probability in found]
    picture_row.draw(dataset, guesses, "a {kind} that it gets wrong")
