"""Long work that the server does for one session, in a thread of its own; one at a time of each kind on the server.

Only the session keeps a job alive: the server holds a weak reference to it. When Streamlit drops the session, some
minutes after its page was closed, the job is gone, and its thread ends with the step in hand.
"""

import logging
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from foxdog.learning.settings import SettingsError
from foxdog.pictures.dataset import DatasetError


@dataclass(eq=False)
class Job:
    """What one session has asked for, and how far it is."""

    outcome: str = field(default="", kw_only=True)  # how it ended, in words; "" until then
    stopping: bool = field(default=False, kw_only=True)  # whether it is to end with the step in hand
    by_teacher: bool = field(default=False, kw_only=True)  # whether the teacher stopped it, and not who started it

    @property
    def running(self) -> bool:
        """Whether it is being computed."""
        return not self.outcome

    @property
    def state(self) -> str:
        """How far it is, in words."""
        raise NotImplementedError

    @property
    def stopped(self) -> str:
        """What is left of it when it was stopped, in a sentence."""
        raise NotImplementedError

    @property
    def by_whom(self) -> str:
        """Who stopped it, in the middle of such a sentence; "" where it was who started it."""
        return " by the teacher" if self.by_teacher else ""


J = TypeVar("J", bound=Job)


class StoppedError(Exception):
    """Nobody waits for the job any more."""


class Held(Generic[J]):
    """A job as its thread sees it: it is there while the session keeps it and has not stopped it."""

    def __init__(self, job: J) -> None:
        self._job = weakref.ref(job)

    def look(self) -> J | None:
        """The job, stopped or not; None when its session is gone."""
        return self._job()

    def wanted(self) -> J:
        """The job; keep it in no variable between two steps, or it outlives its session.

        Raises:
            StoppedError: Its session is gone, or it has been stopped.
        """
        job = self._job()
        if job is None or job.stopping:
            raise StoppedError
        return job


class Slot(Generic[J]):
    """The one job of its kind that the server does at a time, of whichever session."""

    kind: str  # what it is called in a sentence: "comparison"
    full: str  # why another cannot be started, in a sentence with a {state}

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._held: Held[J] | None = None
        self._lock = threading.Lock()

    @property
    def busy(self) -> str:
        """Why nothing can be started now, in a sentence; "" if it can."""
        if self._thread is None or not self._thread.is_alive():
            return ""
        job = self._held.look() if self._held else None
        if job and not job.running:  # the thread has only to end
            return ""
        return self.full.format(state=f" ({job.state})" if job and not job.stopping else "")

    def stop_for_teacher(self) -> None:
        """End what is going on, whoever has started it."""
        if job := self._held.look() if self._held else None:
            job.stopping = job.by_teacher = True

    def begin(self, job: J, work: Callable[[Held[J]], str]) -> J:
        """Begin to do the work; it goes on while the caller keeps the job.

        Args:
            job: What is to be kept.
            work: Does it in the thread, and returns how it ended, in a sentence.

        Raises:
            SettingsError: Another is going on.
        """
        with self._lock:
            if busy := self.busy:
                raise SettingsError(busy)
            self._held = Held(job)
            arguments = self._held, work, self.kind
            self._thread = threading.Thread(target=_run, args=arguments, name=self.kind, daemon=True)
            self._thread.start()
        return job


def _run(held: Held[J], work: Callable[[Held[J]], str], kind: str) -> None:
    """Do the work, and note how it ended."""
    ended = ""
    try:
        ended = work(held)
    except StoppedError:
        pass  # noted below
    except (DatasetError, SettingsError, OSError) as error:
        ended = f"The {kind} ended: {error}"
    except Exception:  # it would be lost in this thread
        logging.getLogger(__name__).exception("A %s failed.", kind)
        ended = f"The {kind} ended by an error of the program, which the server has logged."
    if job := held.look():
        job.outcome = ended or job.stopped


def minutes(seconds: float) -> str:
    """A time in words, no more exact than it is known."""
    if seconds < 50:
        return "less than a minute"
    if seconds < 3600 * 1.5:
        whole = max(1, round(seconds / 60))
        return f"about {whole} minute{'s' if whole > 1 else ''}"
    return f"about {seconds / 3600:.1f} hours"
