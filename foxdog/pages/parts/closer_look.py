"""A closer look: one of the views below the stage, or none, so that only what is looked at is computed."""

from collections.abc import Callable

import streamlit as st

from foxdog.pages.closer import calibration, changes, eyes, labelled, mistakes, own_pictures, tracked
from foxdog.pages.session.run import Run

VIEWS: dict[str, Callable[[Run], None]] = {
    "What it gets wrong": mistakes.draw,
    "What changed": changes.draw,
    "Test pictures through the rounds": tracked.draw,
    "How sure, how often right": calibration.draw,
    "The labelled set": labelled.draw,
    "Look through its eyes": eyes.draw,
    "Try your own pictures": own_pictures.draw,
}


def draw(run: Run) -> None:
    """Draw the choice of views, and the chosen one."""
    if not run.loop.rounds:
        return
    chosen = st.segmented_control("A closer look", list(VIEWS), key="closer", width="content")
    if chosen:
        VIEWS[chosen](run)
