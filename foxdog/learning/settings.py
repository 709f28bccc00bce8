"""Everything that decides a run, but for the pictures and the answers."""

from dataclasses import dataclass

import numpy as np

from foxdog.learning.strategy_words import STRATEGY_WORDS
from foxdog.pictures.dataset import Dataset

LARGEST_BATCH, MOST_NOISE, RAREST = 20, 0.5, 20
MODEL_NAMES = ("head-start", "scratch")  # the initial models, explained in `models`
COMMITTEE_SIZES = {"head-start": 10, "scratch": 3}  # how many nets of a model are a committee
USUAL_BATCHES = {"head-start": 1, "scratch": 10}  # a round from scratch takes a second or two
STRATEGY_NAMES = tuple(STRATEGY_WORDS)


class SettingsError(ValueError):
    """A setting is out of range; the message says what is allowed."""


def rare_foxes(dataset: Dataset, rare: int) -> int:
    """How many foxes (label 1) stay in the pool if one picture in `rare` is to be a fox; all of them if it is 0.

    Foxes are left out, never dogs: where a pool has fewer than that, it keeps those it has.
    """
    dogs, foxes = np.bincount(dataset.labels[dataset.pool], minlength=2).tolist()
    return min(foxes, max(1, round(dogs / (rare - 1)))) if rare > 1 else foxes


def pool_size(dataset: Dataset, rare: int) -> int:
    """How many pictures may be asked about if one in `rare` is to be a fox."""
    foxes = int(np.count_nonzero(dataset.labels[dataset.pool] == 1))
    return len(dataset.pool) - foxes + rare_foxes(dataset, rare)


def largest_initial(dataset: Dataset) -> int:
    """The largest initial set: half the pool."""
    return len(dataset.pool) // 2


@dataclass(frozen=True)
class Settings:
    """Everything that decides a run, but for the pictures and the answers."""

    model: str = "head-start"  # the initial model, one of MODEL_NAMES
    strategy: str = "uncertainty"  # the query strategy, one of STRATEGY_NAMES
    initial: int = 20  # labels at the start, drawn at random until both classes are among them
    batch: int = 1  # questions a round
    budget: int = 120  # labels allowed, the initial set included
    noise: float = 0.0  # the probability that a label from the oracle, also of the initial set, is wrong: 0 to 0.5
    seed: int = 0  # decides the initial set, the initial weights and every other random choice
    rare: int = 0  # one fox in so many pictures of the pool, by leaving foxes out, 2 to 20; 0: all foxes stay

    def check(self, dataset: Dataset) -> None:
        """Raise SettingsError, in one sentence, if a run with these settings cannot be made of the dataset."""
        pool = pool_size(dataset, self.rare)
        most = pool // 2
        names, seeds = ", ".join(STRATEGY_NAMES), 2**31
        rules = {
            f"The model must be one of {', '.join(MODEL_NAMES)}, not {self.model!r}.": self.model in MODEL_NAMES,
            f"The strategy must be one of {names}, not {self.strategy!r}.": self.strategy in STRATEGY_NAMES,
            "The pool must hold pictures of both classes.": len(np.unique(dataset.labels[dataset.pool])) == 2,
            f"The initial set must be 2 to {most} pictures (half the pool), not {self.initial}.": (
                2 <= self.initial <= most
            ),
            f"The batch size must be 1 to {LARGEST_BATCH}, not {self.batch}.": 1 <= self.batch <= LARGEST_BATCH,
            f"The budget must be {self.initial} (the initial set) to {pool} (the pool) labels, not "
            f"{self.budget}.": self.initial <= self.budget <= pool,
            f"The label noise must be 0 to {MOST_NOISE}, not {self.noise}.": 0 <= self.noise <= MOST_NOISE,
            f"One fox in 2 to {RAREST} pictures of the pool, or 0 for all foxes, not {self.rare}.": (
                self.rare == 0 or 2 <= self.rare <= RAREST
            ),
            f"The random seed must be 0 to {seeds - 1}, not {self.seed}.": 0 <= self.seed < seeds,
        }
        for sentence, holds in rules.items():
            if not holds:
                raise SettingsError(sentence)
