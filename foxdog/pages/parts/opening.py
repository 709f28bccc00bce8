"""The link is the run: `?run=` and a token opens it, `?show=` and another token only shows it."""

from dataclasses import asdict

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from foxdog.pages.lesson import going_on
from foxdog.pages.lesson.lessons import LESSONS
from foxdog.pages.lesson.record import Progress
from foxdog.pages.session import datasets, opening, words
from foxdog.pages.session import run as runs
from foxdog.pages.session.keeping import others
from foxdog.pages.session.kept_pictures import LostError
from foxdog.pages.session.run import Run
from foxdog.pages.streamlit_compat import draw_session_again
from foxdog.store.record import StoreError, UnknownError, UnusableDatabaseError
from foxdog.store.tokens import is_token

ANSWER, SHOW = "run", "show"  # in the link
SEEN = "seen-links"  # tokens that this session has looked at: none is opened twice
NEW_RUN = "Here is a new one."
CLOSED = "closed"  # in the session's state: why the run that it was shown is gone


def open_link() -> bool:
    """Open the run that the link names, unless the session has it; before the settings' widgets are made.

    A run that cannot be opened gets a sentence, and the page starts a new run. Where it may be opened later, or is not
    shown any more, the page is only a sentence and a button.

    Returns:
        Whether the page is to be drawn.
    """
    slot = st.empty()  # also where nothing is opened: else all that follows would move up, and be built anew
    for name in (ANSWER, SHOW):
        token = st.query_params.get(name)
        if token is not None and token not in st.session_state.setdefault(SEEN, set()):
            st.session_state.pop(CLOSED, None)  # another link
            if problem := open_token(token, may_answer=name == ANSWER, slot=slot):
                st.warning(problem, icon=":material/cloud_off:")
                st.button("Try again", icon=":material/refresh:")
                return False
    run = runs.current()
    if run and run.keeping and run.keeping.lost and not run.may_answer:
        close(run, run.keeping.lost)
    if sentence := st.session_state.get(CLOSED):
        st.warning(sentence, icon=":material/link_off:")
        st.button("Start a run of your own", on_click=st.session_state.pop, args=(CLOSED,), icon=":material/add:")
        return False
    if run:
        write_link(run)
    return True


def close(run: Run, why: str) -> None:
    """Take a run that is not shown any more out of the session, and its pictures if they came with it."""
    del st.session_state["run"]
    if run.source == datasets.YOURS:
        datasets.forget_upload()
        st.session_state["pictures"] = datasets.names()[0]
    st.session_state[CLOSED] = why
    leave_link()


def open_token(token: str, may_answer: bool, slot: DeltaGenerator) -> str:
    """Open the run of a token, and set the settings to its own; `slot` shows how far that is.

    Returns:
        Why the database cannot say now whether there is such a run; "" if it did.
    """
    seen = st.session_state[SEEN]

    def note(done: int, total: int) -> None:
        slot.progress(done / total, text=f"It learns the run again: answer {done:,} of {total:,}")

    try:
        if not is_token(token):
            raise UnknownError
        with slot, st.spinner("The run is being opened ...", show_time=True):
            run = opening.open_run(token, may_answer, note)
    except UnknownError:
        refuse(f"No run has this link, or its link was revoked. {NEW_RUN}")
    except LostError as error:
        refuse(f"{words.sentence(error)} {NEW_RUN}")
    except UnusableDatabaseError as error:
        st.session_state["not-opened"] = f"{words.sentence(error)} {NEW_RUN}"
    except StoreError as error:
        return f"The run cannot be opened now: {error}. It is still at its link."
    else:
        settings = {"pictures": run.source, **asdict(run.loops.machine.settings)}
        st.session_state.update(settings)
        others_in_link = settings.keys() & st.query_params.keys()
        for key in others_in_link:
            del st.query_params[key]  # the run says what they are
        st.session_state.pop("to_start", None)
        if (lesson := st.query_params.get(going_on.KEY)) in LESSONS:  # it is set up already
            st.session_state[going_on.KEY] = Progress(LESSONS[lesson])
        for session in others(run.keeping):
            draw_session_again(session)  # from now on it looks for news
        if others_in_link:
            seen.add(token)
            st.rerun()  # the widgets would still take what the link said
    finally:
        slot.empty()
    seen.add(token)
    return ""


def refuse(sentence: str) -> None:
    """Say why the run of the link was not opened, and take it out of the link."""
    st.session_state["not-opened"] = sentence
    leave_link()


def leave_link() -> None:
    """Take the run out of the link."""
    for name in (ANSWER, SHOW):
        st.query_params.pop(name, None)


def write_link(run: Run) -> None:
    """Write the run into the link, once it is kept."""
    keeping = run.keeping
    if keeping is None or keeping.number is None or keeping.lost:
        return
    st.session_state.setdefault(SEEN, set()).add(keeping.token)
    mine, other = (ANSWER, SHOW) if keeping.may_answer else (SHOW, ANSWER)
    if st.query_params.get(mine) != keeping.token:
        st.query_params[mine] = keeping.token
    st.query_params.pop(other, None)


def say_what_happened(run: Run) -> None:
    """Say why the run of the link was not opened, until something is done in the new one."""
    if run.loop.answers:
        st.session_state.pop("not-opened", None)
    elif sentence := st.session_state.get("not-opened", ""):
        st.warning(sentence, icon=":material/link_off:")
