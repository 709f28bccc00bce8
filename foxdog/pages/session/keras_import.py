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
    """Import Keras without two notices of TensorFlow, which no setting stops; it writes them past `sys.stderr`.

    The nets of `foxdog.learning.net_pool` are then kept: see `_keep_nets`.
    """
    with _lock:
        if "keras" not in sys.modules:
            _import_quietly()
        _keep_nets()


def _keep_nets() -> None:
    """Let Streamlit no longer empty Keras after each run of a page's script.

    It calls `keras.backend.clear_session`, which takes 0.1 to 0.3 s and empties what the fits of other sessions are
    using at that moment.
    """
    import keras

    keras.backend.clear_session = _clear_nothing


def _clear_nothing(free_memory: bool = True) -> None:
    """What Streamlit calls instead; the nets are few and are built once a process."""


def _import_quietly() -> None:
    """Import Keras while the notices go to a file."""
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
