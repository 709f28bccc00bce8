"""All that the pages rely on and Streamlit does not document; look here first when Streamlit is upgraded.

- A number in the link that is infinite raises an OverflowError inside `st.number_input`, and a value that a select box
  does not offer is ignored without a word: `parts.link` looks at the link before the widgets do.
- A callback sees the value of a select box as the browser sent it, before Streamlit has compared it with the options:
  `session.datasets` and `Settings.check` refuse what was not offered.
- Whatever is deleted from `st.query_params` before its widget is made is gone after `st.rerun()`, too.
- Bare addresses and emoji names become links and emoji after Markdown was read, so that backslashes do not stop them:
  `foxdog.text.escape_markdown` does.
- A session that nobody looks at is dropped, and all that only its state holds with it: `session.background` needs that.
- Sessions that left are in a cache whose old entries go only when a new one comes: `session.leaving` needs them to go.
- A fragment can run itself again only while nothing else of the page runs, and nothing tells it whether that is so.
- A component's `data` go over the wire at each drawing, and its JavaScript with them. What the browser is to keep goes
  to the manager of media files, which forgets it when a later drawing of the page does not name it.
- A component's `data` are searched for tables if they are a dict, and pandas is imported for that: half a second before
  the first question. A tuple goes over the wire as it is.
"""

import asyncio
from concurrent.futures import CancelledError
from typing import Any

import streamlit as st
from streamlit.runtime import Runtime
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


def drop_sessions_that_left() -> int:
    """Shut down the sessions whose browser has been gone for two minutes. Returns how many these were.

    The server's sessions are changed in its event loop only, so this waits for it; call it from no script.
    """
    runtime = Runtime.instance() if Runtime.exists() else None
    if type(runtime) is not Runtime:  # none, or the stand-in of Streamlit's own test runner
        return 0
    manager: Any = runtime._session_mgr  # nothing public lets an old entry go

    async def drop() -> int:
        with manager._storage_lock:
            gone = manager._session_storage._cache.expire()
        for _, info in gone:
            info.session.shutdown()
        return len(gone)

    try:
        return asyncio.run_coroutine_threadsafe(drop(), runtime._get_async_objs().eventloop).result()
    except (CancelledError, RuntimeError):  # the server is ending
        return 0
