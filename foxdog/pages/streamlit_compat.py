"""All that the pages rely on and Streamlit does not document; look here first when Streamlit is upgraded.

- A number in the link that is infinite raises an OverflowError inside `st.number_input`, and a value that a select box
  does not offer is ignored without a word: `parts.link` looks at the link before the widgets do.
- A callback sees the value of a select box as the browser sent it, before Streamlit has compared it with the options:
  `session.datasets` and `Settings.check` refuse what was not offered.
- Whatever is deleted from `st.query_params` before its widget is made is gone after `st.rerun()`, too.
- Bare addresses and emoji names become links and emoji after Markdown was read, so that backslashes do not stop them:
  `foxdog.text.escape_markdown` does.
- A session that nobody looks at is dropped, and all that only its state holds with it: `session.background` needs that.
- A fragment can run itself again only while nothing else of the page runs, and nothing tells it whether that is so.
- A component's `data` go over the wire at each drawing, and its JavaScript with them. What the browser is to keep goes
  to the manager of media files, which forgets it when a later drawing of the page does not name it.
- A component's `data` are searched for tables if they are a dict, and pandas is imported for that: half a second before
  the first question. A tuple goes over the wire as it is.
- A session is told to draw its page again by its last `ClientState`, which has the link that its browser shows.
"""

import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import get_script_run_ctx


def draw_fragment_again() -> None:
    """Run the fragment again, or the whole page if it runs as part of that."""
    context = get_script_run_ctx()
    st.rerun(scope="fragment" if context and context.fragment_ids_this_run else "app")


def media(content: bytes, kind: str, place: str) -> str:
    """Where the browser finds a file while this session's page shows it, relative to the page.

    Args:
        content: Its bytes.
        kind: Its MIME type.
        place: What it is for; another file of the same place takes its place.
    """
    if not Runtime.exists():
        return place  # in tests of the data alone
    return Runtime.instance().media_file_mgr.add(content, kind, place).lstrip("/")


def session_id() -> str:
    """The id of the session whose script this is; "" outside a session."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def is_connected(session: str) -> bool:
    """Whether a browser shows this session now."""
    return _active(session) is not None


def draw_session_again(session: str) -> None:
    """Have another session's page drawn again, if a browser shows it."""
    if found := _active(session):
        state = ClientState()
        state.CopyFrom(found._client_state)
        state.fragment_id = ""  # the whole page
        found.request_rerun(state)


def _active(session: str) -> AppSession | None:
    """The session of this id, if a browser shows it."""
    manager = getattr(Runtime.instance(), "_session_mgr", None) if Runtime.exists() else None  # None in an AppTest
    found = manager.get_active_session_info(session) if manager else None
    return found.session if found else None
