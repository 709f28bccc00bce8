"""The end of a run: why it is over, what came out, and its worst mistakes."""

import streamlit as st

from foxdog.learning import findings
from foxdog.pages.session import run as runs
from foxdog.pages.session.run import Run

MISTAKES = 8  # at most
WHY = {"budget": "The budget of {} labels is used up.", "pool": "No picture is left to ask about."}


def draw(run: Run) -> None:
    """Draw the end of the run."""
    loop = run.loop
    st.success(f"**The run is over.** {WHY[loop.over].format(loop.settings.budget)}", icon=":material/flag:")
    st.markdown(
        f"It gets **{loop.rounds[-1].accuracy:.1%}** of the {len(loop.dataset.test)} test pictures right. "
        "Try another strategy or another random seed in the settings: one run alone proves little."
    )
    draw_undo(run)
    draw_mistakes(run)


def draw_undo(run: Run) -> None:
    """Draw the button that takes the last answer back."""
    st.button(
        "Undo",
        on_click=runs.undo,
        args=(run,),
        shortcut="U",
        disabled=not run.loop.answers,
        help="Take back the last answer.",
    )


def draw_mistakes(run: Run) -> None:
    """Draw the test pictures that the net is most sure of and wrong about."""
    mistakes = findings.worst_mistakes(run.loop)
    if not mistakes:
        return
    st.caption(f"Its worst mistakes, of {len(mistakes)}: what it guessed, and how sure it was")
    with st.container(horizontal=True, gap="small"):
        for picture, label, probability in mistakes[:MISTAKES]:
            original, name = run.loop.dataset.originals[picture], run.loop.dataset.classes[label]
            guess = f"{run.names[label]} {probability:.0%}"
            st.image(original, caption=guess, width=90, alt=f"a test picture; it guessed {name}")
