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
- The manager of uploaded files keeps all of them in memory until their session ends, without a limit. It calls nothing
  of ours when a file comes, so its method `add_file` is replaced. A file that it refuses would be an HTTP error in the
  browser; one without its bytes reaches the page, which says why.
- A component's `data` are searched for tables if they are a dict, and pandas is imported for that: half a second before
  the first question. A tuple goes over the wire as it is.
- A browser that has connected again asks for its page only if its last script was a fragment's or was interrupted, or
  if a fragment of the page runs at times. A server that has begun anew knows none of the page's fragments, and passes
  over what they are sent: `draw_after_restart` sees to it that the browser asks.
- A session is told to draw its page again by its last `ClientState`, which has the link that its browser shows.
"""

import asyncio
import threading
from collections.abc import Iterable
from concurrent.futures import CancelledError
from datetime import timedelta
from typing import Any

import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile as UploadedFile
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

OVER_SESSION, OVER_SERVER = "foxdog/over-session", "foxdog/over-server"  # the types of files that were too much
_limiting = threading.Lock()


@st.fragment(run_every=timedelta(days=1))
def draw_after_restart() -> None:
    """Have the browser ask for the whole page when it has connected again; this draws nothing."""


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


def limit_uploads(of_session: int, of_server: int) -> None:
    """Keep no more bytes of uploaded files than these; of a file that is too much only its name is kept.

    Its type is then OVER_SESSION or OVER_SERVER. Once the limits of a server are set, further calls change nothing.

    Args:
        of_session: Bytes of all files of one session.
        of_server: Bytes of all files of all sessions.
    """
    manager = _upload_manager()
    with _limiting:
        if manager is None or "add_file" in vars(manager):
            return
        add_file = manager.add_file

    def add_within_limits(session_id: str, file: UploadedFileRec) -> None:
        with _limiting:
            sizes = {session: _size(files.values()) for session, files in list(manager.file_storage.items())}
            if sizes.get(session_id, 0) + len(file.data) > of_session:
                file = file._replace(data=b"", type=OVER_SESSION)
            elif sum(sizes.values()) + len(file.data) > of_server:
                file = file._replace(data=b"", type=OVER_SERVER)
            add_file(session_id, file)

    vars(manager)["add_file"] = add_within_limits


def forget_uploads() -> None:
    """Give back the memory of all files that this session has sent; give their widgets new keys, which empties them."""
    context, manager = get_script_run_ctx(), _upload_manager()
    if context and manager:
        manager.remove_session_files(context.session_id)


def _upload_manager() -> MemoryUploadedFileManager | None:
    context = get_script_run_ctx()
    manager = context.uploaded_file_mgr if context else None
    return manager if isinstance(manager, MemoryUploadedFileManager) else None


def _size(files: Iterable[UploadedFileRec]) -> int:
    return sum(len(file.data) for file in list(files))


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


def _active(session: str) -> AppSession | None:
    """The session of this id, if a browser shows it."""
    manager = getattr(Runtime.instance(), "_session_mgr", None) if Runtime.exists() else None  # None in an AppTest
    found = manager.get_active_session_info(session) if manager else None
    return found.session if found else None
