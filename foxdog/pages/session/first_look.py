"""A set's own body, trained by the server for one session. What is stopped is not kept."""

import time
from dataclasses import dataclass

import streamlit as st

from foxdog.pages.session.background import Held, Job, Slot, minutes
from foxdog.pages.session.keras_import import import_keras
from foxdog.pictures.dataset import Dataset


@dataclass(eq=False)
class FirstLook(Job):
    """What one session has asked for, and how far it is."""

    fingerprint: str  # of the pictures
    done: int = 0  # updates
    total: int = 0  # 0 until the first update is done
    began: float = 0.0  # s of `time.monotonic`
    digest: str = ""  # of the body, once it is kept

    @property
    def share(self) -> float:
        """The share of all updates that is done, 0 to 1."""
        return self.done / max(1, self.total)

    @property
    def state(self) -> str:
        """How far it is, in words."""
        if not self.done:
            return "starting"
        done = f"{self.done} of {self.total} updates"
        if self.done == 1:  # how long one takes is not known yet
            return done
        left = (time.monotonic() - self.began) / (self.done - 1) * (self.total - self.done)
        return f"{done}, {minutes(left)} left"

    @property
    def stopped(self) -> str:
        """What is left of it when it was stopped, in a sentence."""
        return f"Stopped{self.by_whom}: nothing of it is kept."

    def note(self, done: int, total: int) -> None:
        """Note how many updates of how many are done."""
        if done == 1:
            self.began = time.monotonic()  # the first update also builds the net
        self.done, self.total = done, total


class FirstLookSlot(Slot[FirstLook]):
    """The one body that the server trains at a time."""

    kind = "first look"
    full = "This server looks at one set at a time, and is looking at one{state}. Try again when it has ended."

    def start(self, dataset: Dataset) -> FirstLook:
        """Begin to train the body of these pictures; it goes on while the caller keeps what is returned.

        Raises:
            SettingsError: Another is being trained.
        """

        def train(held: Held[FirstLook]) -> str:
            import_keras()
            from foxdog.learning.head_start import bodies

            body = bodies.make_body(dataset, progress=lambda done, total: held.wanted().note(done, total))
            bodies.save(body, bodies.cache_file(dataset))
            if look := held.look():
                look.digest = body.digest
            return "Runs on these pictures with a head start now begin from their own body."

        return self.begin(FirstLook(dataset.fingerprint, began=time.monotonic()), train)


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
