"""Where the spread between the experiments' runs comes from, as a table made from their folders."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from foxdog.comparison.result_folder import CURVES, to_csv
from foxdog.evidence import variance_shares

FILE = "variance.csv"
COLUMNS = ("pictures", "experiments", "splits", "factor", "levels", "share", "runs")
DESIGNS = (  # the folders whose runs are put together, and what was varied, beside split and seed
    (("asking",), ("strategy",)),
    (("asking-batch-20", "asking-scratch"), ("model", "strategy")),
    (tuple(f"asking-initial-{size}" for size in (2, 10, 20, 40)), ("initial", "strategy")),
)


def variance_csv(out: Path, pictures: Sequence[str]) -> bytes:
    """A row for each factor of each design whose folders are finished, with all splits and without split 0.

    The body of split 0 comes with the project and has learned longer than those of the others, which are alike in that.
    A run counts with its mean accuracy over the numbers of labels that all runs of the design have.

    Args:
        out: The folder of the experiments' folders.
        pictures: The names with which those begin.
    """
    rows = []
    for name in pictures:
        for folders, factors in DESIGNS:
            files = [out / f"{name}-{folder}" / CURVES for folder in folders]
            if not all(file.exists() for file in files):
                continue
            all_runs = balanced([pd.read_csv(file) for file in files])
            for runs in (all_runs, all_runs[all_runs["split"] > 0]):
                splits = " ".join(map(str, sorted({*runs["split"]})))
                for factor, share in variance_shares(runs, factors).items():
                    levels = runs[factor].nunique() if factor in runs else ""
                    rows.append((name, " ".join(folders), splits, factor, levels, f"{share:.4f}", len(runs)))
    return to_csv(pd.DataFrame(rows, columns=list(COLUMNS)))


def balanced(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One row a run, with its mean accuracy where all have a point: strategies and seeds that every table has.

    Seeds are counted within their split, since a table with fewer seeds has others on a split.
    """
    common = set.intersection(*({*table["labelled"]} for table in tables))
    strategies = set.intersection(*({*table["strategy"]} for table in tables))
    numbered = []
    for table in tables:
        chosen = table[table["labelled"].isin(common) & table["strategy"].isin(strategies)]
        keys = ["model", "strategy", "initial", "split", "seed"]
        runs = chosen.groupby(keys, as_index=False)["accuracy"].mean()
        runs["seed"] = runs.groupby("split")["seed"].rank(method="dense").astype(int)
        numbered.append(runs)
    fewest = min(runs["seed"].max() for runs in numbered)
    together = pd.concat(numbered)
    return together[together["seed"] <= fewest]
