"""The Label page: a question, its answer, and what the answer did to the learning curve.

The page is drawn from the state of the run, from top to bottom. What takes time (a net from scratch, its random
baseline, the ceiling) is computed last; with a head start all of it takes milliseconds, and comes first. The run
changes only when that is complete, so a click in between loses nothing.
"""

import streamlit as st

from foxdog.learning.settings import Settings
from foxdog.pages.parts import link, question, settings_form, starting
from foxdog.pages.parts.curve import Curve, draw_downloads
from foxdog.pages.session import run as runs
from foxdog.pages.session.run import Run
from foxdog.pages.streamlit_compat import Slot, flush


def page() -> None:
    """Draw the page for the session's run, and start a run if there is none."""
    link.check(settings_form.offers())
    run = runs.current()
    if run and run.quick:
        runs.keep_up(run)
    head = st.container(horizontal=True, vertical_alignment="center")
    with head:
        st.markdown("#### Fox or Dog", width="content")
        figures = [st.empty() for _ in range(3)]
        if run:
            draw_figures(run, figures)
        st.space("stretch")
        with st.popover("Settings", icon=":material/tune:", key="settings", on_change="rerun"):
            source, settings = settings_form.draw()
    link.say_what_was_ignored()
    run = find_or_start(source, settings)
    if run is None:
        return
    if run.quick:
        runs.keep_up(run)
    with head:
        draw_downloads(run)
    left, right = st.columns([5, 7], gap="large")
    with right:
        curve = Curve(run)
    draw_figures(run, figures)
    with left:
        learn_and_ask(run)
    if not run.quick:
        draw_figures(run, figures)
        curve.draw()
        catch_up(run, curve)
    if runs.step_oracle(run):
        st.rerun()


def find_or_start(source: str, settings: Settings) -> Run | None:
    """The session's run; the first one, and one that the settings' button asked for, is started. None if it cannot."""
    run = runs.current()
    if run and "to_start" not in st.session_state:
        return run
    started = starting.start(source, settings)
    if st.session_state.pop("to_start", False) and started:
        st.rerun()  # the settings were drawn for the run before
    if not (run or started):
        st.page_link("foxdog/pages/pictures.py", label="Choose or fetch pictures", icon=":material/photo_library:")
    return started or run


def draw_figures(run: Run, slots: list[Slot]) -> None:
    """Show how many labels are used, the round, and the test accuracy."""
    loop = run.loop
    last = loop.rounds[-1] if loop.rounds else None
    slots[0].badge(f"{len(loop.labelled)} of {loop.settings.budget} labels", icon=":material/label:", color="gray")
    slots[1].badge(f"round {last.number if last else 0}", icon=":material/replay:", color="gray")
    accuracy = f"test accuracy {last.accuracy:.1%}" if last else "learning"
    slots[2].badge(accuracy, icon=":material/target:", color="orange")


def learn_and_ask(run: Run) -> None:
    """Show the question; before it, teach what is labelled, if it is time to."""
    slot = None
    if run.loop.to_teach:
        slot = st.empty()
        flush()
        with slot.container():
            teach(run)
        slot.empty()
        flush()
    if run.rounds_to_go:
        st.empty()  # in the place of the question, whose buttons would stay while scripts follow one another
    with st.container() if slot is None else slot.container():  # where nothing is taught `st.empty` would flicker
        question.draw(run)


def teach(run: Run) -> None:
    """Teach the learner, and meanwhile show what it learns from."""
    loop = run.loop
    if run.rounds_to_go:
        question.draw_progress(run, "teach")
    if not loop.rounds:
        st.markdown(f"**It starts with {len(loop.initial)} labelled pictures** and learns from them now.")
    with st.spinner(f"It learns from {len(loop.labelled)} labels ...", show_time=True):
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
