"""Import Keras when the first run is made: that takes seconds, and the head of the page is drawn before."""

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

NOTICES = (b"oneDNN custom operations are on", b"before absl::InitializeLog()")  # of TensorFlow; no setting stops them
_lock = threading.Lock()


def estimator() -> ModuleType:
    """The module `foxdog.learning.estimator`; the first call imports Keras."""
    with _lock, _without_notices():
        from foxdog.learning import estimator
    return estimator


@contextmanager
def _without_notices() -> Iterator[None]:
    """Keep TensorFlow's notices from the terminal; it writes them past Python, so the file descriptor is redirected."""
    if "keras" in sys.modules:
        yield
        return
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as written:
        os.dup2(written.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
            written.seek(0)
            others = [line for line in written if not any(notice in line for notice in NOTICES)]
            sys.stderr.write(b"".join(others).decode(errors="replace"))
