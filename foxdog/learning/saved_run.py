"""A saved run opens again: what `foxdog.learning.run_file.run_json` wrote is read, checked and continued.

A file may be a stranger's, so each value is checked before it is used: its type, its range and its size.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from foxdog.files import FileError
from foxdog.learning.loop import Answer, AnswerError, Loop, replay
from foxdog.learning.models import Model
from foxdog.learning.recording import Recording
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import Dataset
from foxdog.progress import Progress, silent
from foxdog.text import LONGEST, one_line

FORMAT = 2
LARGEST = 5_000_000  # bytes of a file: a run of 5,000 answers takes 1 MB
MOST_ANSWERS = 20_000
ANSWERED_BY = ("person", "oracle")


class SavedRunError(FileError):
    """A file is not a run, or not one that can go on here; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class SavedAnswer:
    """The answer to one question, by the picture's name."""

    picture: str
    label: int | None  # 0 or 1; None for a skip
    by: str  # one of ANSWERED_BY


@dataclass(frozen=True)
class SavedRun:
    """What a file says of a run. Its curve is not read: it is computed again."""

    pictures: str  # the name of the data set
    fingerprint: str  # of the data set
    recipe: str  # of the nets
    settings: Settings  # not yet checked against a data set
    answers: tuple[SavedAnswer, ...]  # in order, skips and corrections included

    def answers_about(self, dataset: Dataset) -> list[Answer]:
        """The answers, each with its picture's index in the data set.

        Raises:
            SavedRunError: The run is of other pictures.
        """
        index = {name: position for position, name in enumerate(dataset.names.tolist())}
        if dataset.fingerprint != self.fingerprint or any(answer.picture not in index for answer in self.answers):
            raise SavedRunError(
                f"This run belongs to the pictures {one_line(self.pictures, 60)}, not to these ({dataset.name}): open "
                "that set first, with the same files."
            )
        return [Answer(index[answer.picture], answer.label, answer.by) for answer in self.answers]


def read_saved_run(data: bytes | str) -> SavedRun:
    """Read and check what `run_json` made.

    Args:
        data: The JSON, as text or as UTF-8.

    Raises:
        SavedRunError: It is no such file, damaged, too large, or of another version of this project.
    """
    if len(data) > LARGEST:
        raise SavedRunError(f"A saved run has at most {LARGEST // 1_000_000} MB; this file is larger: choose another.")
    try:
        run = json.loads(data)
    except (ValueError, RecursionError) as error:  # RecursionError: of brackets nested by the thousand
        raise SavedRunError("This is not a run that was saved here: it is not JSON. Choose a run.json.") from error
    if not isinstance(run, dict) or "format" not in run:
        raise _damaged("it does not say its format")
    if type(run["format"]) is not int or run["format"] != FORMAT:
        raise SavedRunError("This run was made by another version of this project: make it again.")
    pictures = _part(run, "pictures", dict)
    return SavedRun(
        pictures=_text(pictures, "name"),
        fingerprint=_text(pictures, "fingerprint"),
        recipe=_text(run, "recipe"),
        settings=_settings(_part(run, "settings", dict)),
        answers=_answers(_part(run, "answers", list)),
    )


def continue_run(
    saved: SavedRun,
    dataset: Dataset,
    model: Model,
    recording: Recording | None = None,
    progress: Progress = silent,
) -> Loop:
    """Compute a saved run again, up to its last answer. It can then be continued.

    Args:
        saved: The run.
        dataset: Its pictures.
        model: Its initial model.
        recording: As for `Loop`.
        progress: Called with (answers computed again, answers in all); what it raises ends the computation.

    Raises:
        SavedRunError: The run is of other pictures or of another initial model, or its answers do not follow from its
            settings.
        SettingsError: A run with these settings cannot be made of the pictures.
    """
    answers = saved.answers_about(dataset)
    saved.settings.check(dataset)
    if saved.recipe != model.recipe:
        raise SavedRunError(
            f"This run was made with another initial model ({one_line(saved.recipe, 60)}) than is used here "
            f"({model.recipe}): it cannot go on. Start a new run."
        )
    try:
        return replay(dataset, saved.settings, answers, model, recording=recording, progress=progress)
    except AnswerError as error:
        raise SavedRunError(
            "The answers in this file are not those to the questions of its settings: they were changed, or computed "
            "on another type of processor. Start a new run."
        ) from error


def _damaged(what: str) -> SavedRunError:
    return SavedRunError(f"This is not a run that was saved here, or it is damaged: {what}. Choose a run.json.")


def _part(run: Mapping[str, Any], name: str, kind: type) -> Any:  # noqa: ANN401 - its type is `kind`
    if type(run.get(name)) is not kind:
        what: dict[type, str] = {dict: "an object", list: "a list", str: "a text"}
        raise _damaged(f"{name} must be {what[kind]}")
    return run[name]


def _text(run: Mapping[str, Any], name: str) -> str:
    text: str = _part(run, name, str)
    if len(text) > LONGEST:
        raise _damaged(f"{name} is longer than {LONGEST:,} characters")
    return text


def _settings(found: Mapping[str, Any]) -> Settings:
    """The settings, each of its own type. Numbers that are no whole numbers may be written as whole ones."""
    due = {field.name: type(field.default) for field in fields(Settings)}
    found = {"rare": Settings.rare, **found}  # runs were saved before there was such a setting
    if set(found) != set(due):
        raise _damaged(f"its settings must be {', '.join(due)}")
    for name, kind in due.items():
        if type(found[name]) is not kind and not (kind is float and type(found[name]) is int):
            raise _damaged(f"the setting {name} must be a {'text' if kind is str else 'number'}")
        if kind is str:
            _text(found, name)
    return Settings(**found)


def _answers(found: list[Any]) -> tuple[SavedAnswer, ...]:
    if len(found) > MOST_ANSWERS:
        raise _damaged(f"it has more than {MOST_ANSWERS:,} answers")
    return tuple(_answer(one, number) for number, one in enumerate(found, 1))


def _answer(found: object, number: int) -> SavedAnswer:
    match found:
        case {"picture": str(picture), "label": None | int() as label, "by": str(by)} if (
            label in (None, 0, 1) and not isinstance(label, bool) and by in ANSWERED_BY and len(picture) <= LONGEST
        ):
            return SavedAnswer(picture, label, by)
    raise _damaged(f"answer {number:,} must have a picture's name, a label (0, 1 or null), and by whom it was given")
