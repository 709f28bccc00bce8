"""What is seen while a run is being started: Keras is imported, and the body looks at the pictures."""

import streamlit as st

from foxdog.learning.settings import Settings, SettingsError
from foxdog.pages.session import run as runs
from foxdog.pages.session import words
from foxdog.pages.session.keras_import import import_keras
from foxdog.pages.session.run import Run
from foxdog.pictures.dataset import DatasetError


def start(source: str, settings: Settings) -> Run | None:
    """Start a run in place of the session's own. If it cannot be made, say why and return None."""
    slot = st.empty()

    def note(done: int, total: int) -> None:
        slot.progress(done / max(1, total), text=f"It looks at the pictures: {done:,} of {total:,}")

    try:
        with slot, st.spinner("The pictures are being read ..."):
            recording = runs.recording_of(runs.check(source, settings), settings)
        if recording is None:
            with (
                slot,
                st.spinner("Keras is being imported: the first time that takes some ten seconds ...", show_time=True),
            ):
                import_keras()
            slot.progress(0.0, text="It looks at the pictures ...")
        return runs.start(source, settings, note)
    except (DatasetError, SettingsError) as error:
        st.error(words.sentence(error), icon=":material/error:")
        return None
    finally:
        slot.empty()
