"""The picture sets that a session can learn from: drawn, photos, those the page was started with, and its own upload.

The first three are read once and shared, since nothing in a Dataset can be changed. An upload belongs to its session
alone: it is in the session's state and in a temporary file without a name, and both go when Streamlit drops the
session, some minutes after its page was closed or, on a quiet server, at the next visit. `kept_pictures` keeps it with
a run, if the person chooses that, and brings it back into another session that has the run's link.
"""

import logging
import os
import threading
from pathlib import Path

import streamlit as st

from foxdog.pictures import photos
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.pictures.sources import BUILT_IN, open_pictures

STARTED_WITH = os.environ.get("FOXDOG_PICTURES", "")  # a name or a path, from the person who starts the server
YOURS = "yours"  # the upload's name in settings


def names() -> list[str]:
    """The sets on offer, what the page was started with first; photos that are still being fetched do not come first.

    "photos" is always among them: a link may name it, and choosing it says how to get it.
    """
    shared = [*BUILT_IN, _started_with()] if fetching().going_on else [_started_with(), *BUILT_IN]
    return list(dict.fromkeys(filter(None, [*shared, *st.session_state.get("uploads", {})])))


def _started_with() -> str:
    """The name of the set that the page was started with, without its folder: visitors see it."""
    if STARTED_WITH in ("", *BUILT_IN):
        return STARTED_WITH
    name = Path(STARTED_WITH).name or "pictures"
    return f"{name} of this server" if name in (*BUILT_IN, YOURS) else name


def dataset_of(name: str) -> Dataset:
    """The set of this name. The one way to pictures: a name that is not on offer opens nothing, whoever sends it.

    Raises:
        DatasetError: It cannot be used; the message says what to do.
    """
    if name not in names():
        raise DatasetError("These pictures are not here (any more): choose a set on offer, or send your own again.")
    if name == YOURS:
        return st.session_state["uploads"][name]
    if name != "photos":
        return _shared(STARTED_WITH if name == _started_with() else name, 0)
    if fetching().going_on:
        raise DatasetError("The photos are being fetched; look again when they are here.")
    return _shared(name, len(photos.present(photos.home())))


@st.cache_resource(show_spinner="The pictures are being read ...", max_entries=8)
def _shared(source: str, there: int) -> Dataset:
    """The set, read once for each number of photos that are `there`: when more have come, it is read again."""
    return open_pictures(source)


def keep_upload(dataset: Dataset) -> None:
    """Make it the session's own set, in place of an earlier one."""
    st.session_state["uploads"] = {YOURS: dataset}


def upload() -> Dataset | None:
    """The session's own set, None where there is none."""
    return st.session_state.get("uploads", {}).get(YOURS)


def forget_upload() -> None:
    """Drop the session's own set."""
    st.session_state.pop("uploads", None)


class Fetching:
    """The download of the photos: one for the whole server, for all its sessions."""

    def __init__(self) -> None:
        self.done = self.total = 0  # photos
        self.outcome = ""  # what the last download came to, in words
        self.stop = threading.Event()  # ends the download soon; what arrived is kept
        self._thread = threading.Thread()
        self._lock = threading.Lock()

    @property
    def going_on(self) -> bool:
        """Whether photos are being fetched now."""
        return self._thread.is_alive()

    @property
    def complete(self) -> bool:
        """Whether all photos are there."""
        try:
            return len(photos.present(photos.home())) == len(photos.listed())
        except DatasetError:  # of a wrong $FOXDOG_PHOTOS_DIR, which `_fetch` says
            return False

    def start(self) -> None:
        """Fetch what is not there, unless that is going on."""
        with self._lock:
            if not self.going_on:
                self.done, self.total, self.outcome = 0, 0, ""
                self.stop.clear()
                self._thread = threading.Thread(target=self._fetch, name="photos", daemon=True)
                self._thread.start()

    def _fetch(self) -> None:
        try:
            self.outcome = str(photos.download(photos.home(), progress=self._note, stop=self.stop))
        except DatasetError as error:
            self.outcome = f"The download ended: {error}"
        except Exception:  # it would be lost in this thread
            logging.getLogger(__name__).exception("The download of the photos failed.")
            self.outcome = "The download ended by an error of the program, which the server has logged."

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@st.cache_resource(show_spinner=False)
def fetching() -> Fetching:
    """The download of this server. It begins at the first visit if the page was started with the photos."""
    download = Fetching()
    if STARTED_WITH == "photos" and not download.complete:
        download.start()
    return download
