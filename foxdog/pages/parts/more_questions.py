"""What else was asked: each experiment that is no comparison, as one sentence that opens on its picture and figures."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from foxdog import charts
from foxdog.comparison import outcomes
from foxdog.comparison.outcomes import Outcome
from foxdog.comparison.result import ResultError
from foxdog.pages.session import words

COLUMNS = ("difference", "mean", "95 % interval", "won")


def draw(home: Path, pictures: str) -> None:
    """Draw the experiments on these pictures; nothing where none is shipped."""
    names = outcomes.outcome_names(home, pictures)
    if names:
        st.markdown("##### What else was asked")
    for name in names:
        try:
            outcome = _read(home, name, [file.stat().st_mtime_ns for file in outcomes.files_of(home, name)])
        except ResultError as error:
            st.error(words.sentence(error), icon=":material/error:")
            continue
        with st.expander(f"**{words.plain(outcome.headline)}**"):
            draw_outcome(outcome)


@st.cache_resource(show_spinner="Reading what else was asked ...", max_entries=50)
def _read(home: Path, name: str, changed: Sequence[int]) -> Outcome:
    return outcomes.read_outcome(home, name)


def draw_outcome(outcome: Outcome) -> None:
    """Draw the picture of an experiment beside what limits it, and all its differences below."""
    left, right = st.columns([7, 5], gap="medium") if outcome.points else (None, st.container())
    if left:
        chart = charts.named_curves(outcome.points, outcome.value, outcome.along)
        left.altair_chart(
            chart, width="stretch", alt=f"{outcome.name}: {outcome.headline}", key=f"outcome-{outcome.name}"
        )
    with right:
        st.caption(words.plain(outcome.asks))
        st.markdown(f":small[{words.plain(outcome.other_side)}]")
        st.caption(outcomes.how_sure(outcome))
    rows = [dict(zip(COLUMNS, cells, strict=True)) for cells in outcomes.contrast_rows(outcome)]
    wide = {COLUMNS[0]: st.column_config.Column(width="large")}
    st.dataframe(rows, hide_index=True, height="content", column_config=wide, alt=f"All differences of {outcome.name}")
    st.code(outcome.command, language="sh", wrap_lines=True)
