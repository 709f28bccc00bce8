"""Where the spread between runs comes from: the share of variance that each factor accounts for.

An analysis of variance of a balanced design, in which each combination of the factors was run with each seed. The share
of a factor is eta squared: its sum of squares, as part of all. Seeds are nested in splits: the seeds of one split are
others than those of the next. What is left is interactions.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd  # half a second, for who reads a table

SPLIT, SEED, REST = "split", "seed", "interactions"


def variance_shares(runs: "pd.DataFrame", factors: Sequence[str], value: str = "accuracy") -> dict[str, float]:
    """The share of variance by each factor, by split, by seed within its split, and by all interactions; 1 in all.

    Args:
        runs: A row for each run, with a column for each factor, SPLIT, SEED and the value.
        factors: What was varied, apart from split and seed.
        value: The column of what is explained.

    Raises:
        ValueError: The design is not balanced, or all runs came to the same.
    """
    if runs.groupby([*factors, SPLIT, SEED]).ngroups != len(runs):
        raise ValueError("A run is there twice.")
    combinations = np.prod([runs[factor].nunique() for factor in factors], dtype=int)
    if len(set(runs.groupby(SPLIT)[SEED].nunique())) > 1 or len(runs) != combinations * len(
        runs[[SPLIT, SEED]].drop_duplicates()
    ):
        raise ValueError("The design is not balanced: each combination must be run with each seed.")
    mean = runs[value].mean()
    total = float(((runs[value] - mean) ** 2).sum())
    if total == 0:
        raise ValueError("All runs came to the same: there is no variance.")

    def explained(by: list[str]) -> float:
        return float(((runs.groupby(by)[value].transform("mean") - mean) ** 2).sum()) / total

    shares = {factor: explained([factor]) for factor in (*factors, SPLIT)}
    shares[SEED] = explained([SPLIT, SEED]) - shares[SPLIT]
    return shares | {REST: 1 - sum(shares.values())}
