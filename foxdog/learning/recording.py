"""A recorded run: what each round believed, so that nobody need compute it again.

Settings and answers are the run. So a loop takes a round from the recording where its settings, pictures, recipe and
answers are the recorded ones. It computes every other round.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.pictures.shipped import DATA

RECORDED_RUN = DATA / "recorded.npz"  # a run on the drawn pictures by the usual settings

Given = tuple[int, int | None]
"""An answer, as far as it decides a run: (picture, label), the label None for a skip."""


@dataclass(frozen=True, eq=False)
class RecordedRun:
    """One strategy's run: its answers in order, and what each round believed."""

    settings: Settings
    answers: tuple[Given, ...]  # all questions, in the order of asking
    proba: np.ndarray  # float32 (rounds, n), P(label = 1) for every picture of the dataset

    def round_after(self, answers: Sequence[Given]) -> "RecordedRound | None":
        """The round that these answers lead to, None where it is not recorded."""
        number, rest = divmod(len(answers), self.settings.batch)
        last = len(answers) == len(self.answers)
        if tuple(answers) != self.answers[: len(answers)] or (rest and not last):
            return None
        asked = self.answers[len(answers) :][: self.settings.batch]
        return RecordedRound(self.proba[number + bool(rest)], tuple(picture for picture, _ in asked))


@dataclass(frozen=True, eq=False)
class RecordedRound:
    """One round of a recorded run."""

    proba: np.ndarray  # float32 (n,), P(label = 1) for every picture of the dataset
    asked: tuple[int, ...]  # the pictures that it asked about, the most useful first; none when the run was over


@dataclass(frozen=True, eq=False)
class Recording:
    """A run, its random baseline and their ceiling."""

    fingerprint: str  # of the pictures
    recipe: str  # of the nets
    run: RecordedRun
    baseline: RecordedRun
    ceiling: float  # the accuracy with the whole pool labelled

    def is_of(self, dataset: Dataset, settings: Settings) -> bool:
        """Whether it is a recording of this run."""
        return settings == self.run.settings and dataset.fingerprint == self.fingerprint

    def run_of(self, dataset: Dataset, settings: Settings, recipe: str) -> RecordedRun | None:
        """The run, or the baseline, with these settings; None where these pictures, settings or nets are others."""
        if (dataset.fingerprint, recipe) != (self.fingerprint, self.recipe):
            return None
        return next((one for one in (self.run, self.baseline) if one.settings == settings), None)

    def to_bytes(self) -> bytes:
        """The recording as a file of numpy's; the same recording gives the same bytes."""
        about = {
            "fingerprint": self.fingerprint,
            "recipe": self.recipe,
            "ceiling": self.ceiling,
            "settings": [asdict(self.run.settings), asdict(self.baseline.settings)],
        }
        file = io.BytesIO()
        np.savez_compressed(
            file,
            about=np.array(json.dumps(about)),
            run_answers=np.array(self.run.answers, np.int32),
            run_proba=self.run.proba,
            baseline_answers=np.array(self.baseline.answers, np.int32),
            baseline_proba=self.baseline.proba,
        )
        return file.getvalue()


def read_recording(path: Path) -> Recording:
    """Read the file that `Recording.to_bytes` made.

    Raises:
        DatasetError: The file is not one of ours, or damaged.
    """
    try:
        with np.load(path) as file:
            about = json.loads(str(file["about"]))
            run, baseline = (
                RecordedRun(
                    Settings(**settings), tuple(map(tuple, file[f"{name}_answers"].tolist())), file[f"{name}_proba"]
                )
                for name, settings in zip(("run", "baseline"), about["settings"], strict=True)
            )
        return Recording(about["fingerprint"], about["recipe"], run, baseline, about["ceiling"])
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise DatasetError(f"{path.name} is not a recording, or it is damaged.") from error


@cache
def shipped_recording() -> Recording:
    """The recording that comes with the project.

    Raises:
        DatasetError: Its file is damaged.
    """
    return read_recording(RECORDED_RUN)
