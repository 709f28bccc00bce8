"""A run as rows, as CSV, as JSON and as a recording, and read again from its JSON."""

import json
from dataclasses import asdict

import numpy as np

from foxdog.learning.loop import Answer, Loop, Round
from foxdog.learning.recording import RecordedRun, Recording
from foxdog.learning.saved_run import FORMAT, read_saved_run
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import Dataset

COLUMNS = ("round", "labelled", "accuracy", "baseline")


def curve_rows(loop: Loop) -> list[dict[str, int | float | None]]:
    """The learning curve, a row a round: round, labelled, accuracy, and the random baseline's accuracy.

    The baseline is None where it has not got that far, or where skips gave it another number of labels.
    """
    baseline = {round_.labelled: round_.accuracy for round_ in (loop.baseline.rounds if loop.baseline else [])}
    cells = [(one.number, one.labelled, one.accuracy, baseline.get(one.labelled)) for one in loop.rounds]
    return [dict(zip(COLUMNS, of_round, strict=True)) for of_round in cells]


def curve_csv(loop: Loop) -> str:
    """The learning curve as CSV, accuracies to four places, an empty cell where there is no baseline."""
    import pandas as pd  # half a second, for who saves a curve

    table = pd.DataFrame(curve_rows(loop), columns=list(COLUMNS))
    return table.to_csv(index=False, float_format="%.4f", lineterminator="\n")


def run_json(loop: Loop, ceiling: float | None = None) -> str:
    """The run as JSON: the pictures' fingerprint, recipe, settings, answers by picture name, and the rounds.

    Args:
        loop: The run.
        ceiling: The accuracy with the whole pool labelled, if it was measured.
    """
    dataset = loop.dataset
    names = dataset.names
    run = {
        "format": FORMAT,
        "pictures": {"name": dataset.name, "fingerprint": dataset.fingerprint, "classes": list(dataset.classes)},
        "recipe": loop.recipe,
        "settings": asdict(loop.settings),
        "initial": [str(names[picture]) for picture in loop.initial],
        "answers": [{**asdict(answer), "picture": str(names[answer.picture])} for answer in loop.answers],
        "rounds": [_round(round_) for round_ in loop.rounds],
        "baseline": [_round(round_) for round_ in (loop.baseline.rounds if loop.baseline else [])],
        "ceiling": None if ceiling is None else round(ceiling, 4),
    }
    return json.dumps(run, indent=1, ensure_ascii=False) + "\n"


def _round(round_: Round) -> dict[str, int | float]:
    return {"round": round_.number, "labelled": round_.labelled, "accuracy": round(round_.accuracy, 4)}


def recording_of(loop: Loop, ceiling: float) -> Recording:
    """The run and its baseline, both at their end, as a recording.

    Args:
        loop: The run, with a baseline and without skips.
        ceiling: The accuracy with the whole pool labelled.
    """
    assert loop.baseline is not None
    return Recording(loop.dataset.fingerprint, loop.recipe, _recorded_run(loop), _recorded_run(loop.baseline), ceiling)


def _recorded_run(loop: Loop) -> RecordedRun:
    answers = tuple((answer.picture, answer.label) for answer in loop.answers)
    return RecordedRun(loop.settings, answers, np.stack([one.proba for one in loop.rounds]))


def read_run(text: str, dataset: Dataset) -> tuple[Settings, list[Answer]]:
    """Settings and answers from what `run_json` made, for `foxdog.learning.loop.replay`.

    Args:
        text: The JSON.
        dataset: The pictures the run was made with; an answer's picture becomes its index in them.

    Raises:
        SavedRunError: The text is not a run, or one of other pictures or of another version of this project.
    """
    saved = read_saved_run(text)
    return saved.settings, saved.answers_about(dataset)
