"""Open a saved run in place of the session's own."""

from dataclasses import asdict

import streamlit as st

from foxdog.files import FileError
from foxdog.learning.models import load_model
from foxdog.learning.saved_run import LARGEST, SavedRun, SavedRunError, continue_run, read_saved_run
from foxdog.learning.settings import Settings, SettingsError
from foxdog.pages.lesson import going_on
from foxdog.pages.parts.next_steps import ask_for
from foxdog.pages.parts.settings_form import NUMBERS
from foxdog.pages.session import datasets, words
from foxdog.pages.session import run as runs
from foxdog.pages.session.keras_import import import_keras
from foxdog.pages.session.run import Run
from foxdog.pages.streamlit_compat import forget_uploads
from foxdog.pictures.dataset import DatasetError

KEY = "run-to-open"  # of the saved run, in the session's state
REFUSED = "run-not-opened"
MEGABYTE = 1_000_000


def draw() -> None:
    """Draw where a saved run is put, and why the last one could not be opened."""
    number = st.session_state.setdefault("saved-runs", 0)  # a new number empties the widget
    key = f"saved-run-{number}"
    st.file_uploader(
        "Open a saved run (JSON)",
        "json",
        key=key,
        on_change=take,
        args=(key,),
        max_upload_size=LARGEST // MEGABYTE,
        help="The run takes the place of the one on screen.",
    )
    if refused := st.session_state.pop(REFUSED, ""):
        st.error(refused, icon=":material/error:")


def take(key: str) -> None:
    """Read the file that was put there, and ask for its run by the settings and the pictures that it names."""
    file = st.session_state.get(key)
    if file is None:
        return
    st.session_state["saved-runs"] += 1
    content = file.getvalue()
    forget_uploads()
    try:
        saved = read_saved_run(content)
        source = find_pictures(saved)
        check_for_the_page(saved)
        runs.check(source, saved.settings)
    except (FileError, DatasetError, SettingsError) as error:
        st.session_state[REFUSED] = words.sentence(error)
        return
    going_on.end()
    ask_for(source, saved.settings)
    st.session_state[KEY] = saved


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
        f"This run is of other pictures, a set named {saved.pictures[:60]}: add that set on the page Pictures first."
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


def asked(source: str, settings: Settings) -> SavedRun | None:
    """The saved run that is to be opened, if the page is asked for just that run."""
    saved: SavedRun | None = st.session_state.get(KEY)
    if saved and (saved.settings != settings or datasets.dataset_of(source).fingerprint != saved.fingerprint):
        del st.session_state[KEY]  # another run was asked for since
        return None
    return saved


def open_it(saved: SavedRun, source: str) -> Run | None:
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
