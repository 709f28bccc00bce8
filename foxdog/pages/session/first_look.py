"""A set's own body, trained by the server for one session in a thread of its own; one at a time on the whole server.

As with a comparison, only the session keeps it alive: the server holds a weak reference to it. When Streamlit drops the
session, the training ends with the update in hand, and nothing of it is kept.
"""

import logging
import threading
import time
import weakref
from dataclasses import dataclass, field

import streamlit as st

from foxdog.learning.settings import SettingsError
from foxdog.pages.session.background import minutes
from foxdog.pages.session.keras_import import import_keras
from foxdog.pictures.dataset import Dataset, DatasetError


@dataclass(eq=False)
class FirstLook:
    """What one session has asked for, and how far it is."""

    fingerprint: str  # of the pictures
    done: int = 0  # updates
    total: int = 0  # 0 until the first update is done
    began: float = 0.0  # s of `time.monotonic`
    outcome: str = ""  # how it ended, in words; "" until then
    digest: str = ""  # of the body, once it is kept
    stopping: bool = False  # whether it is to end with the update in hand

    @property
    def running(self) -> bool:
        """Whether the body is being trained."""
        return not self.outcome

    @property
    def share(self) -> float:
        """The share of all updates that is done, 0 to 1."""
        return self.done / max(1, self.total)

    @property
    def state(self) -> str:
        """How far it is, in words."""
        if not self.done:
            return "starting"
        left = (time.monotonic() - self.began) / self.done * (self.total - self.done)
        return f"{self.done} of {self.total} updates, {minutes(left)} left"


@dataclass
class FirstLookSlot:
    """The one body that the server trains at a time, of whichever session."""

    _thread: threading.Thread | None = None
    _look: "weakref.ref[FirstLook] | None" = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def busy(self) -> str:
        """Why nothing can be started now, in a sentence; "" if it can."""
        if self._thread is None or not self._thread.is_alive():
            return ""
        look = self._look() if self._look else None
        state = f" ({look.state})" if look and not look.stopping else ""
        return f"This server looks at one set at a time, and is looking at one{state}. Try again when it has ended."

    def start(self, dataset: Dataset) -> FirstLook:
        """Begin to train the body of these pictures; it goes on while the caller keeps what is returned.

        Raises:
            SettingsError: Another is being trained.
        """
        with self._lock:
            if busy := self.busy:
                raise SettingsError(busy)
            look = FirstLook(dataset.fingerprint, began=time.monotonic())
            self._look = weakref.ref(look)
            self._thread = threading.Thread(target=_train, args=(self._look, dataset), name="first look", daemon=True)
            self._thread.start()
        return look


@st.cache_resource(show_spinner=False)
def slot() -> FirstLookSlot:
    """The server's only slot."""
    return FirstLookSlot()


def current() -> FirstLook | None:
    """What this session has asked for, None before."""
    return st.session_state.get("first_look")


def start(dataset: Dataset) -> None:
    """Begin to train the body of these pictures for this session.

    Raises:
        SettingsError: Another is being trained.
    """
    st.session_state["first_look"] = slot().start(dataset)


def has_own_body(dataset: Dataset) -> bool:
    """Whether there is a body that has learned this set's pool; Keras must be imported to look, which takes seconds."""
    import_keras()
    from foxdog.learning.head_start import bodies

    return bodies.find(dataset) is not None


class _StoppedError(Exception):
    """Nobody waits for the body any more."""


def _train(held: "weakref.ref[FirstLook]", dataset: Dataset) -> None:
    """Train the body, keep it, and note how it ended."""

    def note(done: int, total: int) -> None:
        look = held()
        if look is None or look.stopping:
            raise _StoppedError
        if done == 1:
            look.began = time.monotonic()  # the first update also builds the net
        look.done, look.total = done, total

    digest = ""
    try:
        import_keras()
        from foxdog.learning.head_start import bodies

        body = bodies.make_body(dataset, progress=note)
        bodies.save(body, bodies.cache_file(dataset))
        ended, digest = "Runs on these pictures with a head start now begin from their own body.", body.digest
    except _StoppedError:
        ended = "Stopped: nothing of it is kept."
    except (DatasetError, OSError) as error:
        ended = f"It ended: {error}"
    except Exception:  # it would be lost in this thread
        logging.getLogger(__name__).exception("A first look failed.")
        ended = "It ended by an error of the program, which the server has logged."
    if look := held():
        look.digest, look.outcome = digest, ended
