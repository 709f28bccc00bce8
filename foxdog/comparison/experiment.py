"""Strategies x seeds: many runs by the oracle, each to be compared with the random run of the same seed.

A unit of work is one curve, or one ceiling. It is described by a few words, so that it can be sent to another process
or machine, which opens the pictures itself; what comes back is a small CSV file. Each is written when it is finished
and never computed again, so an experiment that was stopped goes on where it was.
"""

import csv
import importlib.metadata
import io
import json
import os
import pkgutil
import platform
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from foxdog.files import write_files
from foxdog.learning.learner import MakeEstimator
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings, SettingsError
from foxdog.learning.strategies import STRATEGIES
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.pictures.sources import BUILT_IN, open_pictures
from foxdog.progress import Progress

FORMAT = 1
CURVES = ("pictures", "strategy", "initial", "batch", "budget", "noise", "seed", "round", "labelled", "accuracy")
CEILINGS = ("pictures", "noise", "seed", "labelled", "accuracy")
ESTIMATOR = "foxdog.learning.estimator:make_estimator"
DECIDE = ("numpy", "scikit-learn", "modAL-python", "scikeras", "keras", "tensorflow-cpu", "tensorflow", "jax")
SETTINGS_FILE, CURVES_FILE, CEILINGS_FILE = "settings.json", "curves.csv", "ceilings.csv"


@dataclass(frozen=True)
class Work:
    """One curve, or one ceiling.

    Attributes:
        pictures: What `open_pictures` takes; a path is absolute.
        fingerprint: Of the dataset that this must open.
        settings: Everything else that decides it.
        ceiling: Whether it is the ceiling of the seed, and not a curve.
        estimator: Where to import the function that makes an estimator of a seed: "module:name".
        versions: Of the packages that decide a curve: (name, version) of each.
    """

    pictures: str
    fingerprint: str
    settings: Settings
    ceiling: bool
    estimator: str
    versions: tuple[tuple[str, str], ...]

    @property
    def file(self) -> Path:
        """Where in the experiment's folder its result is."""
        strategy, seed = self.settings.strategy, self.settings.seed
        return Path("ceilings", f"{seed}.csv") if self.ceiling else Path("curves", f"{strategy}-{seed}.csv")


Results = Generator[tuple[Work, str], None, None]
"""Units of work with their CSV, as they are finished."""

Place = Callable[[Sequence[Work]], Results]
"""Where work is done: see `foxdog.comparison.workers`."""


# What there is to do


def plan(source: str, dataset: Dataset, settings: Settings, strategies: Sequence[str], seeds: int) -> list[Work]:
    """All units of work, seed by seed, so that what is done of an experiment cut short can be compared.

    Args:
        source: Where the pictures are, for `open_pictures`.
        dataset: The same, opened.
        settings: What all runs share; its strategy and seed do not matter.
        strategies: Names; "random" is always one of them.
        seeds: How many random seeds, from 0.

    Raises:
        SettingsError: A strategy is not known, or a run cannot be made of the dataset.
    """
    if unknown := [name for name in strategies if name not in STRATEGIES]:
        raise SettingsError(f"There is no strategy {', '.join(unknown)}; there are {', '.join(STRATEGIES)}.")
    if seeds < 1:
        raise SettingsError(f"The number of seeds must be 1 or more, not {seeds}.")
    settings.check(dataset)
    place = source if source in BUILT_IN else str(Path(source).absolute())
    chosen = [name for name in STRATEGIES if name in strategies or name == "random"]
    return [
        Work(place, dataset.fingerprint, replace(settings, strategy=name, seed=seed), ceiling, ESTIMATOR, versions())
        for seed in range(seeds)
        for name, ceiling in [*((name, False) for name in chosen), ("random", True)]
    ]


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """The packages that decide a curve, as far as they are installed, and Keras' backend: (name, version) of each."""
    installed = {(one.name or "").replace("_", "-").lower(): one.version for one in importlib.metadata.distributions()}
    found = [(name, installed[name.lower()]) for name in DECIDE if name.lower() in installed]
    return (*found, ("backend", os.environ.get("KERAS_BACKEND", "tensorflow")))


# One unit of work


def result(
    dataset: Dataset, work: Work, make_estimator: MakeEstimator, before_each: Callable[[], None] | None = None
) -> str:
    """The curve or the ceiling as CSV: a header and a row a round, accuracies to four places.

    Args:
        dataset: The pictures.
        work: What is to be done with them.
        make_estimator: A random seed -> an unfitted scikit-learn classifier of pictures.
        before_each: Called before each round of a curve but the first; what it raises ends the curve.
    """
    settings = work.settings
    loop = Loop(dataset, settings, make_estimator, paired=False)
    if work.ceiling:
        accuracy = f"{loop.measure_ceiling():.4f}"
        return _csv(CEILINGS, [[dataset.name, settings.noise, settings.seed, len(dataset.pool), accuracy]])
    loop.teach()
    while not loop.over:
        if before_each:
            before_each()
        loop.step()
    run = [dataset.name, *(getattr(settings, name) for name in CURVES[1:7])]
    return _csv(CURVES, [[*run, round_.number, round_.labelled, f"{round_.accuracy:.4f}"] for round_ in loop.rounds])


def _csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def do(work: Work) -> tuple[Work, str]:
    """Do it in this process, wherever that is.

    Raises:
        DatasetError: The pictures are not here, or are not the same.
        SettingsError: Packages of other versions are here.
    """
    if differ := sorted({name for name, _ in set(work.versions) ^ set(versions())}):
        raise SettingsError(f"{platform.node()} has other versions of {', '.join(differ)} than the experiment.")
    return work, result(_opened(work.pictures, work.fingerprint), work, pkgutil.resolve_name(work.estimator))


@lru_cache(maxsize=1)
def _opened(source: str, fingerprint: str) -> Dataset:
    """The pictures, read once a process."""
    dataset = open_pictures(source)
    if dataset.fingerprint != fingerprint:
        raise DatasetError(f"The pictures at {source} on {platform.node()} are not those of the experiment.")
    return dataset


# The experiment's folder


def description(dataset: Dataset, works: Sequence[Work], recipe: str) -> dict[str, object]:
    """What settings.json says: all that decides the curves, and which of them there are."""
    shared = asdict(works[0].settings)
    return {
        "format": FORMAT,
        "pictures": {
            "name": dataset.name,
            "fingerprint": dataset.fingerprint,
            "classes": list(dataset.classes),
            "pool": len(dataset.pool),
            "test": len(dataset.test),
        },
        "recipe": recipe,
        **{name: shared[name] for name in ("initial", "batch", "budget", "noise")},
        "versions": dict(works[0].versions),
        "strategies": list(dict.fromkeys(work.settings.strategy for work in works)),
        "seeds": len({work.settings.seed for work in works}),
    }


def check_folder(folder: Path, described: dict[str, Any]) -> None:
    """Refuse a folder with the curves of another experiment; with more seeds or strategies it is the same one.

    Raises:
        FileExistsError: The message says what differs.
    """
    file, strategies, seeds = folder / SETTINGS_FILE, described["strategies"], described["seeds"]
    if not file.exists():
        if (folder / "curves").exists():
            raise FileExistsError(f"{folder} holds curves, but no {SETTINGS_FILE}; give --out another folder.")
        return
    try:
        there = json.loads(file.read_text(encoding="utf-8"))
        differs = [key for key in described if key not in ("strategies", "seeds") and there[key] != described[key]]
        dropped = sorted({*there["strategies"]} - {*strategies})
        fewer = there["seeds"] > seeds
    except (ValueError, KeyError, TypeError) as error:
        raise FileExistsError(f"{file} is not of an experiment; give --out another folder.") from error
    if differs:
        raise FileExistsError(f"{folder} holds curves of other {', '.join(differs)}; give --out another folder.")
    if (folder / CURVES_FILE).exists() and (dropped or fewer):
        what = f"of {', '.join(dropped)}" if dropped else f"of {there['seeds']} seeds"
        raise FileExistsError(f"{folder} holds curves {what} too: ask for them as well, or give --out another folder.")


def left_to_do(folder: Path, works: Sequence[Work]) -> list[Work]:
    """The units of work that have no whole result in the folder yet."""
    return [work for work in works if not _whole(folder / work.file, work)]


def rounds(work: Work) -> int:
    """How many rounds it has, round 0 included; a ceiling is one."""
    settings = work.settings
    return 1 if work.ceiling else 1 - (settings.initial - settings.budget) // settings.batch  # rounded up


def _whole(file: Path, work: Work) -> bool:
    """Whether a result is there with all its rows: a machine that lost power may have kept a part of it."""
    return file.exists() and file.read_bytes().count(b"\n") == 1 + rounds(work)


def compute(
    folder: Path,
    works: Sequence[Work],
    place: Place,
    described: dict[str, object],
    progress: Progress,
) -> None:
    """Do what is left of the experiment, each result written when it is finished, then write the files that hold all.

    Args:
        folder: The experiment's, checked by `check_folder`.
        works: All units of work, those done before too.
        place: Where they are done; the files are the same bytes wherever that is.
        described: For settings.json.
        progress: Called with (done, total).
    """
    if not (folder / SETTINGS_FILE).exists():
        write_files(folder, {SETTINGS_FILE: _json(described)})
    to_do = left_to_do(folder, works)
    before = len(works) - len(to_do)
    progress(before, len(works))
    with closing(place(to_do)) as results:
        for done, (work, text) in enumerate(results, before + 1):
            file = folder / work.file
            write_files(file.parent, {file.name: text.encode()})
            progress(done, len(works))
    write_files(
        folder, {SETTINGS_FILE: _json(described), **tables((work, _read(folder / work.file)) for work in works)}
    )


def tables(done: Iterable[tuple[Work, str]]) -> dict[str, bytes]:
    """All curves in one file and all ceilings in another, by strategy and seed."""
    names = list(STRATEGIES)
    ordered = sorted(done, key=lambda one: (names.index(one[0].settings.strategy), one[0].settings.seed))
    files = {CURVES_FILE: (CURVES, False), CEILINGS_FILE: (CEILINGS, True)}
    return {
        name: "".join(
            [_csv(header, []), *(text.partition("\n")[2] for work, text in ordered if work.ceiling is kind)]
        ).encode()
        for name, (header, kind) in files.items()
    }


def _read(file: Path) -> str:
    return file.read_bytes().decode()


def _json(described: dict[str, object]) -> bytes:
    return (json.dumps(described, indent=1, ensure_ascii=False) + "\n").encode()
