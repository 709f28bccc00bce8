"""What changed: test pictures newly right and newly wrong, and what was learned meanwhile, here and by chance."""

import streamlit as st

from foxdog.learning import findings
from foxdog.pages.parts import picture_row
from foxdog.pages.session import words
from foxdog.pages.session.run import Run

SINCE = {"the last round": 1, "ten rounds ago": 10, "the start": 10**9}  # rounds


def draw(run: Run) -> None:
    """Draw the choice since when, and the pictures."""
    loop, dataset = run.viewed, run.loop.dataset
    chosen = st.segmented_control("Since", list(SINCE), default="ten rounds ago", required=True, key="changed-since")
    now = loop.rounds[-1].number
    if now == 0:
        st.caption("Nothing has changed yet: answer a question.")
        return
    since = max(0, now - SINCE[chosen])
    right, wrong = findings.changed(loop, since)
    left, beside = st.columns(2, gap="large")
    for column, title, pictures in ((left, "newly right", right), (beside, "newly wrong", wrong)):
        with column:
            st.markdown(f"**{picture_row.count(pictures, f'test pictures are {title}')}**")
            guesses = [(picture, _guess(run, picture)) for picture in pictures]
            picture_row.draw(dataset, guesses, f"a {{kind}} of the test set, {title}")
    left, beside = st.columns(2, gap="large")
    with left:
        st.markdown("**What it learned meanwhile**")
        labels = dict(loop.labelled)
        known = [(one, words.name(dataset.classes[labels[one]])) for one in findings.learned(loop, since)]
        picture_row.draw(dataset, known, "a {kind} that it was taught")
    with beside:
        st.markdown("**What chance learned in these rounds**")
        baseline = loop.baseline
        if baseline is None or len(baseline.rounds) <= now:
            st.caption("Chance has not got so far.")
            return
        drawn = [picture for one in baseline.rounds[since + 1 : now + 1] for picture in one.new]
        labels = dict(baseline.labelled)
        taught = [(one, words.name(dataset.classes[labels[one]])) for one in drawn]
        picture_row.draw(dataset, taught, "a {kind} that the random baseline was taught")


def _guess(run: Run, picture: int) -> str:
    label, probability = findings.guess(findings.p_fox(run.viewed, picture))
    return f"{words.name(run.loop.dataset.classes[label])} {probability:.0%}"
