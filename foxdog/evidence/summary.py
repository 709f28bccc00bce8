"""One row of figures for each strategy, for a table or a file."""

import numpy as np

from foxdog.evidence.comparison import against_random, areas, penalties
from foxdog.evidence.curves import BASELINE, Curves
from foxdog.evidence.intervals import Difference, Estimate, mean_estimate
from foxdog.evidence.levelling import plateau
from foxdog.evidence.reaching import TARGETS, labels_to_reach, saving

Cell = str | int | float | None


def at_budget(curves: Curves, strategy: str) -> Estimate:
    """Mean accuracy at the last round, with Student's t interval over seeds."""
    return mean_estimate(curves.at(strategy, curves.end))


def ceiling(curves: Curves) -> Estimate | None:
    """Mean accuracy with the whole pool labelled, with Student's t interval over the seeds that have one."""
    if curves.ceilings is None or np.isnan(curves.ceilings).all():
        return None
    return mean_estimate(curves.ceilings[np.isfinite(curves.ceilings)])


def from_ceiling(curves: Curves, strategy: str) -> Difference | None:
    """How far each seed's last round is from its ceiling, below it negative: mean, with Student's t interval.

    Not a share of the ceiling: guessing alone would have more than half of it.
    """
    if curves.ceilings is None or np.isnan(curves.ceilings).all():
        return None
    gaps = curves.at(strategy, curves.end) - curves.ceilings
    mean = mean_estimate(gaps[np.isfinite(gaps)])
    return Difference(mean.value, mean.low, mean.high)


def summary_rows(curves: Curves) -> list[dict[str, Cell]]:
    """The figures of each strategy, the baseline last; None where one does not apply.

    A figure's interval is in the columns of the same name with _low and _high; None there is an end without limit.
    Accuracies, differences and savings are shares of 1. wins, ties and losses count the rounds after round 0
    by the test of `penalties` against random.
    """
    tests = against_random(curves)
    names, beats = penalties(curves)
    rounds = len(curves.labelled) - 1
    rows = []
    for strategy in (*curves.strategies, BASELINE):
        row: dict[str, Cell] = {"strategy": strategy, "seeds": len(curves.seeds)}
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
        row |= _columns("plateau", plateau(curves, strategy).start)
        if test:
            one, other = names.index(strategy), names.index(BASELINE)
            wins, losses = round(beats[one, other] * rounds), round(beats[other, one] * rounds)
            row |= {"wins": wins, "ties": rounds - wins - losses, "losses": losses}
        else:
            row |= _nothing("wins ties losses")
        rows.append(row)
    return rows


def _columns(name: str, figure: Estimate | Difference | None) -> dict[str, Cell]:
    if figure is None:
        return _nothing(f"{name} {name}_low {name}_high")
    low, high = (end if np.isfinite(end) else None for end in (figure.low, figure.high))
    return {
        name: figure.mean if isinstance(figure, Difference) else figure.value,
        f"{name}_low": low,
        f"{name}_high": high,
    }


def _nothing(names: str) -> dict[str, Cell]:
    return dict.fromkeys(names.split())
