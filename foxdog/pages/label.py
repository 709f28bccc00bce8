"""The Label page: a question, its answer, and what the answer did to the learning curve.

The page is drawn from the state of the run, from top to bottom. What takes time (training, the random baseline, the
ceiling) is computed last. The run changes only when that is complete, so a click in between loses nothing.
"""

import streamlit as st

from foxdog.learning.settings import Settings, SettingsError
from foxdog.pages.parts import link, question, settings_form
from foxdog.pages.parts.curve import Curve, draw_downloads
from foxdog.pages.session import run as runs
from foxdog.pages.session import words
from foxdog.pages.session.run import Run
from foxdog.pages.streamlit_compat import Slot, flush
from foxdog.pictures.dataset import DatasetError


def page() -> None:
    """Draw the page for the session's run, and start a run if there is none."""
    link.check(settings_form.offers())
    head = st.container(horizontal=True, vertical_alignment="center")
    with head:
        st.markdown("#### Fox or Dog", width="content")
        figures = [st.empty() for _ in range(3)]
        st.space("stretch")
        with st.popover("Settings", icon=":material/tune:", key="settings", on_change="rerun"):
            source, settings = settings_form.draw()
    link.say_what_was_ignored()
    run = runs.current() or start(source, settings)
    if run is None:
        return
    with head:
        draw_downloads(run)
    left, right = st.columns([5, 7], gap="large")
    with right:
        curve = Curve(run)
    draw_figures(run, figures)
    with left:
        learn_and_ask(run)
    draw_figures(run, figures)
    curve.draw()
    catch_up(run, curve)
    if runs.step_oracle(run):
        st.rerun()


def start(source: str, settings: Settings) -> Run | None:
    """Start the first run of the session. If it cannot be made, say why and return None."""
    try:
        with st.spinner("Starting: the first time Keras takes some ten seconds ...", show_time=True):
            return runs.start(source, settings)
    except (DatasetError, SettingsError) as error:
        st.error(words.sentence(error), icon=":material/error:")
        st.page_link("foxdog/pages/pictures.py", label="Choose or fetch pictures", icon=":material/photo_library:")
        return None


def draw_figures(run: Run, slots: list[Slot]) -> None:
    """Show how many labels are used, the round, and the test accuracy."""
    loop = run.loop
    last = loop.rounds[-1] if loop.rounds else None
    slots[0].badge(f"{len(loop.labelled)} of {loop.settings.budget} labels", icon=":material/label:", color="gray")
    slots[1].badge(f"round {last.number if last else 0}", icon=":material/replay:", color="gray")
    accuracy = f"test accuracy {last.accuracy:.1%}" if last else "training"
    slots[2].badge(accuracy, icon=":material/target:", color="orange")


def learn_and_ask(run: Run) -> None:
    """Show the question; before it, train on what is labelled, if it is time to."""
    slot = None
    if run.loop.to_teach:
        slot = st.empty()
        flush()
        with slot.container():
            train(run)
        slot.empty()
        flush()
    with st.container() if slot is None else slot.container():  # where nothing is trained `st.empty` would flicker
        question.draw(run)


def train(run: Run) -> None:
    """Train, and meanwhile show what the net learns from."""
    loop = run.loop
    if run.rounds_to_go:
        question.draw_progress(run, "train")
    if not loop.rounds:
        st.markdown(f"**It starts with {len(loop.initial)} labelled pictures** and learns from them now.")
    with st.spinner(f"Training on {len(loop.labelled)} labels ...", show_time=True):
        labels = dict(loop.labelled)
        with st.container(horizontal=True, gap="small"):
            for picture in loop.query.answered if loop.query else loop.initial:
                original, label = loop.dataset.originals[picture], labels[picture]
                alt = f"a picture labelled {loop.dataset.classes[label]}"
                st.image(original, caption=run.names[label], width=72, alt=alt)
        runs.teach(run)


def catch_up(run: Run, curve: Curve) -> None:
    """Teach the random baseline as far as the run, and measure the ceiling once, while the person thinks."""
    while runs.step_baseline(run):
        curve.draw()
    if not run.rounds_to_go and runs.measure_ceiling(run):
        curve.draw()


page()
