"""What to do when a run is over: its next seed, another strategy, or the many runs behind it."""

from dataclasses import asdict, replace

import streamlit as st

from foxdog import evidence
from foxdog.learning.settings import Settings
from foxdog.pages.session.run import Run

OTHERS = ("uncertainty", evidence.BASELINE)  # the strategy that is offered next to each other one


def draw(run: Run) -> None:
    """Draw the buttons, in a row that is there."""
    settings = run.loop.settings
    other = next(name for name in OTHERS if name != settings.strategy)
    st.markdown("**And now?**", width="content")
    next_seed, by_other = replace(settings, seed=settings.seed + 1), replace(settings, strategy=other)
    st.button("Next seed", on_click=ask_for, args=(run.source, next_seed), icon=":material/replay:")
    st.button(f"The same by {other}", on_click=ask_for, args=(run.source, by_other), icon=":material/swap_horiz:")
    st.page_link("foxdog/pages/compare.py", label="Many runs: does it hold?", icon=":material/compare_arrows:")


def ask_for(source: str, settings: Settings) -> None:
    """Ask the page for a run on the pictures of this name with these settings, whatever its form says."""
    st.session_state.update({"pictures": source, **asdict(settings), "to_start": True})
