"""Open the run of a link: it is learned again from what happened in it."""

import streamlit as st

from foxdog.learning.lines import Loops, follow
from foxdog.learning.loop import AnswerError
from foxdog.learning.settings import Settings, SettingsError
from foxdog.pages.session import datasets, keeping, kept_pictures
from foxdog.pages.session import run as runs
from foxdog.pages.session.kept_pictures import LostError
from foxdog.pages.session.run import Run
from foxdog.pictures.dataset import DatasetError
from foxdog.progress import Progress, silent


def open_run(token: str, may_answer: bool, progress: Progress = silent) -> Run:
    """Make the run of a link the session's own.

    Args:
        token: Of the link.
        may_answer: Whether it is a link that may answer, and not one that only shows.
        progress: Called with (lines done, lines in all).

    Raises:
        UnknownError: No run has this link.
        StoreError: The database does not answer, or cannot be used.
        LostError: Its pictures are not here any more, or it was made by another version of the project.
    """
    kept_by, kept = keeping.open_link(token, may_answer)
    about = kept.about
    if about.source == datasets.YOURS:
        kept_pictures.bring_back(kept_by)
    try:
        if datasets.dataset_of(about.source).fingerprint != about.fingerprint:
            raise DatasetError("They are other pictures.")
        loop = runs.make_loop(about.source, Settings(**about.settings))
    except DatasetError as error:
        yours = "were uploaded, and have gone with their session" if about.source == datasets.YOURS else "are not here"
        raise LostError(f"The answers of this run are kept, but its pictures {yours}.") from error
    except (SettingsError, TypeError) as error:
        raise LostError("This run was made by another version of this project.") from error
    if loop.recipe != about.recipe:
        raise LostError("This run was made with other nets than this server has now.")
    run = Run(loop, about.source, kept_by, id=runs.id_of(kept_by))
    try:
        runs.adopt(run, follow(Loops(loop), kept.lines, progress))
    except AnswerError as error:
        raise LostError("This run was made by another version of this project.") from error
    for line in kept.lines:
        runs.keep_seconds(run, line)
    st.session_state.run = run
    return run
