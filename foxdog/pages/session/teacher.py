"""The teacher's link: `?teacher=` and the word in $FOXDOG_TEACHER. Its session may stop what others have started."""

import hmac
import os

import streamlit as st

WORD, KEY = "FOXDOG_TEACHER", "teacher"


def note_link() -> None:
    """Remember whether the link has the teacher's word, and take the word out of it: a projector shows the link."""
    given = st.query_params.get(KEY)
    if given is None:
        return
    word = os.environ.get(WORD, "")
    st.session_state["is-teacher"] = bool(word) and hmac.compare_digest(given.encode(), word.encode())
    del st.query_params[KEY]


def is_teacher() -> bool:
    """Whether the session was opened by the teacher's link."""
    return st.session_state.get("is-teacher", False)
