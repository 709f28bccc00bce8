"""Curves become rows: one of figures for each strategy, for a table; or one for each round, to be drawn."""

import numpy as np

from foxdog.evidence.curves import BASELINE, Curves
from foxdog.evidence.intervals import Estimate, mean_estimate, t_margins
from foxdog.evidence.plateau import find_plateau
from foxdog.evidence.savings import TARGETS, labels_to_reach, saving
from foxdog.evidence.statistics import against_random, areas, head_to_head

Cell = str | int | float | None
Row = dict[str, Cell]

# One row for each strategy


def at_budget(curves: Curves, strategy: str) -> Estimate:
    """Mean accuracy at the last round, with Student's t interval over seeds."""
    return mean_estimate(curves.accuracy[strategy][:, -1])


def ceiling(curves: Curves) -> Estimate | None:
    """Mean accuracy with the whole pool labelled, with Student's t interval over the seeds that have one."""
    if curves.ceilings is None:
        return None
    return mean_estimate(curves.ceilings[np.isfinite(curves.ceilings)])


def from_ceiling(curves: Curves, strategy: str) -> Estimate | None:
    """The last round minus the ceiling of the same seed: mean difference, with Student's t interval.

    A share of the ceiling would flatter: guessing alone has more than half of it.
    """
    if curves.ceilings is None:
        return None
    gaps = curves.accuracy[strategy][:, -1] - curves.ceilings
    return mean_estimate(gaps[np.isfinite(gaps)])


def summary_rows(curves: Curves) -> list[Row]:
    """The figures of each strategy, the baseline last; None where one does not apply.

    A figure's interval is in the columns of the same name with _low and _high; None there is an end without limit.
    Accuracies, differences and savings are shares of 1. wins, ties and losses count the rounds after round 0
    by the test of `head_to_head` against random.
    """
    tests = against_random(curves)
    names, beats = head_to_head(curves)
    rounds = len(curves.labelled) - 1
    rows = []
    for strategy in (*curves.strategies, BASELINE):
        row: Row = {"strategy": strategy, "seeds": len(curves.seeds)}
        row |= _columns("aulc", mean_estimate(areas(curves, strategy)))
        test = tests.get(strategy)
        row |= _columns("difference", test.difference if test else None)
        row |= {"p": test.p, "p_holm": test.p_holm, "verdict": test.verdict} if test else _nothing("p p_holm verdict")
        for target in TARGETS:
            row[f"labels_to_{target * 100:.0f}"] = labels_to_reach(curves, strategy, target)
            saved = saving(curves, strategy, target) if test else None
            row |= _columns(f"saving_at_{target * 100:.0f}", saved)
        row |= _columns("accuracy_at_budget", at_budget(curves, strategy))
        row |= _columns("from_ceiling", from_ceiling(curves, strategy))
        row |= _columns("plateau", find_plateau(curves, strategy).start)
        if test:
            one, other = names.index(strategy), names.index(BASELINE)
            wins, losses = round(beats[one, other] * rounds), round(beats[other, one] * rounds)
            row |= {"wins": wins, "ties": rounds - wins - losses, "losses": losses}
        else:
            row |= _nothing("wins ties losses")
        rows.append(row)
    return rows


def _columns(name: str, figure: Estimate | None) -> Row:
    if figure is None:
        return _nothing(f"{name} {name}_low {name}_high")
    low, high = (end if np.isfinite(end) else None for end in (figure.low, figure.high))
    return {name: figure.value, f"{name}_low": low, f"{name}_high": high}


def _nothing(names: str) -> Row:
    return dict.fromkeys(names.split())


# One row for each round


def mean_rows(curves: Curves) -> list[Row]:
    """The mean accuracy of each strategy at each round, with Student's t interval over seeds.

    Returns:
        Rows with strategy, labelled, seeds, mean, low and high, in shares of 1; low and high are None for one seed.
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
