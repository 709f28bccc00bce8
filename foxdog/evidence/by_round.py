"""The curves round by round, with their intervals, as rows to be drawn."""

import numpy as np

from foxdog.evidence.curves import BASELINE, Curves
from foxdog.evidence.intervals import t_margins

Point = dict[str, str | int | float | None]


def mean_rows(curves: Curves) -> list[Point]:
    """The mean accuracy of each strategy at each round, with Student's t interval over seeds.

    Returns:
        Rows with strategy, labelled, seeds, mean, low and high, in shares of 1; low and high are None for one seed.
    """
    return [row for name, accuracy in curves.accuracy.items() for row in _rows(curves, name, accuracy)]


def difference_rows(curves: Curves) -> list[Point]:
    """The mean paired difference of each strategy to random at each round; rows as of `mean_rows`."""
    baseline = curves.accuracy[BASELINE]
    return [row for name in curves.strategies for row in _rows(curves, name, curves.accuracy[name] - baseline)]


def seed_rows(curves: Curves) -> list[Point]:
    """Every seed's curve: rows with strategy, seed, labelled and accuracy."""
    return [
        {"strategy": name, "seed": seed, "labelled": int(labelled), "accuracy": round(float(accuracy), 4)}
        for name, of_seeds in curves.accuracy.items()
        for seed, curve in zip(curves.seeds, of_seeds, strict=True)
        for labelled, accuracy in zip(curves.labelled, curve, strict=True)
    ]


def _rows(curves: Curves, strategy: str, values: np.ndarray) -> list[Point]:
    """Of values of each seed at each round, float (seeds, rounds)."""
    means, margins = values.mean(axis=0), t_margins(values)
    return [
        {
            "strategy": strategy,
            "labelled": int(labelled),
            "seeds": len(curves.seeds),
            "mean": round(float(mean), 6),
            "low": round(float(mean - margin), 6) if np.isfinite(margin) else None,
            "high": round(float(mean + margin), 6) if np.isfinite(margin) else None,
        }
        for labelled, mean, margin in zip(curves.labelled, means, margins, strict=True)
    ]
