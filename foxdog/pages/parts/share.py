"""The links of a run: what each may do, who else has the run open, and whether its answers are kept."""

from collections.abc import Callable

import streamlit as st

from foxdog.pages.parts import opening
from foxdog.pages.session import datasets, kept_pictures
from foxdog.pages.session import run as runs
from foxdog.pages.session.keeping import Keeping, others
from foxdog.pages.session.kept_pictures import TooLargeError, megabytes
from foxdog.pages.session.run import Run
from foxdog.store.record import StoreError

MAY = {
    opening.ANSWER: "Whoever has this link may answer, from any browser. It brings the run back on another day, too.",
    opening.SHOW: "Whoever has this link sees the run, and answers nothing.",
}
NAMES = {opening.ANSWER: "The run", opening.SHOW: "Only to see"}
NO_LINK_YET = "From the first answer on the run has a link. It brings the run back, in any browser."
NOT_YET = "That could not be kept, so it does not count yet: {why}. It is tried again every three seconds."
NOT_DONE = "That could not be kept, so it was not done: {why}. Please try it again."
KEEP, ASKED = "keep-pictures", "keep-pictures-asked"  # the switch, and what it was just set to
GO = "They go with your session, and then the links open no run any more."
STAY = "They are kept with the run, so the links open it on another day, too."
NOT_KEPT_HERE = "This server keeps no visitor's pictures."
WHO_SEES = "Whoever has a link sees kept pictures. They go with the run, or when you switch this off."
GOES = "A run that nobody opens for 90 days is deleted."


@st.fragment
def draw(run: Run) -> None:
    """Draw the links, in a row that is there; they are made when the panel is opened."""
    keeping = run.keeping
    if keeping is None or not keeping.may_answer:
        return
    panel = st.popover("Share", icon=":material/share:", key="share", on_change="rerun")
    with panel:
        if keeping.lost:
            st.markdown(keeping.lost)
        elif keeping.number is None:
            st.markdown(NO_LINK_YET)
        else:
            draw_links(keeping)
            if run.source == datasets.YOURS and panel.open:
                draw_pictures(run, keeping)
            st.caption(GOES)


def draw_links(keeping: Keeping) -> None:
    """Draw both links, each with a button that revokes it."""
    tokens = {opening.ANSWER: keeping.token, opening.SHOW: keeping.view}
    revoke = {opening.ANSWER: keeping.revoke, opening.SHOW: keeping.revoke_view}
    for name, token in tokens.items():
        st.markdown(f"**{NAMES[name]}.** {MAY[name]}")
        st.code(address(name, token), language=None, wrap_lines=True)
        also = " The link that only shows changes with it." if name == opening.ANSWER else ""
        st.button(
            "Revoke, and make a new one",
            key=f"revoke-{name}",
            help=f"The link above then opens nothing any more.{also}",
            on_click=try_to,
            args=(revoke[name],),
            icon=":material/link_off:",
        )
    if problem := st.session_state.pop("not-revoked", ""):
        st.error(problem, icon=":material/error:")


def draw_pictures(run: Run, keeping: Keeping) -> None:
    """Draw the choice whether the run's uploaded pictures are kept with it, and do what was chosen."""
    if not kept_pictures.may_be_kept(run):
        st.markdown(f"**Your pictures.** {GO} {NOT_KEPT_HERE}")
        return
    problem = do_what_was_chosen(run, keeping)
    try:
        kept = keeping.size_of_pictures()
    except StoreError as error:
        problem = problem or f"Whether your pictures are kept cannot be seen now: {plain(error)}."
    else:
        about, most = kept_pictures.size_of(run.loop.dataset), kept_pictures.most_of_run()
        st.markdown(f"**Your pictures.** {GO if kept is None else STAY}")
        st.session_state[KEEP] = kept is not None  # another tab may have changed it, or it could not be written
        st.toggle("Keep my pictures on this server", key=KEEP, on_change=note_choice)
        size = f"About {megabytes(about)}" if kept is None else megabytes(kept)
        st.caption(f"{size} of the {megabytes(most)} that a run may keep. {WHO_SEES}")
    if problem:
        st.error(problem, icon=":material/error:")


def note_choice() -> None:
    """Note what the switch was set to; it is done where the page can say that it takes time."""
    st.session_state[ASKED] = st.session_state[KEEP]


def do_what_was_chosen(run: Run, keeping: Keeping) -> str:
    """Keep the pictures, or delete those that are kept. Returns why that was not done, "" if it was."""
    slot, chosen = (
        st.empty(),
        st.session_state.pop(ASKED, None),
    )  # always there: what follows stays
    if chosen is None:
        return ""
    try:
        with slot, st.spinner("The pictures are being kept ..." if chosen else "The pictures are being deleted ..."):
            kept_pictures.keep(run) if chosen else keeping.drop_pictures()
    except TooLargeError as error:
        return str(error)
    except StoreError as error:
        return f"The pictures are {'not' if chosen else 'still'} kept: {plain(error)}."
    return ""


def plain(error: StoreError) -> str:
    """What the database says, to be put at the end of a sentence."""
    return str(error).removesuffix(".")


def try_to(revoke: Callable[[], None]) -> None:
    """Revoke a link; where the database does not, say why."""
    try:
        revoke()
    except StoreError as error:
        st.session_state["not-revoked"] = f"The link was not revoked: {error}"


def address(name: str, token: str) -> str:
    """The whole link, as another browser needs it."""
    here = (st.context.url or "").split("?")[0]
    return f"{here}?{name}={token}"


def draw_state(run: Run) -> None:
    """Say what is not kept, and write the run into the link once it is kept."""
    opening.say_what_happened(run)
    keeping = run.keeping
    if keeping is None:
        return
    if keeping.lost:
        st.warning(keeping.lost, icon=":material/cloud_off:")
    if keeping.problem:
        said = NOT_YET if keeping.sent_again else NOT_DONE
        st.error(said.format(why=keeping.problem), icon=":material/error:")
    opening.write_link(run)


def follow(run: Run) -> None:
    """Look for what other sessions do in this run, every second, while one of this server has it open, too."""
    if others(run.keeping):
        look_for_news(run)


@st.fragment(run_every=1)
def look_for_news(run: Run) -> None:
    """Draw the page again when there is something new, nobody else is left, or the link was revoked."""
    if runs.current() is not run or run.keeping is None or run.keeping.lost:
        return
    if runs.catch_up(run) or run.keeping.lost or not others(run.keeping):
        st.rerun()
