"""What to do when a run is over: its next seed, another strategy, or the many runs behind it."""

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
    st.button("Next seed", on_click=ask_for, args=({"seed": settings.seed + 1},), icon=":material/replay:")
    st.button(f"The same by {other}", on_click=ask_for, args=({"strategy": other},), icon=":material/swap_horiz:")
    st.page_link("foxdog/pages/compare.py", label="Many runs: does it hold?", icon=":material/compare_arrows:")


def ask_for(changed: dict[str, object]) -> None:
    """Ask the page for a run with these settings, and all others as they are."""
    for name, value in changed.items():
        if hasattr(Settings, name):
            st.session_state[name] = value
    st.session_state["to_start"] = True
