"""Open a saved run, or labels that answer a new run, in place of the session's own."""

import json
from dataclasses import asdict, dataclass

import streamlit as st

from foxdog.files import FileError
from foxdog.learning import labels
from foxdog.learning.models import load_model
from foxdog.learning.saved_run import LARGEST, SavedRun, SavedRunError, continue_run, read_saved_run
from foxdog.learning.settings import Settings, SettingsError
from foxdog.pages import texts
from foxdog.pages.lesson import going_on
from foxdog.pages.parts import starting
from foxdog.pages.parts.next_steps import ask_for
from foxdog.pages.parts.settings_form import NUMBERS
from foxdog.pages.session import datasets, words
from foxdog.pages.session import run as runs
from foxdog.pages.session.keras_import import import_keras
from foxdog.pages.session.run import Run
from foxdog.pages.streamlit_compat import forget_uploads
from foxdog.pictures.dataset import DatasetError

KEY = "run-to-open"  # of the saved run or the labels, in the session's state
REFUSED = "run-not-opened"
MEGABYTE = 1_000_000
HELP = (
    "A saved run (run.json) takes the place of the one on screen. Labels start a new run with its pictures and "
    "settings: they answer where they can, and you answer the rest. They may be a CSV with the columns picture and "
    "label, JSON of Label Studio, Hugging Face's metadata.csv, or the manifest of a data set."
)


@dataclass(frozen=True)
class GivenLabels:
    """Labels from a file, for a new run."""

    settings: Settings
    fingerprint: str  # of the pictures
    labels: dict[int, int]  # by picture


def draw() -> None:
    """Draw where a saved run or labels are put, and why the last file could not be opened."""
    number = st.session_state.setdefault("saved-runs", 0)  # a new number empties the widget
    key = f"saved-run-{number}"
    st.file_uploader(
        "Open a saved run, or labels (JSON or CSV)",
        ["json", "csv"],
        key=key,
        on_change=take,
        args=(key,),
        max_upload_size=max(LARGEST, labels.LARGEST) // MEGABYTE,
        help=HELP,
    )
    if refused := st.session_state.pop(REFUSED, ""):
        st.error(refused, icon=":material/error:")


def take(key: str) -> None:
    """Read the file that was put there, and ask for its run, or for a new one that its labels answer."""
    file = st.session_state.get(key)
    if file is None:
        return
    st.session_state["saved-runs"] += 1
    content = file.getvalue()
    forget_uploads()
    try:
        if file.name.lower().endswith(".csv") or is_list(content):
            source, opened = read_labels(content)
        else:
            source, opened = read_run(content)
        runs.check(source, opened.settings)
    except (FileError, DatasetError, SettingsError) as error:
        st.session_state[REFUSED] = words.sentence(error)
        return
    going_on.end()
    ask_for(source, opened.settings)
    st.session_state[KEY] = opened


def is_list(content: bytes) -> bool:
    """Whether a file is a list in JSON, as Label Studio's tasks are; a saved run is none."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"[":
        return False
    try:
        return isinstance(json.loads(content), list)
    except (ValueError, RecursionError):  # `read_saved_run` says so
        return False


def read_run(content: bytes) -> "tuple[str, SavedRun | GivenLabels]":
    """The name of its pictures, and the saved run in a file.

    Raises:
        FileError: It is none, or none that can be opened here.
    """
    saved = read_saved_run(content)
    source = find_pictures(saved)
    check_for_the_page(saved)
    return source, saved


def read_labels(content: bytes) -> "tuple[str, SavedRun | GivenLabels]":
    """The name of the pictures on screen, and the labels that a file gives them.

    Raises:
        FileError: It gives none that can be used.
    """
    run = runs.current()
    assert run is not None  # the page draws the widget beside a run
    dataset = run.loop.dataset
    given = labels.labels_of(dataset, labels.read_labels(content))
    return run.source, GivenLabels(run.loops.machine.settings, dataset.fingerprint, given)


def find_pictures(saved: SavedRun) -> str:
    """The name, on this page, of the pictures of the run; those on screen are looked at first.

    Raises:
        SavedRunError: They are not on offer.
    """
    run = runs.current()
    names = sorted(datasets.names(), key=lambda name: (name != (run.source if run else ""), name != saved.pictures))
    for name in names:
        try:
            dataset = datasets.dataset_of(name)
        except DatasetError:  # the page Pictures says why these cannot be used
            continue
        if dataset.fingerprint == saved.fingerprint:
            saved.answers_about(dataset)
            return name
    raise SavedRunError(
        f"This run belongs to the pictures {saved.pictures[:60]}, which are not here: add that set, with the same "
        "files, on the page Pictures first."
    )


def check_for_the_page(saved: SavedRun) -> None:
    """Refuse settings that only the command line takes.

    Raises:
        SavedRunError: A number is out of the range of the page's form.
    """
    for name, (label, lowest, highest) in NUMBERS.items():
        if not lowest <= asdict(saved.settings)[name] <= highest:
            raise SavedRunError(
                f"On this page {label.lower()} must be {lowest} to {highest:,}: open this run by foxdog run --resume."
            )


def asked(source: str, settings: Settings) -> SavedRun | GivenLabels | None:
    """What is to be opened, if the page is asked for just that run."""
    saved: SavedRun | GivenLabels | None = st.session_state.get(KEY)
    if saved and (saved.settings != settings or datasets.dataset_of(source).fingerprint != saved.fingerprint):
        del st.session_state[KEY]  # another run was asked for since
        return None
    return saved


def open_it(opened: SavedRun | GivenLabels, source: str) -> Run | None:
    """Open a saved run, or start one that labels answer; if that cannot be done, the page says why."""
    return open_saved(opened, source) if isinstance(opened, SavedRun) else start_with(opened, source)


def start_with(given: GivenLabels, source: str) -> Run | None:
    """Start a run that the labels answer where they can."""
    del st.session_state[KEY]
    run = starting.start(source, given.settings)
    if run:
        run.given = dict(given.labels)
        pool = set(run.loop.dataset.pool.tolist())
        run.verdict = [{"text": texts.opened_labels(len(pool & run.given.keys()))}]
    return run


def open_saved(saved: SavedRun, source: str) -> Run | None:
    """Compute the run again up to its last answer; then it takes the place of the session's own.

    If it cannot be opened, the page says why, the session keeps its run, and None is returned.
    """
    slot = st.empty()

    def note(done: int, total: int) -> None:
        slot.progress(done / max(1, total), text=f"It learns the answers again: {done:,} of {total:,}")

    try:
        with slot, st.spinner("Keras is being imported: the first time that takes some ten seconds ..."):
            import_keras()
        dataset = datasets.dataset_of(source)
        model, recording = load_model(saved.settings.model, dataset), runs.recording_of(dataset, saved.settings)
        loop = continue_run(saved, dataset, model, recording, note)
        run = runs.start(source, saved.settings)
        runs.take_over(run, loop)
        del st.session_state[KEY]
    except (FileError, DatasetError, SettingsError) as error:
        del st.session_state[KEY]
        st.error(words.sentence(error), icon=":material/error:")
        return None
    finally:
        slot.empty()
    return run
