"""Six test pictures through the rounds: how what it believes of each has moved."""

from typing import TYPE_CHECKING

import streamlit as st

from foxdog.learning import findings
from foxdog.pages.parts import picture_row
from foxdog.pages.session import words
from foxdog.pages.session.run import Run

if TYPE_CHECKING:
    import altair as alt

COUNT = 6
COLOUR = "#357a68"  # neither class's


def draw(run: Run) -> None:
    """Draw the choice of pictures, and what it believed of each after each round."""
    loop, dataset = run.viewed, run.loop.dataset
    names = {int(one): f"{findings.kind_or_class(dataset, one)[: words.SHORT]} {one}" for one in dataset.test}
    chosen = st.multiselect(
        "Test pictures",
        list(names),
        format_func=names.__getitem__,
        max_selections=COUNT,
        key=f"tracked-{run.id}",
        placeholder=f"Choose up to {COUNT}; without a choice, those that changed sides most often",
    )
    first, second = (words.name(name) for name in dataset.classes)
    st.caption(f"P({second}) after each round: at the top it says {second}, at the bottom {first}.")
    columns = st.columns(COUNT)
    for column, picture in zip(columns, chosen or findings.most_changeable(loop, COUNT), strict=False):
        with column:
            truth = words.name(dataset.classes[dataset.labels[picture]])
            guess = words.name(dataset.classes[findings.guess(findings.p_fox(loop, picture))[0]])
            kind = findings.kind_or_class(dataset, picture)
            said = "right" if guess == truth else "wrong"
            caption = f"{picture_row.name(dataset, picture)}: now {said}"
            st.image(dataset.originals[picture], caption=caption, width="stretch", alt=f"a {kind} of the test set")
            beliefs = [float(one.proba[picture]) for one in loop.rounds]
            st.altair_chart(_chart([one.labelled for one in loop.rounds], beliefs), width="stretch")


def _chart(labelled: list[int], beliefs: list[float]) -> "alt.Chart":
    import altair as alt

    rows = [{"labels": count, "P": p} for count, p in zip(labelled, beliefs, strict=True)]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("labels:Q", title="labels", scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(tickCount=2)),
        y=alt.Y("P:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(values=[0, 0.5, 1], format="%")),
        tooltip=[alt.Tooltip("labels:Q"), alt.Tooltip("P:Q", format=".0%")],
    )
    return base.mark_line(point=len(rows) < 15, color=COLOUR).properties(height=130)
