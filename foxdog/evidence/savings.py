"""How many labels an accuracy costs, and how many a strategy saves."""

from functools import lru_cache

import numpy as np

from foxdog.evidence.curves import BASELINE, Curves
from foxdog.evidence.intervals import Estimate, jackknife_margin, leave_one_out

TARGETS = (0.75, 0.80, 0.85, 0.90)
NEIGHBOURHOOD = 0.2  # of a round's labels; a share, so that a curve twice as slow is smoothed over twice the labels


def smoothed(accuracy: np.ndarray, labelled: np.ndarray) -> np.ndarray:
    """Each round averaged with those within a fifth of its labels, as many before it as after it.

    The first and the last round stay as they are. Without this a lucky round, of which a long curve has many, would
    count as reaching an accuracy.

    Args:
        accuracy: float (..., rounds).
        labelled: int (rounds,).
    """
    return accuracy @ _weights(tuple(np.asarray(labelled).tolist())).T


@lru_cache(maxsize=20)
def _weights(labels: tuple[int, ...]) -> np.ndarray:
    """How much each round counts, float (rounds, rounds): of round i in row i."""
    labelled = np.array(labels)
    weights = np.zeros((len(labelled), len(labelled)))
    for centre, there in enumerate(labelled):
        near = np.flatnonzero(abs(labelled - there) <= NEIGHBOURHOOD * there)
        sides = min(centre - near[0], near[-1] - centre)
        weights[centre, centre - sides : centre + sides + 1] = 1 / (2 * sides + 1)
    return weights


def first_reach(curves: np.ndarray, labelled: np.ndarray, target: float) -> np.ndarray:
    """Labels at which each curve first reaches the target, interpolated linearly between rounds.

    Args:
        curves: float (n, rounds).
        labelled: int (rounds,).
        target: An accuracy.

    Returns:
        float (n,): infinite where it is not reached; the initial set where round 0 reaches it.
    """
    reached = curves >= target
    after = np.maximum(reached.argmax(axis=1), 1)
    rows = np.arange(len(curves))
    below, above = curves[rows, after - 1], curves[rows, after]
    step = np.divide(target - below, above - below, out=np.zeros(len(curves)), where=above != below)
    labels = labelled[after - 1] + step * (labelled[after] - labelled[after - 1])
    labels = np.where(reached[:, 0], labelled[0], labels)
    return np.where(reached.any(axis=1), labels, np.inf)


def labels_to_reach(curves: Curves, strategy: str, target: float) -> float | None:
    """Labels at which the mean curve over seeds, `smoothed`, first reaches an accuracy; None if it does not."""
    mean = smoothed(curves.accuracy[strategy].mean(axis=0), curves.labelled)
    labels = float(first_reach(mean[None], curves.labelled, target)[0])
    return labels if np.isfinite(labels) else None


def saving(curves: Curves, strategy: str, target: float, other: str = BASELINE) -> Estimate | None:
    """1 - labels(strategy) / labels(other) to reach an accuracy; below zero, the strategy needs more.

    The interval is that of a jackknife over seeds on the logarithm of the ratio, each seed left out for both together,
    with Student's t. On made curves with a known saving it covers the truth in about 95 % of the cases, which the
    percentile and the BCa bootstrap do not: resampling doubles the noise of the rounds, and the round at which a curve
    crosses the accuracy jumps with it. Over several splits the seeds' scatter is that of a mixed model.

    Where a curve without one of the seeds does not reach the accuracy, all that is known is that it needs more than
    the budget. Then the interval has no limit on that side (a saving of "at least"), and the other limit is computed
    as if it needed the budget.

    Returns:
        None for a single seed, or where one does not reach it, or where the other reaches it with the initial set:
        then there is nothing to save.
    """
    labels, other_labels = (labels_to_reach(curves, name, target) for name in (strategy, other))
    if labels is None or other_labels is None or other_labels == curves.labelled[0] or len(curves.seeds) < 2:
        return None
    without, other_without = (
        first_reach(leave_one_out(smoothed(curves.accuracy[name], curves.labelled)), curves.labelled, target)
        for name in (strategy, other)
    )
    ratio = np.log(labels / other_labels)
    ratios = np.log(np.minimum(without, curves.end) / np.minimum(other_without, curves.end))
    margin = jackknife_margin(ratios, curves.splits)
    return Estimate(
        value=float(1 - np.exp(ratio)),
        low=float(1 - np.exp(ratio + margin)) if np.isfinite(without).all() else -np.inf,
        high=float(1 - np.exp(ratio - margin)) if np.isfinite(other_without).all() else np.inf,
    )


def headline_saving(curves: Curves, strategy: str, other: str = BASELINE) -> tuple[float, Estimate] | None:
    """A target that both reach and the saving there, to stand for all of them; None if there is none.

    Of the savings it is the second largest, since the largest would flatter; of the losses the second largest loss,
    where the strategy is behind over the whole budget.
    """
    found = [(target, saving(curves, strategy, target, other)) for target in TARGETS]
    known = [(target, saved) for target, saved in found if saved]
    gained = float((curves.accuracy[strategy] - curves.accuracy[other]).mean())
    ranked = sorted(known, key=lambda one: -one[1].value if gained > 0 else one[1].value)
    return ranked[min(1, len(ranked) - 1)] if ranked else None
