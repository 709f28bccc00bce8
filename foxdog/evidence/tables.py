"""Curves become rows: one of figures for each strategy, for a table; or one for each round, to be drawn."""

import numpy as np

from foxdog.evidence.curves import BASELINE, Curves
from foxdog.evidence.intervals import Estimate, mean_estimate, t_margins
from foxdog.evidence.plateau import find_plateau
from foxdog.evidence.savings import TARGETS, labels_to_reach, saving
from foxdog.evidence.statistics import against_random, areas, count_wins, gains, head_to_head, seeds_needed

RELIABLE = ("ahead", "behind")
"""The verdicts with which a saving is told."""

Row = dict[str, str | int | float | None]


def at_budget(curves: Curves, strategy: str) -> Estimate:
    """Mean accuracy at the last round, with its interval over seeds."""
    return mean_estimate(curves.accuracy[strategy][:, -1], curves.splits)


def ceiling(curves: Curves) -> Estimate | None:
    """Mean accuracy with the whole pool labelled, with its interval over the seeds that have one."""
    return _mean_of_known(curves.ceilings, curves)


def from_ceiling(curves: Curves, strategy: str) -> Estimate | None:
    """The last round minus the ceiling of the same seed: mean difference, with its interval.

    A share of the ceiling would flatter: guessing alone has more than half of it.
    """
    return _mean_of_known(curves.accuracy[strategy][:, -1] - curves.ceilings, curves)


def _mean_of_known(values: np.ndarray, curves: Curves) -> Estimate | None:
    known = np.isfinite(values)
    return mean_estimate(values[known], tuple(np.asarray(curves.splits)[known])) if known.any() else None


def summary_rows(curves: Curves) -> list[Row]:
    """The figures of each strategy, the baseline last; None where one does not apply.

    A figure's interval is in the columns of the same name with _low and _high; None there is an end without limit.
    Accuracies, differences and savings are shares of 1. Savings are given only where the verdict on the strategy is
    reliable. runs_won counts the seeds with which it was ahead, and probability is that of being ahead
    (`foxdog.evidence.statistics.count_wins`). wins, ties and losses count the rounds after round 0 by the test of
    `head_to_head` against random. Below six seeds no interval of the mean accuracy is given, so that none is drawn.
    """
    tests = against_random(curves)
    names, beats = head_to_head(curves)
    rounds, other = len(curves.labelled) - 1, names.index(BASELINE)
    rows = []
    for strategy in (*curves.strategies, BASELINE):
        test, one = tests.get(strategy), names.index(strategy)
        row: Row = {"strategy": strategy, "seeds": len(curves.seeds), "splits": len(set(curves.splits))}
        area = mean_estimate(areas(curves, strategy), curves.splits)
        row |= _columns("aulc", area if _has_bands(curves) else Estimate(area.value, -np.inf, np.inf))
        row |= _columns("difference", test.difference if test else None)
        row |= {name: getattr(test, name, None) for name in ("p", "p_holm", "verdict")}
        won = count_wins(gains(curves, strategy), curves.splits) if test else None
        row |= {"runs_won": won.won if won else None, "runs_lost": won.lost if won else None}
        row |= _columns("probability", won.probability if won else None)
        for target in TARGETS:
            row[f"labels_to_{target * 100:.0f}"] = labels_to_reach(curves, strategy, target)
            saved = saving(curves, strategy, target) if test and test.verdict in RELIABLE else None
            row |= _columns(f"saving_at_{target * 100:.0f}", saved)
        row |= _columns("accuracy_at_budget", at_budget(curves, strategy))
        row |= _columns("from_ceiling", from_ceiling(curves, strategy))
        plateau = find_plateau(curves, strategy)
        row |= {"at_ceiling": plateau.verdict, "plateau": plateau.start}
        wins, losses = round(beats[one, other] * rounds), round(beats[other, one] * rounds)
        counts = {"wins": wins, "ties": rounds - wins - losses, "losses": losses}
        rows.append(row | (counts if test else dict.fromkeys(counts)))
    return rows


def _columns(name: str, figure: Estimate | None) -> Row:
    ends = (figure.value, figure.low, figure.high) if figure else (None, None, None)
    finite = (end if end is not None and np.isfinite(end) else None for end in ends)
    return dict(zip((name, f"{name}_low", f"{name}_high"), finite, strict=True))


def mean_rows(curves: Curves) -> list[Row]:
    """The mean accuracy of each strategy at each round, with its 95 % interval over seeds.

    Returns:
        Rows with strategy, labelled, seeds, mean, low and high, in shares of 1; low and high are None below six seeds.
    """
    return [row for name, accuracy in curves.accuracy.items() for row in _by_round(curves, name, accuracy)]


def difference_rows(curves: Curves) -> list[Row]:
    """The mean paired difference of each strategy to random at each round; rows as of `mean_rows`."""
    baseline = curves.accuracy[BASELINE]
    return [row for name in curves.strategies for row in _by_round(curves, name, curves.accuracy[name] - baseline)]


def seed_rows(curves: Curves) -> list[Row]:
    """Every seed's curve: rows with strategy, seed, labelled and accuracy."""
    return [
        {"strategy": name, "seed": seed, "labelled": int(labelled), "accuracy": round(float(accuracy), 4)}
        for name, of_seeds in curves.accuracy.items()
        for seed, curve in zip(curves.seeds, of_seeds, strict=True)
        for labelled, accuracy in zip(curves.labelled, curve, strict=True)
    ]


def _by_round(curves: Curves, strategy: str, values: np.ndarray) -> list[Row]:
    """Rows of the values of each seed at each round, float (seeds, rounds)."""
    import pandas as pd

    mean, margin = values.mean(axis=0), t_margins(values, curves.splits)
    margin = margin if _has_bands(curves) else np.full(margin.shape, np.inf)
    table = pd.DataFrame({"labelled": curves.labelled, "mean": mean, "low": mean - margin, "high": mean + margin})
    rows = table.round(6).astype(object).replace([-np.inf, np.inf], None).to_dict("records")
    return [{"strategy": strategy, "seeds": len(curves.seeds), **row} for row in rows]


def _has_bands(curves: Curves) -> bool:
    """Whether there are as many seeds as a test takes: a band of fewer promises more than can be known."""
    return len(curves.seeds) >= seeds_needed()
