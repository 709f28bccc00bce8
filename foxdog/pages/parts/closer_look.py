"""A closer look: one of the views below the stage, or none, so that only what is looked at is computed."""

from collections.abc import Callable

import streamlit as st

from foxdog.pages.closer import eyes, mistakes, own_pictures
from foxdog.pages.session.run import Run

VIEWS: dict[str, Callable[[Run], None]] = {
    "What it gets wrong": mistakes.draw,
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
