"""The learning curve of a run, what it says in words, and the downloads."""

import altair as alt
import streamlit as st

from foxdog import charts, evidence
from foxdog.learning import findings, run_file
from foxdog.learning.loop import Loop
from foxdog.pages.session.run import Run

HEIGHT = 420  # px


class Curve:
    """The curve so far; it is drawn again in the same slot when there is more of it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._chart = st.altair_chart(chart(run), width="stretch", alt=_in_words(run.loop))  # `st.empty` would blink
        self._text = st.caption(_insight(run.loop))

    def draw(self) -> None:
        """Draw the curve as it is now."""
        self._chart.altair_chart(chart(self._run), width="stretch", alt=_in_words(self._run.loop))
        self._text.caption(_insight(self._run.loop))


def chart(run: Run, height: int = HEIGHT) -> alt.LayerChart:
    """The chart of the run's curve, its random baseline and the ceiling, as far as they are known."""
    settings = run.loop.settings
    return charts.learning_curve(run_file.curve_rows(run.loop), settings.strategy, settings.budget, run.ceiling, height)


def draw_downloads(run: Run) -> None:
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
    what = evidence.pictures_and_start(run.loop.dataset.name, settings.model)
    return charts.png(chart(run, 360), charts.title(what, settings.seed, settings.batch))


def _json(run: Run) -> str:
    return run_file.run_json(run.loop, run.ceiling)


def _in_words(loop: Loop) -> str:
    last = f"Last: {loop.rounds[-1].accuracy:.1%} with {loop.rounds[-1].labelled} labels." if loop.rounds else ""
    return f"Test accuracy against labelled pictures. {last or 'No point yet.'}"


def _insight(loop: Loop) -> str:
    test = len(loop.dataset.test)
    start = f"Accuracy on {test} test pictures that it never learns from; both curves start from the same labels."
    sentences = [_against_random(loop) or start]
    if loop.baseline and not loop.baseline.over and len(loop.baseline.rounds) < len(loop.rounds):
        sentences.append("The random baseline is still learning.")
    wrong, given = findings.wrong_answers(loop)
    if given:
        sentences.append(f"Your answers that differ from the true labels: {wrong} of {given}.")
    return " ".join(sentences)


def _against_random(loop: Loop) -> str:
    paired = findings.last_paired(loop)
    if paired is None or paired[0].number == 0:
        return ""
    mine, random = paired
    if loop.settings.strategy == evidence.BASELINE and (mine.proba == random.proba).all():
        return "This run is its own baseline: random choice."
    difference = evidence.paired_difference(mine.correct, random.correct)
    return evidence.one_run_sentence(difference, mine.labelled, loop.settings.strategy)
