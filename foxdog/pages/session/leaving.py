"""What a session held is given back soon after it has left.

Streamlit keeps a session for two minutes after its browser has gone, so that a browser that lost its connection finds
it again. After that it drops the session only when another one leaves. Here a thread looks every few seconds, and gives
the memory back to the system. So Streamlit need not look through the whole memory after each run of a script
(`runner.postScriptGC` in `.streamlit/config.toml`), which takes a third of a second once Keras is imported.
"""

import ctypes
import gc
import sys
import threading
import time

import streamlit as st

from foxdog.pages.streamlit_compat import drop_sessions_that_left

LOOK = 15.0  # s between two looks


@st.cache_resource(show_spinner=False)
def watch_sessions() -> threading.Thread:
    """Begin to look for sessions that have left, once a server."""
    thread = threading.Thread(target=_watch, name="leaving", daemon=True)
    thread.start()
    return thread


def _watch() -> None:
    while True:
        time.sleep(LOOK)
        if drop_sessions_that_left():
            give_back()


def give_back() -> None:
    """Collect what nobody refers to any more, and give free memory back to the system where it can take it."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, other C libraries do not
        if trim:
            trim(0)
