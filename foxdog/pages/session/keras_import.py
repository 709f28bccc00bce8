"""Import Keras when the first model is needed: that takes seconds, and the head of the page is drawn before."""

import os
import sys
import tempfile
import threading

NOTICES = ("oneDNN custom operations are on", "before absl::InitializeLog()")
_lock = threading.Lock()


def import_keras() -> None:
    """Import Keras without two notices of TensorFlow, which no setting stops; it writes them past `sys.stderr`."""
    with _lock:
        if "keras" in sys.modules:
            return
        try:
            terminal = os.dup(2)
        except OSError:  # the server has no standard error, so no notice is seen either
            import keras

            return
        with tempfile.TemporaryFile("w+", errors="replace") as written:
            os.dup2(written.fileno(), 2)
            try:
                import keras  # noqa: F401
            finally:
                os.dup2(terminal, 2)
                os.close(terminal)
                written.seek(0)
                sys.stderr.writelines(line for line in written if not any(notice in line for notice in NOTICES))
