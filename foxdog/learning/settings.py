"""Everything that decides a run, but for the pictures and the answers."""

from dataclasses import dataclass

import numpy as np

from foxdog.learning.strategy_words import STRATEGY_WORDS
from foxdog.pictures.dataset import Dataset

LARGEST_BATCH, MOST_NOISE = 20, 0.5
MODEL_NAMES = ("head-start", "scratch")  # the initial models, explained in `models`
COMMITTEE_SIZES = {"head-start": 10, "scratch": 3}  # how many nets of a model are a committee
USUAL_BATCHES = {"head-start": 1, "scratch": 10}  # a round from scratch takes a second or two
STRATEGY_NAMES = tuple(STRATEGY_WORDS)


class SettingsError(ValueError):
    """A setting is out of range; the message says what is allowed."""


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

    def check(self, dataset: Dataset) -> None:
        """Raise SettingsError, in one sentence, if a run with these settings cannot be made of the dataset."""
        pool, most = len(dataset.pool), largest_initial(dataset)
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
            f"The random seed must be 0 to {seeds - 1}, not {self.seed}.": 0 <= self.seed < seeds,
        }
        for sentence, holds in rules.items():
            if not holds:
                raise SettingsError(sentence)
