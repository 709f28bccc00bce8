"""Import Keras, and all else that computes a round, when it is needed or while a person reads: that takes seconds."""

import os
import sys
import tempfile
import threading

NOTICES = ("oneDNN custom operations are on", "before absl::InitializeLog()")
_lock = threading.Lock()
_asked = threading.Lock()  # taken once, by whoever asks first
_awake = threading.Event()


def is_awake() -> bool:
    """Whether a round can be computed without a wait for an import."""
    return _awake.is_set()


def wake() -> None:
    """Begin to import all that computes a round, in a thread of its own; only the first call in a process does."""
    if _asked.acquire(blocking=False):
        threading.Thread(target=_import_all, name="keras import", daemon=True).start()


def _import_all() -> None:
    import_keras()
    from foxdog.learning import learner  # noqa: F401 - with modAL and scikit-learn
    from foxdog.learning.head_start import head  # noqa: F401
    from foxdog.store import store  # noqa: F401 - SQLAlchemy, which the first answer needs

    _awake.set()


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
