"""Where many runs with the same settings lie, to be shown behind a single one."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from foxdog.comparison.result import ResultError, finished_folders, home, read_result
from foxdog.comparison.result_folder import SETTINGS
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings

MIDDLE = (10, 90)  # percentiles: eight of ten runs lie between them
FEWEST = 6  # seeds that make a band

Points = list[tuple[int, float, float]]
"""Labels, and between which accuracies eight of ten runs lie with so many: shares of 1."""


@dataclass(frozen=True)
class Band:
    """Eight of ten runs of a comparison lie in it."""

    seeds: int
    asking: Points
    random: Points


def find_band(loop: Loop) -> Band | None:
    """The band of the shipped comparison with the run's pictures, recipe and settings; None if none was shipped."""
    for folder in finished_folders(home()):
        if _is_of(loop, folder):
            try:
                curves = read_result(folder).curves
            except ResultError:  # the Compare page says what is wrong with it
                continue
            if loop.settings.strategy in curves.accuracy and len(curves.seeds) >= FEWEST:
                within = curves.labelled <= loop.settings.budget
                labelled = curves.labelled[within].tolist()
                asking, random = (
                    list(
                        zip(
                            labelled, *np.percentile(accuracy[:, within], MIDDLE, axis=0).round(4).tolist(), strict=True
                        )
                    )
                    for accuracy in (curves.accuracy[loop.settings.strategy], curves.accuracy["random"])
                )
                return Band(len(curves.seeds), asking, random)
    return None


def _is_of(loop: Loop, folder: Path) -> bool:
    """Whether a result folder's settings are those of the run, but for budget, strategy and seed."""
    try:
        about = json.loads((folder / SETTINGS).read_bytes())
        made_of = about["pictures"]["fingerprint"], about["recipe"]
        settings = {name: about[name] for name in ("model", "initial", "batch", "noise")}
        settings["rare"] = about.get("rare", Settings.rare)
    except (OSError, ValueError, KeyError, TypeError):
        return False  # the Compare page says what is wrong with it
    shared = asdict(loop.settings)
    return made_of == (loop.dataset.fingerprint, loop.recipe) and all(
        shared[name] == settings[name] for name in settings
    )
