"""Let it look at these pictures first: their own body is trained, without labels, and runs then start from it."""

import streamlit as st

from foxdog.learning.settings import SettingsError
from foxdog.pages.parts import stop_other
from foxdog.pages.session import first_look, words
from foxdog.pages.session.first_look import FirstLook
from foxdog.pages.session.run import Run
from foxdog.pictures.dataset import Dataset
from foxdog.pictures.sources import BUILT_IN

POLL = 1  # s


def draw(source: str, dataset: Dataset) -> None:
    """Draw the button that trains a set's own body, how far that is, or that it is there."""
    if source == BUILT_IN[0]:  # the drawn pictures come with theirs; of the photos some may be missing
        return
    look = first_look.current()
    if look is None or look.fingerprint != dataset.fingerprint:
        draw_offer(dataset)
    elif look.running:
        st.fragment(watch, run_every=POLL)(look)
    elif look.digest:
        st.success(
            f"{look.outcome} A run that was begun before does not: start it again.", icon=":material/visibility:"
        )
    else:
        st.warning(words.sentence(look.outcome))
        draw_offer(dataset)


def draw_offer(dataset: Dataset) -> None:
    """Draw the button, and what it does; only that it is done, where it is."""
    with st.spinner("Keras is being imported ..."):
        done = first_look.has_own_body(dataset)
    if done:
        st.caption(":material/visibility: Runs on these pictures with a head start begin from their own body.")
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="medium"):
        if st.button("Let it look at these pictures first", icon=":material/visibility:"):
            try:
                first_look.start(dataset)
            except SettingsError as error:
                st.warning(words.sentence(error), icon=":material/hourglass_top:")
            else:
                st.rerun()
        st.caption(
            f"A head start of their own: a body learns the {len(dataset.pool):,} pictures of the pool, and no others, "
            "without labels. This takes one and a half to three minutes on two cores; without it runs begin from a "
            "body that has seen other pictures. The server keeps its weights for these very pictures, and no picture.",
            width=760,
        )
    if busy := first_look.slot().busy:
        st.caption(words.sentence(busy))
        stop_other.draw(first_look.slot())


def watch(look: FirstLook) -> None:
    """Draw how far it is and a Stop button; draw the whole page again at its end."""
    if not look.running:
        st.rerun()
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            text = "Stopping ..." if look.stopping else f"It looks at these pictures, without labels: {look.state}"
            st.progress(look.share, text=text)
            st.button(
                "Stop",
                on_click=stop,
                args=(look,),
                icon=":material/stop_circle:",
                disabled=look.stopping,
                help="Nothing of it is kept.",
            )
        st.caption("It goes on while you use the other pages, and ends when this page is closed or reloaded.")


def stop(look: FirstLook) -> None:
    """End the training after the update in hand."""
    look.stopping = True


def is_older(run: Run, dataset: Dataset) -> bool:
    """Whether a run on these pictures was begun before their own body was made in this session."""
    look = first_look.current()
    made = look.digest if look and look.fingerprint == dataset.fingerprint else ""
    return bool(made) and run.loop.settings.model == "head-start" and made not in run.loop.recipe
