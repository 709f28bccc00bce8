"""What else was asked: each experiment that is no comparison, as one sentence that opens on its picture and figures."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from foxdog import charts
from foxdog.comparison import outcomes
from foxdog.comparison.experiment_folder import ABOUT, TABLE
from foxdog.comparison.outcomes import Outcome
from foxdog.comparison.result_folder import CURVES
from foxdog.pages.session import words

NAMED = ("difference", "mean", "95 % interval", "won")


def draw(home: Path, pictures: str) -> None:
    """Draw the experiments on these pictures; nothing where none is shipped."""
    tables = [file for name in (TABLE, CURVES) for file in sorted(home.glob(f"{pictures}-*/{name}"))]
    if not any((file.parent / ABOUT).exists() for file in tables):
        return
    found = _outcomes(home, pictures, tuple((str(file), file.stat().st_mtime_ns) for file in tables))
    if found:
        st.markdown("##### What else was asked")
    for outcome in found:
        with st.expander(f"**{words.plain(outcome.headline)}**"):
            draw_outcome(outcome)


@st.cache_resource(show_spinner="Reading what else was asked ...", max_entries=10)
def _outcomes(home: Path, pictures: str, changed: Sequence[tuple[str, int]]) -> list[Outcome]:
    return outcomes.outcomes(home, pictures)


def draw_outcome(outcome: Outcome) -> None:
    """Draw the picture of an experiment beside what limits it, and all its differences below."""
    left, right = st.columns([7, 5], gap="medium") if outcome.points else (None, st.container())
    if left:
        along = "answers" if outcome.name.endswith("-again") else "labelled pictures"
        with left:
            st.altair_chart(
                charts.named_curves(outcome.points, outcome.value, along),
                width="stretch",
                alt=f"{outcome.name}: {outcome.headline}",
                key=f"outcome-{outcome.name}",
            )
    with right:
        st.caption(words.plain(outcome.asks))
        st.markdown(f":small[{words.plain(outcome.other_side)}]")
        seeds = next(iter(outcome.contrasts.values()))
        splits = len({*seeds.splits.tolist()})
        st.caption(f"{len(seeds.seeds)} seeds on {splits} splits. {outcomes.CAVEAT}")
    rows = [dict(zip(NAMED, cells, strict=True)) for cells in outcomes.contrast_rows(outcome)]
    st.dataframe(
        rows, hide_index=True, height="content", column_config={NAMED[0]: st.column_config.Column(width="large")}
    )
    st.code(f"python -m foxdog evidence {outcome.name} --out out/results", language="sh")
