"""What there is to compute: strategies x seeds, each run compared with the random run of the same seed.

A task is one curve or one ceiling. It is described by a few words, so that it can be sent to another process or
machine, which opens the pictures itself.
"""

import importlib.metadata
import os
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from foxdog.evidence import BASELINE
from foxdog.learning.models import Model
from foxdog.learning.settings import COMMITTEE_SIZES, STRATEGY_NAMES, Settings, SettingsError
from foxdog.learning.strategies import STRATEGIES
from foxdog.pictures.dataset import Dataset
from foxdog.pictures.sources import BUILT_IN

Option = str | int | float
LOAD_MODEL = "foxdog.learning.models:load_model"
DECIDE = ("numpy", "scikit-learn", "modAL-python", "scikeras", "keras", "tensorflow-cpu", "tensorflow", "jax")


@dataclass(frozen=True)
class Task:
    """One curve or one ceiling to compute."""

    pictures: str  # what `open_pictures` takes, a path is absolute; "" where no other process computes it
    fingerprint: str  # of the dataset that this must open
    settings: Settings  # everything else that decides the curve
    ceiling: bool  # whether it is the ceiling of the seed, and not a curve
    load_model: str  # where to import the function that gives an initial model: "module:name"
    recipe: str  # of the model that this must give; "" where it is not known yet
    versions: tuple[tuple[str, str], ...]  # (name, version) of each package that decides a curve
    split: int = 0  # which split of the pictures, as `split_again` numbers them
    protocol: str = ""  # how an experiment computes it, a name in `protocols.PROTOCOLS`; "" for a comparison's
    options: tuple[tuple[str, Option], ...] = ()  # of the protocol, by name; each is a column of its table

    @property
    def rounds(self) -> int:
        """How many rounds it has, round 0 included; a ceiling has one. A protocol may have more or fewer."""
        settings = self.settings
        return 1 if self.ceiling else 1 - (settings.initial - settings.budget) // settings.batch  # rounded up

    @property
    def fits(self) -> int:
        """How many nets it trains."""
        by_committee = STRATEGIES[self.settings.strategy].by_committee
        return self.rounds * (COMMITTEE_SIZES[self.settings.model] if by_committee else 1)


def plan_tasks(
    source: str, dataset: Dataset, settings: Settings, strategies: Sequence[str], seeds: int, recipe: str = ""
) -> list[Task]:
    """All tasks of a comparison, seed by seed, so that what is done of one cut short can be compared.

    Args:
        source: Where the pictures are, for `open_pictures`; "" if all is computed in this process.
        dataset: The same pictures, opened.
        settings: What all runs share; its strategy and seed do not matter.
        strategies: Names; "random" is always one of them.
        seeds: How many random seeds, from 0.
        recipe: Of the initial model; "" if it is not known yet.

    Raises:
        SettingsError: A strategy is not known, a run cannot be made of the dataset, or there would be no curve.
    """
    if unknown := [name for name in strategies if name not in STRATEGY_NAMES]:
        raise SettingsError(f"There is no strategy {', '.join(unknown)}; there are {', '.join(STRATEGY_NAMES)}.")
    if seeds < 1:
        raise SettingsError(f"The number of seeds must be 1 or more, not {seeds}.")
    if settings.budget <= settings.initial:
        raise SettingsError(
            f"The budget must be more than the initial set ({settings.initial}): there is no curve yet."
        )
    settings.check(dataset)
    pictures = absolute(source)
    chosen = [name for name in STRATEGY_NAMES if name in strategies or name == BASELINE]
    return [
        Task(
            pictures=pictures,
            fingerprint=dataset.fingerprint,
            settings=with_seed(settings, name, seed),
            ceiling=ceiling,
            load_model=LOAD_MODEL,
            recipe=recipe,
            versions=versions(),
        )
        for seed in range(seeds)
        for name, ceiling in [*((name, False) for name in chosen), (BASELINE, True)]
    ]


def absolute(source: str) -> str:
    """A source of pictures as another process finds it: a path is absolute."""
    return source if source in ("", *BUILT_IN) else str(Path(source).absolute())


def with_seed(settings: Settings, strategy: str, seed: int) -> Settings:
    """The settings of one run of a comparison."""
    return replace(settings, strategy=strategy, seed=seed)


def import_load_model(name: str | None = None) -> Callable[..., Model]:
    """The function that gives an initial model, `foxdog.learning.models.load_model` or the one of this name."""
    return pkgutil.resolve_name(name or LOAD_MODEL)


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """The packages that decide a curve, as far as they are installed, and Keras' backend: (name, version) of each."""
    installed = {(one.name or "").replace("_", "-").lower(): one.version for one in importlib.metadata.distributions()}
    found = [(name, installed[name.lower()]) for name in DECIDE if name.lower() in installed]
    return (*found, ("backend", os.environ.get("KERAS_BACKEND", "tensorflow")))
