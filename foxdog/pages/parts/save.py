"""The downloads of a run."""

import streamlit as st

from foxdog import charts
from foxdog.learning import run_file
from foxdog.pages.parts import curve
from foxdog.pages.session.run import Run


def draw(run: Run) -> None:
    """Draw the downloads of the curve and of the whole run; each file is made when its button is pressed."""
    files = (
        ("Curve (CSV)", lambda: run_file.curve_csv(run.loop), "curve.csv", "text/csv"),
        ("Curve (PNG)", lambda: _png(run), "curve.png", "image/png"),
        ("Whole run (JSON)", lambda: _json(run), "run.json", "application/json"),
    )
    with st.popover("Save", icon=":material/download:"):
        for label, make, file, kind in files:
            st.download_button(label, make, file, kind, on_click="ignore", width="stretch")


def _png(run: Run) -> bytes:
    settings = run.loop.settings
    return charts.png(curve.chart(run, 360), charts.title(run.loop.dataset.name, settings.seed, settings.batch))


def _json(run: Run) -> str:
    from foxdog.learning import cnn  # it imports Keras, which the first drawing of the page must not wait for

    return run_file.run_json(run.loop, cnn.RECIPE, run.ceiling)
