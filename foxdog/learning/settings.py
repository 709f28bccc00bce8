"""Everything that decides a run, but for the pictures and the answers."""

from dataclasses import dataclass

import numpy as np

from foxdog.pictures.dataset import Dataset

LARGEST_BATCH = 20
STRATEGY_NAMES = (  # as the pages and help texts list them; the code, in `strategies`, takes long to import
    "uncertainty",
    "committee",
    "bald",
    "ranked-batch",
    "density",
    "k-centre",
    "typical",
    "badge",
    "random",
)


class SettingsError(ValueError):
    """A setting is out of range; the message says what is allowed."""


def largest_initial(dataset: Dataset) -> int:
    """The largest initial set: half the pool at most, and no more of a class than the pool has."""
    return min(len(dataset.pool) // 2, 2 * int(np.bincount(dataset.labels[dataset.pool], minlength=2).min()))


@dataclass(frozen=True)
class Settings:
    """Everything that decides a run, but for the pictures and the answers.

    Attributes:
        strategy: The query strategy, one of STRATEGY_NAMES.
        initial: Labels at the start, half of each class.
        batch: Questions a round.
        budget: Labels allowed, the initial set included.
        noise: The probability that a label from the oracle is wrong, those of the initial set included, 0 to 0.5.
        seed: Decides the initial set, the initial weights and every other random choice.
    """

    strategy: str = "uncertainty"
    initial: int = 20
    batch: int = 10
    budget: int = 120
    noise: float = 0.0
    seed: int = 0

    def check(self, dataset: Dataset) -> None:
        """Raise SettingsError, in one sentence, if a run with these settings cannot be made of the dataset."""
        pool = len(dataset.pool)
        most = largest_initial(dataset)
        rules = (
            (
                self.strategy in STRATEGY_NAMES,
                f"the strategy must be one of {', '.join(STRATEGY_NAMES)}, not {self.strategy!r}",
            ),
            (
                2 <= self.initial <= most,
                f"the initial set must be 2 to {most} pictures (half the pool at most, and no more of a class than "
                f"it has), not {self.initial}",
            ),
            (1 <= self.batch <= LARGEST_BATCH, f"the batch size must be 1 to {LARGEST_BATCH}, not {self.batch}"),
            (
                self.initial <= self.budget <= pool,
                f"the budget must be {self.initial} (the initial set) to {pool} (the pool) labels, not {self.budget}",
            ),
            (0 <= self.noise <= 0.5, f"the label noise must be 0 to 0.5, not {self.noise}"),
            (0 <= self.seed < 2**31, f"the random seed must be 0 to {2**31 - 1}, not {self.seed}"),
        )
        for holds, sentence in rules:
            if not holds:
                raise SettingsError(f"{sentence[0].upper()}{sentence[1:]}.")
