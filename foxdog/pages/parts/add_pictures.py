"""Add pictures: fetch the photos, or send pictures of one's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from foxdog.pages.parts import proposal
from foxdog.pages.session import datasets, upload_limits, words
from foxdog.pages.streamlit_compat import UploadedFile, forget_uploads
from foxdog.pictures import intake
from foxdog.pictures.dataset import Dataset, DatasetError

# What cannot be read may be sent too, so that it is named as left out and not dropped without a word.
UPLOAD_TYPES = sorted(suffix.removeprefix(".") for suffix in intake.SUFFIXES | intake.NOT_READ)
WAYS = ("A zip or tar", "A folder", "Files of each class")
TABLES = ["csv", "tsv", "json", "jsonl"]  # photos.csv says who took what; others have the labels
Read = Callable[..., Dataset]  # (progress, choice=...) -> the set


@dataclass(frozen=True)
class Pictures:
    """What a person has sent."""

    files: tuple[str, ...]  # tells it from what was sent before
    read: Read


def draw() -> str:
    """Draw both ways to add pictures. Returns the name of the set that the person turns to, or ""."""
    question = st.container()
    ways = st.expander("What was sent") if "unsure" in st.session_state else st.container()
    left, right = ways.columns(2, gap="large")
    with left:
        st.markdown("##### 1,257 real photos")
        st.markdown(
            "Foxes, German shepherds, chihuahuas, collies and dalmatians from Animals with Attributes 2 (Xian et al. "
            "2018). They do not come with the project; this fetches them, 56 MB, checks each, and keeps them."
        )
        draw_fetching()
    with right:
        st.markdown("##### Your own pictures")
        st.markdown(
            "Two classes, at least 40 pictures of each, in two folders, with a table of labels, or named in each file. "
            "What cannot be used, or is there twice, is left out and named. "
            "Your pictures stay in this session: nobody else sees them. When you close or reload the page they are "
            "gone for you, and the server drops them with the session, some minutes later or at its next visitor, "
            "unless you choose in Share to keep them with a run."
        )
        uploaded = draw_upload(question)
    return "photos" if st.session_state.pop("look_at_photos", False) else uploaded


@st.fragment(run_every=1)
def draw_fetching() -> None:
    """Draw how far the download of the photos is, and how to start and to stop it; it is one for all sessions."""
    fetching = datasets.fetching()
    if fetching.going_on:
        share = fetching.done / max(1, fetching.total)
        st.progress(share, text=f"{fetching.done:,} of {fetching.total:,} photos" if fetching.total else "Starting ...")
        st.button("Stop", on_click=fetching.stop.set, icon=":material/stop_circle:", help="What arrived is kept.")
        return
    if fetching.outcome:
        (st.success if fetching.complete else st.warning)(words.sentence(fetching.outcome))
    if not fetching.complete:
        st.button("Download the photos", on_click=fetching.start, type="primary", icon=":material/download:")
    elif st.button("Look at the photos", icon=":material/photo_library:"):
        st.session_state["look_at_photos"] = True
        st.rerun()


def draw_upload(question: DeltaGenerator) -> str:
    """Draw the ways to send pictures, and make a set of them. Returns the name of a new set, or "".

    If they do not say which are of which class, that is asked in the container `question`.
    """
    sent = ask_for_pictures()
    files, unsure = st.session_state.get("unsure", ((), None))
    if unsure and not (sent and sent.files == files):  # it is about pictures that are no longer here
        del st.session_state["unsure"]
        st.rerun()
    if st.button("Prepare these pictures", type="secondary" if unsure else "primary", disabled=sent is None) and sent:
        return prepare(sent)
    if unsure and sent:
        with question:
            if choice := proposal.draw(unsure):
                return prepare(sent, choice)
    return ""


def ask_for_pictures() -> Pictures | None:
    """Draw the choice of what to send, and where to put it. Returns what was sent, None before."""
    number = st.session_state.get("sent", 0)  # a new number empties the widgets
    way = st.segmented_control("What you have", WAYS, default=WAYS[0], required=True, key="way")
    if way == "A folder":
        types = [*UPLOAD_TYPES, *TABLES]
        files = st.file_uploader(
            "A folder that holds two folders of pictures", types, "directory", key=f"folder-{number}"
        )
        if refused(files):
            return None
        entries = ((file.name, file.getvalue()) for file in files)
        return Pictures(ids(files), partial(intake.read_upload, entries, "your folder")) if files else None
    if way == "Files of each class":
        left, right = st.columns(2)
        foxes = left.file_uploader("Foxes", UPLOAD_TYPES, accept_multiple_files=True, key=f"foxes-{number}")
        dogs = right.file_uploader("Dogs", UPLOAD_TYPES, accept_multiple_files=True, key=f"dogs-{number}")
        if refused([*foxes, *dogs]):
            return None
        named = [(f"fox/{file.name}", file) for file in foxes] + [(f"dog/{file.name}", file) for file in dogs]
        entries = ((name, file.getvalue()) for name, file in named)
        read = partial(intake.read_upload, entries, "your files")
        return Pictures(ids([*foxes, *dogs]), read) if foxes and dogs else None
    types = [suffix.removeprefix(".") for suffix in intake.ARCHIVES]
    sent = st.file_uploader("A zip or tar that holds the pictures", types, key=f"zip-{number}")
    if not sent or refused([sent]):
        return None
    return Pictures(ids([sent]), partial(intake.read_archive, sent, sent.name))


def ids(files: Sequence[UploadedFile]) -> tuple[str, ...]:
    """What tells these files from others that are sent."""
    return tuple(f"{file.file_id} {file.name} {file.size}" for file in files)


def refused(files: Sequence[upload_limits.Sent]) -> bool:
    """Whether some of these files were more than the server may hold; the page then says so."""
    if why := upload_limits.why_refused(files):
        st.error(why, icon=":material/error:")
    return bool(why)


def prepare(sent: Pictures, choice: intake.Choice | None = None) -> str:
    """Make a set of what was sent and return its name; if none can be made, say why, or ask, and return ""."""
    bar = st.progress(0.0, text="Reading the pictures ...")
    st.caption("A click elsewhere on this page ends this.")

    def note(done: int, total: int) -> None:
        bar.progress(done / max(1, total), text=f"Reading and comparing the pictures: {done:,} of {total:,} steps")

    found: list[intake.Proposal] = []
    try:
        dataset = sent.read(note, choice=choice or intake.Choice(), say=found.append)
    except intake.UnsureError as unsure:
        bar.empty()
        st.session_state["unsure"] = sent.files, unsure
        st.rerun()
    except DatasetError as error:
        bar.empty()
        st.error(words.sentence(error), icon=":material/error:")
        return ""
    datasets.keep_upload(dataset)
    st.session_state.pop("unsure", None)
    forget_uploads()  # the set has them on disk
    st.session_state["sent"] = st.session_state.get("sent", 0) + 1
    left_out = f", {len(dataset.rejects):,} left out" if dataset.rejects else ""
    counts = " and ".join(
        f"{words.name(dataset.classes[label])} ({(dataset.labels == label).sum():,})" for label in (1, 0)
    )
    st.session_state["ready"] = (
        f"{len(dataset):,} pictures are ready{left_out}. Their {words.plain(found[0].by)} say which are {counts}."
    )
    return datasets.YOURS
