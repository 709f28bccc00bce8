"""The learning curves of several strategies over the same seeds, read from the tables of a comparison."""

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from foxdog.text import unescape_formula

if TYPE_CHECKING:
    import pandas as pd  # half a second, for who reads a table

BASELINE = "random"

SETTING = ["pictures", "model", "initial", "batch", "budget", "noise"]
CURVE_COLUMNS: Mapping[str, type] = {
    "pictures": str,
    "model": str,
    "strategy": str,
    "initial": int,
    "batch": int,
    "budget": int,
    "noise": float,
    "seed": int,
    "round": int,
    "labelled": int,
    "accuracy": float,
}
"""The columns of curves.csv, which has a row for each strategy, seed and round."""

CEILING_COLUMNS: Mapping[str, type] = {
    name: CURVE_COLUMNS[name] for name in ("pictures", "model", "noise", "seed", "labelled", "accuracy")
}
"""The columns of ceilings.csv, which has a row for each seed."""

SPLIT = "split"
"""A column that both tables may have: which split into pool and test set a seed ran on, 0 where there is no column."""

RUN = [SPLIT, "seed"]

Shown = Collection[str] | None
"""The strategies that sentences are about, all if None. The others still count in Holm's correction."""


@dataclass(frozen=True, eq=False)
class Curves:
    """The learning curves of one setting. Strategies are paired: row i of each is the same seed on the same split."""

    pictures: str
    model: str  # the initial model: "head-start" or "scratch"
    initial: int
    batch: int
    budget: int
    noise: float
    seeds: tuple[int, ...]  # one for each row, so that settings can be paired as well
    splits: tuple[int, ...]  # of each row: which split into pool and test set it ran on
    labelled: np.ndarray  # int (rounds,), from round 0, the initial set
    accuracy: Mapping[str, np.ndarray]  # strategy, one of them "random" -> float (seeds, rounds), on the test set
    ceilings: np.ndarray  # float (seeds,), accuracy with the whole pool labelled, NaN where it was not measured

    def __post_init__(self) -> None:
        due = (len(self.seeds), len(self.labelled))
        if BASELINE not in self.accuracy:
            raise ValueError(f"The curves lack {BASELINE} choice, with which every strategy is compared.")
        if len(self.splits) != len(self.seeds):
            raise ValueError(f"The splits are not paired: {len(self.splits)} of them for {len(self.seeds)} seeds.")
        if not self.seeds or len(set(self.runs)) < len(self.seeds):
            raise ValueError("The curves need at least one seed, and each only once on a split.")
        if due[1] < 2 or self.labelled[0] != self.initial or (np.diff(self.labelled) <= 0).any():
            raise ValueError("The labels must rise from the initial set through two rounds or more.")
        for strategy, accuracy in self.accuracy.items():
            if accuracy.shape != due:
                raise ValueError(
                    f"The curves are not paired: {strategy} has {accuracy.shape} (seeds, rounds) where {due} are due."
                )
            if not ((accuracy >= 0) & (accuracy <= 1)).all():
                raise ValueError(f"An accuracy of {strategy} is missing or not within 0 to 1.")
        if self.ceilings.shape != due[:1]:
            raise ValueError(f"The ceilings are not paired: {len(self.ceilings)} of them for {due[0]} seeds.")

    @property
    def strategies(self) -> tuple[str, ...]:
        """All strategies but the baseline."""
        return tuple(strategy for strategy in self.accuracy if strategy != BASELINE)

    @property
    def runs(self) -> list[tuple[int, int]]:
        """Split and seed of each row."""
        return list(zip(self.splits, self.seeds, strict=True))

    @property
    def end(self) -> int:
        """Labels at the last round."""
        return int(self.labelled[-1])

    def only(self, shown: Shown) -> "Curves":
        """The same curves of the strategies shown and of the baseline."""
        return replace(self, accuracy={name: self.accuracy[name] for name in only_shown(self.accuracy, shown)})

    def shared_with(self, other: "Curves") -> "Curves":
        """The same curves, of the seeds that the other setting has on the same splits too, in ascending order."""
        row_of = {run: row for row, run in enumerate(self.runs)}
        shared = sorted(set(self.runs) & set(other.runs))
        rows = [row_of[run] for run in shared]
        return replace(
            self,
            seeds=tuple(seed for _, seed in shared),
            splits=tuple(split for split, _ in shared),
            accuracy={name: values[rows] for name, values in self.accuracy.items()},
            ceilings=self.ceilings[rows],
        )


def only_shown(strategies: Iterable[str], shown: Shown) -> tuple[str, ...]:
    """Those of the strategies that are shown; the baseline always is."""
    return tuple(name for name in strategies if shown is None or name in shown or name == BASELINE)


def differ_only_by(first: Curves, second: Curves, name: str) -> bool:
    """Whether two settings have different values of one attribute, a name in SETTING, and of no other."""
    return [one for one in SETTING if getattr(first, one) != getattr(second, one)] == [name]


def pairs_by(name: str, curves: Curves, others: Sequence[Curves]) -> list[tuple[Curves, Curves]]:
    """Pairs of settings that differ by one attribute alone, the one with the smaller value first.

    Those with `curves`; where there are none, those among the others: some experiments ask more questions a round.
    """
    settings = [curves, *others]
    pairs = [pair for pair in combinations(settings, 2) if differ_only_by(*pair, name)]
    own = [pair for pair in pairs if curves in pair]
    return [(one, other) if getattr(one, name) < getattr(other, name) else (other, one) for one, other in own or pairs]


def sets_by(name: str, curves: Curves, others: Sequence[Curves]) -> list[Curves]:
    """Settings that all differ by one attribute alone: `curves` and others; where there are none, the most others.

    Of several with one value it is `curves`, or the one with the most seeds.
    """
    settings = [curves, *others]
    alike = []
    for one in settings:
        like = sorted((other for other in settings if differ_only_by(one, other, name)), key=lambda it: -len(it.seeds))
        alike.append(list({getattr(each, name): each for each in reversed([one, *like])}.values())[::-1])
    return alike[0] if len(alike[0]) > 1 else max(alike, key=len)


def read_curves(curves_csv: bytes, ceilings_csv: bytes) -> list[Curves]:
    """Pair the curves of a comparison: one Curves for each setting, in the order in which they appear.

    A seed is kept if every strategy has each round that the setting has anywhere. A setting without such a seed, or
    without the baseline, is left out, since nothing can be concluded from it yet.

    Args:
        curves_csv: A table with CURVE_COLUMNS, and with SPLIT if there are several.
        ceilings_csv: A table with CEILING_COLUMNS; of the split too.

    Raises:
        ValueError: A column is missing, a cell is not a number, or the same point or ceiling is given twice.
    """
    rows = _read(curves_csv, CURVE_COLUMNS, [*SETTING, "strategy", *RUN, "labelled"])
    ceilings = _read(ceilings_csv, CEILING_COLUMNS, ["pictures", "model", "noise", *RUN])
    found = [_pair(of_setting, ceilings) for _, of_setting in rows.groupby(SETTING, sort=False)]
    return [curves for curves in found if curves]


def _pair(rows: "pd.DataFrame", ceilings: "pd.DataFrame") -> Curves | None:
    """The curves of one setting, of the seeds that are complete."""
    import pandas as pd

    strategies, labelled = rows["strategy"].unique(), np.sort(rows["labelled"].unique())
    every_point = pd.MultiIndex.from_product([strategies, labelled])
    by_run = rows.pivot(index=RUN, columns=["strategy", "labelled"], values="accuracy")
    complete = by_run.reindex(columns=every_point).dropna()
    if BASELINE not in strategies or len(labelled) < 2 or complete.empty:
        return None
    first = rows.iloc[0]
    same = (ceilings[["pictures", "model", "noise"]] == first[["pictures", "model", "noise"]]).all(axis=1)
    tops = ceilings[same].set_index(RUN)["accuracy"].reindex(complete.index)
    return Curves(
        **{name: CURVE_COLUMNS[name](first[name]) for name in SETTING},
        seeds=tuple(complete.index.get_level_values("seed").tolist()),
        splits=tuple(complete.index.get_level_values(SPLIT).tolist()),
        labelled=labelled,
        accuracy={str(name): np.ascontiguousarray(complete[name]) for name in strategies},
        ceilings=tops.to_numpy(),
    )


def _read(csv: bytes, columns: Mapping[str, type], unique: list[str]) -> "pd.DataFrame":
    """A table with typed cells, in which no two rows agree on the columns of `unique`."""
    import pandas as pd

    try:
        cells = pd.read_csv(io.BytesIO(csv), dtype=str, keep_default_na=False, index_col=False)
    except ValueError as error:  # also pandas' own errors, and bytes that are not UTF-8
        raise ValueError(f"This is not a CSV table ({str(error).strip()}).") from error
    cells = cells if SPLIT in cells else cells.assign(**{SPLIT: "0"})
    columns = {**columns, SPLIT: int}
    if missing := [name for name in columns if name not in cells]:
        raise ValueError(f"The table lacks a column {missing[0]!r}.")
    table = pd.DataFrame({name: _typed(cells[name], kind) for name, kind in columns.items()})
    for row in cells[table.duplicated(unique)].to_dict("records"):
        raise ValueError(f"This row is there twice: {row}.")
    return table


def _typed(cells: "pd.Series", kind: type) -> "pd.Series":
    """Text cells as str, int or float."""
    import pandas as pd

    if kind is str:
        return cells.map(unescape_formula)
    numbers = pd.to_numeric(cells, errors="coerce").astype(float)  # whole numbers of 25 digits would stay objects
    wrong = ~np.isfinite(numbers) | ((numbers % 1 != 0) if kind is int else False)
    for cell in cells[wrong]:
        raise ValueError(f"{cells.name} must be a {'whole ' if kind is int else ''}number, not {cell!r}.")
    return numbers.astype(kind)
