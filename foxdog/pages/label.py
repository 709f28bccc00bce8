"""The Label page: a question, its answer, and what the answer did to the crowd and to the learning curve.

`stage` draws the run, and tells here what the person did; `session.events` applies that, and the run's loop changes in
`session.run` and nowhere else. With a head start what an answer changes is computed before it is given. From scratch a
round takes a second or two: the stage says what is being done, and each round, the baseline and the ceiling are
computed by a script of their own.

Keras takes seconds to import. The run that the page starts with is recorded, so its first question needs no Keras: that
is imported while the person looks at the picture.
"""

import streamlit as st

from foxdog.pages import texts
from foxdog.pages.lesson import going_on, strip
from foxdog.pages.parts import (
    closer_look,
    link,
    next_steps,
    open_run,
    opening,
    save,
    settings_form,
    share,
    starting,
)
from foxdog.pages.session import events, round_queue
from foxdog.pages.session import run as runs
from foxdog.pages.stage import component, guests, scene
from foxdog.pages.streamlit_compat import draw_fragment_again

WITHOUT_SETTINGS = "<style>.st-key-settings {display: none}</style>"  # they are drawn, since they say what to run
WHAT_IT_IS = "The computer picks the pictures that puzzle it most. You tell it: fox or dog?"


def page() -> None:
    """Draw the page for the session's run, and start a run if there is none."""
    if not opening.open_link():
        return
    link.check(settings_form.offers() | going_on.offers())
    going_on.adopt_link()
    hide_settings_from_a_class()
    run = runs.current()
    over = bool(run and run.loop.over)
    with st.container(horizontal=True, vertical_alignment="center", key="head-over" if over else "head"):
        if run and over:
            next_steps.draw(run)
        else:
            st.markdown(f"**Fox or Dog** :gray[{WHAT_IT_IS}]", width="content")
        st.space("stretch")
        with st.popover("Settings", icon=":material/tune:", key="settings", on_change="rerun"):
            source, settings = settings_form.draw()
        if run:
            save.draw(run)
            share.draw(run)
    if run is None or "to_start" in st.session_state:
        saved = open_run.asked(source, settings)
        started = open_run.open_it(saved, source) if saved else starting.start(source, settings)
        st.session_state.pop("to_start", None)
        if started:
            opening.leave_link()
            st.rerun()  # the head was drawn for the run before
    link.say_what_was_ignored()
    if run := runs.current():
        draw_run(over)
        share.follow(run)
    else:
        st.page_link("foxdog/pages/pictures.py", label="Choose or fetch pictures", icon=":material/photo_library:")


def hide_settings_from_a_class() -> None:
    """Hide the settings if the link says so, also after a visit to another page, which forgets the link."""
    if st.query_params.get("view") == "class":
        st.session_state["class-view"] = True
    if st.session_state.get("class-view"):
        st.query_params["view"] = "class"
        st.html(WITHOUT_SETTINGS)


@st.fragment
def draw_run(over: bool) -> None:
    """Draw the run, and compute what is still to be computed of it; `over` is whether the page's head says so."""
    run = runs.current()
    assert run is not None  # the page draws no fragment before
    runs.prepare(run)
    drawn = runs.computed(run)
    share.draw_state(run)
    guided = strip.draw(run)
    if not guided.instead:
        busy = round_queue.place_in_words(run.id) or texts.learning(run.loop) if run.loop.to_teach else guided.busy
        busy = busy if run.may_answer else texts.ONLY_SHOWN
        more = {"predicted": guided.predicted, "guests": guests.guests(run)}
        component.mount({**scene.scene(run, busy), **more}, take_events)
        closer_look.draw(run)
    if bool(run.loop.over) != over or "to_start" in st.session_state:
        st.rerun()
    if runs.go_on(run) or runs.computed(run) != drawn:
        draw_fragment_again()


def take_events() -> None:
    """Apply what the person did."""
    if run := runs.current():
        events.take(run, component.events())


page()
