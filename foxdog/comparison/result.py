"""What a comparison came to, read from its folder."""

import json
import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foxdog.comparison.result_folder import CEILINGS, CURVES, FORMAT, SETTINGS
from foxdog.evidence import BASELINE, Curves, foremost, read_curves
from foxdog.pictures.sources import BUILT_IN, DATA

HOME = "FOXDOG_RESULTS"
READ = (SETTINGS, CURVES, CEILINGS)  # the files that a result is read from
LARGEST = 50_000_000  # bytes of one of them; the largest shipped one has 3


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
        """The command line that computes it: an experiment's, or a comparison's."""
        if command := self.about.get("command"):
            return str(command)
        curves = self.curves
        options = {
            "pictures": curves.pictures if curves.pictures in BUILT_IN else "PATH",
            "strategies": ",".join(curves.strategies) or BASELINE,
            "seeds": len(curves.seeds),
            **{name: getattr(curves, name) for name in ("model", "initial", "batch", "budget", "noise")},
            **({"rare": self.about["rare"]} if "rare" in self.about else {}),
            "out": "out/compare",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", f"{value}")]
        return shlex.join(["python", "-m", "foxdog", "compare", *words])

    def is_comparable_with(self, other: "Result") -> bool:
        """Whether both are on the same pictures, by the same programs and, of one initial model, the same recipe."""
        same_model = self.curves.model == other.curves.model
        keys = ("pictures", "versions", "recipe") if same_model else ("pictures", "versions")
        return all(self.about.get(key) == other.about.get(key) for key in keys)

    def comparable(self, found: "Sequence[Result]") -> "list[Result]":
        """The others of these that it can be compared with."""
        return [other for other in found if other is not self and self.is_comparable_with(other)]


def main_result(found: Sequence[Result]) -> Result:
    """The result that headlines are about, by `foxdog.evidence.foremost`."""
    main = foremost([result.curves for result in found])
    return next(result for result in found if result.curves is main)


def home() -> Path:
    """Where the shipped results are, a folder for each setting: $FOXDOG_RESULTS, or data/results."""
    return Path(os.environ.get(HOME) or DATA / "results")


def finished_folders(folder: Path) -> list[Path]:
    """The finished result folders in a folder, by name; none if it does not exist."""
    return sorted(file.parent for file in folder.glob(f"*/{CURVES}"))


def result_folders(folder: Path) -> list[Path]:
    """The folders in a folder that hold a file of a comparison, finished or damaged, by name."""
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if any((one / name).is_file() for name in READ))


def read_result(folder: Path) -> Result:
    """Read what `python -m foxdog compare` wrote into a folder.

    Raises:
        ResultError: Files are missing, are not what they should be, or are of another version of this project.
    """
    files = {name: _read_file(folder, name) for name in READ}
    try:
        about = json.loads(files.pop(SETTINGS))
    except (ValueError, RecursionError) as error:  # RecursionError: of brackets nested by the thousand
        raise ResultError(f"{folder.name} is not a result folder: {SETTINGS} is not JSON.") from error
    if not isinstance(about, dict) or "format" not in about:
        raise ResultError(f"{folder.name} is not a result folder: {SETTINGS} does not hold the settings of one.")
    if about["format"] != FORMAT:
        raise ResultError(f"{folder.name} was made by another version of this project: compute it again.")
    return make_result(folder.name, about, files)


def _read_file(folder: Path, name: str) -> bytes:
    """The bytes of a file of a result folder; a ResultError where they cannot be read."""
    file = folder / name
    try:
        if name == CURVES and not file.exists():
            raise ResultError(f"{folder.name} holds no {name}: its comparison is not finished, or the file is lost.")
        if not file.is_file():  # reading a pipe would wait for somebody to write to it
            raise ResultError(f"{folder.name} is not a result folder: {name} cannot be read.")
        if file.stat().st_size > LARGEST:
            raise ResultError(f"{folder.name} is not a result folder: {name} has more than {LARGEST // 10**6} MB.")
        return file.read_bytes()
    except OSError as error:
        raise ResultError(f"{folder.name} is not a result folder: {name} cannot be read.") from error


def make_result(name: str, about: Mapping[str, object], tables: Mapping[str, bytes]) -> Result:
    """The result that settings and tables make up.

    Raises:
        ResultError: They hold no curve that can be paired with a random one, or more than one setting.
    """
    try:
        curves = read_curves(tables[CURVES], tables[CEILINGS])
    except (ValueError, TypeError, ArithmeticError) as error:
        raise ResultError(f"The tables of {name} are not those of a comparison. {error}") from error
    if len(curves) != 1:
        raise ResultError(f"{name} holds {len(curves)} settings with paired curves of two rounds or more, not one.")
    return Result(name, about, tables, curves[0])
