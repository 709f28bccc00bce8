"""The downloads of a run: its curve as rows and as a picture, the whole of it, and its labels."""

import streamlit as st

from foxdog import evidence
from foxdog.learning import labels, run_file
from foxdog.pages.parts import open_run
from foxdog.pages.session.run import Run


def draw(run: Run) -> None:
    """Draw the downloads; each file is made when its button is pressed."""
    files = (
        ("Curve (CSV)", lambda: run_file.curve_csv(run.loop), "curve.csv", "text/csv"),
        ("Curve (PNG)", lambda: _png(run), "curve.png", "image/png"),
        ("Whole run (JSON)", lambda: run_file.run_json(run.loop, run.ceiling), "run.json", "application/json"),
        ("Labels (CSV)", lambda: labels.labels_csv(run.loop), "labels.csv", "text/csv"),
        (
            "Labels (Label Studio)",
            lambda: labels.label_studio_json(run.loop),
            "label-studio.json",
            "application/json",
        ),
        ("Labels (Hugging Face)", lambda: labels.hugging_face_csv(run.loop), "metadata.csv", "text/csv"),
    )
    with st.popover("Save", icon=":material/download:"):
        for label, make, file, kind in files:
            st.download_button(label, make, file, kind, on_click="ignore", width="stretch")
        open_run.draw()


def _png(run: Run) -> bytes:
    from foxdog import charts  # half a second, for who saves the picture

    settings, rows = run.loop.settings, run_file.curve_rows(run.loop)
    chart = charts.learning_curve(rows, settings.strategy, settings.budget, run.ceiling)
    what = evidence.pictures_and_start(run.loop.dataset.name, settings.model)
    return charts.png(chart, charts.title(what, settings.seed, settings.batch))
