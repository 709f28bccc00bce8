"""One picture that a browser sent by itself, no part of a set."""

import warnings
from pathlib import PurePosixPath

from foxdog.pictures.intake.candidates import PROBLEMS
from foxdog.pictures.intake.entries import size_problem
from foxdog.pictures.intake.reading import Picture, UnusableError, read_picture


def read_sent(name: str, data: bytes) -> Picture:
    """Read a picture from a file that was sent, as a picture of a set is read.

    Args:
        name: The file's name; only its ending is looked at.
        data: The file, whole.

    Raises:
        UnusableError: It cannot be used; the reason is a phrase that follows the file's name.
    """
    problem = PROBLEMS.get(PurePosixPath(name).suffix.lower(), "") or size_problem(len(data))
    if problem:
        raise UnusableError(problem)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="PIL")  # of odd files: what matters of one becomes the reason
        return read_picture(data)
