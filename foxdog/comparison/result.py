"""What a comparison came to, read from its folder."""

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from foxdog.comparison.result_folder import CEILINGS, CURVES, FORMAT, SETTINGS
from foxdog.evidence import BASELINE, Curves, read_curves
from foxdog.pictures.sources import BUILT_IN, DATA

HOME = "FOXDOG_RESULTS"


class ResultError(ValueError):
    """A folder does not hold the result of a comparison; the message says what is wrong, and names no path."""


@dataclass(frozen=True, eq=False)
class Result:
    """One setting's comparison."""

    name: str  # the folder's
    about: Mapping[str, object]  # what settings.json says, from `foxdog.comparison.result_folder.describe`
    tables: Mapping[str, bytes]  # curves.csv and ceilings.csv, by name
    curves: Curves  # the same, paired; every strategy has every seed

    @property
    def command(self) -> str:
        """The command line that computes it."""
        curves = self.curves
        options = {
            "pictures": curves.pictures if curves.pictures in BUILT_IN else "PATH",
            "strategies": ",".join(curves.strategies) or BASELINE,
            "seeds": len(curves.seeds),
            **{name: getattr(curves, name) for name in ("model", "initial", "batch", "budget", "noise")},
            "out": "out/compare",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", f"{value}")]
        return shlex.join(["python", "-m", "foxdog", "compare", *words])


def home() -> Path:
    """Where the shipped results are, a folder for each setting: $FOXDOG_RESULTS, or data/results."""
    return Path(os.environ.get(HOME) or DATA / "results")


def finished_folders(folder: Path) -> list[Path]:
    """The finished result folders in a folder, by name; none if it does not exist."""
    return sorted(file.parent for file in folder.glob(f"*/{CURVES}"))


def read_result(folder: Path) -> Result:
    """Read what `python -m foxdog compare` wrote into a folder.

    Raises:
        ResultError: Files are missing, are not what they should be, or are of another version of this project.
    """
    try:
        about = json.loads((folder / SETTINGS).read_bytes())
        tables = {name: (folder / name).read_bytes() for name in (CURVES, CEILINGS)}
    except OSError as error:
        file = Path(error.filename or "a file").name
        raise ResultError(f"{folder.name} is not a result folder: {file} cannot be read.") from error
    except ValueError as error:
        raise ResultError(f"{folder.name} is not a result folder: {SETTINGS} is not JSON.") from error
    if not isinstance(about, dict) or "format" not in about:
        raise ResultError(f"{folder.name} is not a result folder: {SETTINGS} does not hold the settings of one.")
    if about["format"] != FORMAT:
        raise ResultError(f"{folder.name} was made by another version of this project: compute it again.")
    return make_result(folder.name, about, tables)


def make_result(name: str, about: Mapping[str, object], tables: Mapping[str, bytes]) -> Result:
    """The result that settings and tables make up.

    Raises:
        ResultError: They hold no curve that can be paired with a random one, or more than one setting.
    """
    try:
        curves = read_curves(tables[CURVES], tables[CEILINGS])
    except ValueError as error:
        raise ResultError(f"The tables of {name} are not those of a comparison. {error}") from error
    if len(curves) != 1:
        raise ResultError(f"{name} holds {len(curves)} settings with paired curves of two rounds or more, not one.")
    return Result(name, about, tables, curves[0])
