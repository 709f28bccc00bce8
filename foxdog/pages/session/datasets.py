"""The picture sets that a session can learn from: drawn, photos, those the page was started with, and its own upload.

The first three are read once and shared, since nothing in a Dataset can be changed. An upload belongs to its session
alone: it is in the session's state and in a temporary file without a name, and both go when Streamlit drops the
session, some minutes after its page was closed or, on a quiet server, at the next visit.
"""

import os
import threading
from dataclasses import dataclass, field

import streamlit as st

from foxdog.pictures import photos
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.pictures.sources import open_pictures

STARTED_WITH = os.environ.get("FOXDOG_PICTURES", "")  # set by whoever starts the page, never by a link
YOURS = "yours"  # the upload's name in settings


def names() -> list[str]:
    """The sets on offer, what the page was started with first; photos that are still being fetched do not come first.

    "photos" is always among them: a link may name it, and choosing it says how to get it.
    """
    first = [STARTED_WITH] if STARTED_WITH and not fetching().going_on else []
    own = [YOURS] if YOURS in st.session_state.setdefault("uploads", {}) else []
    return list(dict.fromkeys([*first, "drawn", "photos", *filter(None, [STARTED_WITH]), *own]))


def dataset_of(source: str) -> Dataset:
    """The set of this name.

    Raises:
        DatasetError: It cannot be used; the message says what to do.
    """
    if source == YOURS:
        if source not in st.session_state.setdefault("uploads", {}):
            raise DatasetError("Your pictures are gone with the session they were sent in; send them again.")
        return st.session_state["uploads"][source]
    if source != "photos":
        return _shared(source, 0)
    if fetching().going_on:
        raise DatasetError("The photos are being fetched; look again when they are here.")
    return _shared(source, len(photos.present(photos.home())))


@st.cache_resource(show_spinner="Reading the pictures ...", max_entries=8)
def _shared(source: str, there: int) -> Dataset:
    """The set, read once for as many photos as are `there`: when more have come, it is read again."""
    return open_pictures(source)


def keep_upload(dataset: Dataset) -> None:
    """Make it the session's own set, in place of an earlier one."""
    st.session_state["uploads"] = {YOURS: dataset}


@dataclass
class Fetching:
    """The download of the photos: one for the whole server, however many sessions ask for it.

    Attributes:
        done: Photos settled so far.
        total: Photos in all.
        outcome: What the last download came to, in words; "" before the first has ended.
    """

    done: int = 0
    total: int = 0
    outcome: str = ""
    _thread: threading.Thread | None = field(default=None, repr=False)
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def going_on(self) -> bool:
        """Whether photos are being fetched now."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def complete(self) -> bool:
        """Whether all photos are there."""
        return len(photos.present(photos.home())) == len(photos.listed())

    def start(self) -> None:
        """Fetch what is not there, unless that is going on."""
        with self._lock:
            if not self.going_on:
                self.done, self.total, self.outcome = 0, 0, ""
                self._stop.clear()
                self._thread = threading.Thread(target=self._fetch, name="photos", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """End the download soon; what arrived is kept."""
        self._stop.set()

    def _fetch(self) -> None:
        try:
            self.outcome = str(photos.download(photos.home(), progress=self._note, stop=self._stop))
        except Exception as error:  # in a thread of its own nobody else would see it
            self.outcome = f"The download ended: {error}"

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@st.cache_resource(show_spinner=False)
def fetching() -> Fetching:
    """The server's one download; begun at the first visit where the page was started with the photos."""
    download = Fetching()
    if STARTED_WITH == "photos" and not download.complete:
        download.start()
    return download
