"""Import Keras when the first run is made: that takes seconds, and the head of the page is drawn before."""

import os
import sys
import tempfile

import streamlit as st

NOTICES = ("oneDNN custom operations are on", "before absl::InitializeLog()")


@st.cache_resource(show_spinner=False)  # once, also for two sessions at the same moment
def import_keras() -> None:
    """Import Keras without two notices of TensorFlow, which no setting stops; it writes them past `sys.stderr`."""
    terminal = os.dup(2)
    with tempfile.TemporaryFile("w+", errors="replace") as written:
        os.dup2(written.fileno(), 2)
        try:
            import keras  # noqa: F401
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
            written.seek(0)
            sys.stderr.writelines(line for line in written if not any(notice in line for notice in NOTICES))
