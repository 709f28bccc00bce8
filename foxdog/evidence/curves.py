"""Learning curves of several strategies over the same seeds, made from the rows of a comparison."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

BASELINE = "random"

Row = Mapping[str, object]
"""One line of a table, as `csv.DictReader` gives it (all strings) or with numbers in it."""

Told = Collection[str] | None
"""The strategies to speak of, all if None. What is left out still counts in Holm's correction: it was looked at."""

Setting = tuple[str, int, int, int, float]
"""Pictures, initial, batch, budget, noise."""


@dataclass(frozen=True, eq=False)
class Curves:
    """The learning curves of one setting. Strategies are paired: row i of each is the same seed.

    Attributes:
        pictures: What the data set is called.
        initial: Labels known from the start.
        batch: Questions a round.
        budget: Labels allowed, the initial set included.
        noise: The probability that a label is wrong.
        seeds: One for each row, so that settings can be paired as well.
        labelled: int (rounds,), labels at each round, from round 0, the initial set.
        accuracy: Strategy -> float (seeds, rounds), on the test set; "random" is one of them.
        ceilings: float (seeds,), accuracy with the whole pool labelled, NaN where it was not measured; None if nowhere.
    """

    pictures: str
    initial: int
    batch: int
    budget: int
    noise: float
    seeds: tuple[int, ...]
    labelled: np.ndarray
    accuracy: Mapping[str, np.ndarray]
    ceilings: np.ndarray | None = None

    def __post_init__(self) -> None:
        due = (len(self.seeds), len(self.labelled))
        if BASELINE not in self.accuracy:
            raise ValueError(f"The curves lack {BASELINE} questions, with which every strategy is compared.")
        if not self.seeds or len(set(self.seeds)) < len(self.seeds):
            raise ValueError("The curves need at least one seed, and each only once.")
        if due[1] < 2 or self.labelled[0] != self.initial or (np.diff(self.labelled) <= 0).any():
            raise ValueError("The labels must rise from the initial set through two rounds or more.")
        for strategy, accuracy in self.accuracy.items():
            if accuracy.shape != due:
                raise ValueError(
                    f"The curves are not paired: {strategy} has {accuracy.shape} (seeds, rounds) where {due} are due."
                )
            if not ((accuracy >= 0) & (accuracy <= 1)).all():
                raise ValueError(f"An accuracy of {strategy} is missing or not within 0 to 1.")
        if self.ceilings is not None and self.ceilings.shape != due[:1]:
            raise ValueError(f"The ceilings are not paired: {len(self.ceilings)} of them for {due[0]} seeds.")

    @property
    def strategies(self) -> tuple[str, ...]:
        """All but the baseline."""
        return tuple(strategy for strategy in self.accuracy if strategy != BASELINE)

    @property
    def end(self) -> int:
        """Labels at the last round."""
        return int(self.labelled[-1])

    def at(self, strategy: str, labels: int) -> np.ndarray:
        """The accuracy at the round with this many labels, float (seeds,)."""
        return self.accuracy[strategy][:, list(self.labelled).index(labels)]

    def only(self, strategies: Told) -> "Curves":
        """The same with some of the strategies, and the baseline."""
        return replace(self, accuracy={name: self.accuracy[name] for name in chosen(self.accuracy, strategies)})

    def of_seeds(self, seeds: Sequence[int], strategy: str) -> np.ndarray:
        """The curves of some of the seeds, in their order, float (len(seeds), rounds)."""
        return self.accuracy[strategy][[self.seeds.index(seed) for seed in seeds]]


def chosen(strategies: Iterable[str], told: Told) -> tuple[str, ...]:
    """Those of the strategies that are to be told of; the baseline always is."""
    return tuple(name for name in strategies if told is None or name in told or name == BASELINE)


def common_seeds(first: Curves, second: Curves) -> tuple[int, ...]:
    """The seeds that both settings have."""
    return tuple(seed for seed in first.seeds if seed in set(second.seeds))


def curves_from_rows(
    rows: Iterable[Row], ceilings: Iterable[Row] = (), strategies: Sequence[str] | None = None
) -> list[Curves]:
    """Tidy rows as paired curves, one Curves for each setting, in the order in which they appear.

    A seed is kept if every strategy has each round that the setting has anywhere; a setting without such a seed, or
    without the baseline, is left out, since nothing can be concluded from it yet.

    Args:
        rows: With pictures, strategy, initial, batch, budget, noise, seed, labelled and accuracy.
        ceilings: With pictures, noise, seed and accuracy.
        strategies: Those to compare, beside the baseline; all that a setting has if None.

    Raises:
        ValueError: The same point or ceiling is given twice, or a column is missing or not a number.
    """
    settings: dict[Setting, dict[str, dict[int, dict[int, float]]]] = {}
    for row in rows:
        initial, batch, budget = (int(_number(row, name)) for name in ("initial", "batch", "budget"))
        setting = (str(_cell(row, "pictures")), initial, batch, budget, _number(row, "noise"))
        by_strategy = settings.setdefault(setting, {})
        seeds = by_strategy.setdefault(str(_cell(row, "strategy")), defaultdict(dict))
        _put_once(seeds[int(_number(row, "seed"))], int(_number(row, "labelled")), _number(row, "accuracy"), row)
    tops: dict[tuple, float] = {}
    for row in ceilings:
        key = (str(_cell(row, "pictures")), _number(row, "noise"), int(_number(row, "seed")))
        _put_once(tops, key, _number(row, "accuracy"), row)
    found = (_paired(setting, by_strategy, tops, strategies) for setting, by_strategy in settings.items())
    return [curves for curves in found if curves]


def _paired(
    setting: Setting,
    by_strategy: Mapping[str, Mapping[int, Mapping[int, float]]],
    tops: Mapping[tuple, float],
    strategies: Sequence[str] | None,
) -> Curves | None:
    chosen = [name for name in by_strategy if strategies is None or name in (BASELINE, *strategies)]
    rounds = {labelled for name in chosen for points in by_strategy[name].values() for labelled in points}
    if BASELINE not in chosen or len(rounds) < 2 or not set(strategies or ()) <= set(chosen):
        return None
    seeds = sorted(
        seed
        for seed in by_strategy[BASELINE]
        if all(by_strategy[name].get(seed, {}).keys() == rounds for name in chosen)
    )
    if not seeds:
        return None
    labelled = sorted(rounds)
    accuracy = {name: np.array([[by_strategy[name][seed][at] for at in labelled] for seed in seeds]) for name in chosen}
    pictures, noise = setting[0], setting[-1]
    ceilings = np.array([tops.get((pictures, noise, seed), np.nan) for seed in seeds])
    known = None if np.isnan(ceilings).all() else ceilings
    return Curves(*setting, tuple(seeds), np.array(labelled), accuracy, known)


def _put_once(into: dict, key: object, value: float, row: Row) -> None:
    if key in into:
        raise ValueError(f"This row is there twice: {dict(row)}.")
    into[key] = value


def _cell(row: Row, name: str) -> object:
    try:
        return row[name]
    except KeyError:
        raise ValueError(f"The rows lack a column {name!r}.") from None


def _number(row: Row, name: str) -> float:
    cell = _cell(row, name)
    try:
        return float(str(cell))
    except ValueError:
        raise ValueError(f"{name} must be a number, not {cell!r}.") from None
