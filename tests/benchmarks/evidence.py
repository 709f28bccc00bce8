"""Experiments computed again, beside the shipped ones: how long each took, and which verdicts are others.

    python -m foxdog evidence --all --jobs 2 --out out/results
    python -m tests.benchmarks.evidence out/results [--json FILE]

On the same type of processor all tables come out the same. On another one the bodies of the splits that are not
shipped round differently while they learn, so these are other nets: then it matters whether the verdicts agree.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from foxdog.comparison import contrast_table
from foxdog.comparison.experiment_folder import TABLE
from foxdog.comparison.experiments import EXPERIMENTS
from foxdog.comparison.result_folder import CURVES, SUMMARY
from foxdog.evidence import Estimate, leaves_out_zero

SHIPPED = Path("data/results")
SURE = ("ahead", "behind", "above", "below")
Verdicts: TypeAlias = "pd.Series[str]"
"""By folder, and by what is compared in it."""


def minutes(folder: Path) -> float:
    """How long all curves of an experiment took, in minutes of one core."""
    (about,) = [file for name in ("settings.json", "experiment.json") if (file := folder / name).exists()]
    return round(json.loads(about.read_text())["seconds"] / 60, 1)


def is_same(folder: Path) -> bool:
    """Whether an experiment's curves are those that are shipped, to the last digit."""
    (table,) = [file for name in (CURVES, TABLE) if (file := folder / name).exists()]
    return table.read_bytes() == (SHIPPED / folder.name / table.name).read_bytes()


def tested(out: Path, folders: list[str]) -> Verdicts:
    """The verdict on each strategy of each comparison: Wilcoxon, Holm and the mixed model."""
    files = {name: file for name in folders if (file := out / name / SUMMARY).exists()}
    return pd.concat(
        {name: pd.read_csv(file).set_index("strategy")["verdict"] for name, file in files.items()}
    ).dropna()


def estimated(contrasts: Path, folders: Iterable[str]) -> Verdicts:
    """Of each difference in a table of contrasts whether its interval lies above zero, below it, or holds it."""
    rows = pd.read_csv(contrasts).set_index(["experiment", "contrast"])
    rows = rows[rows.index.get_level_values("experiment").isin(list(folders))]
    ends = [Estimate(*(row[name] / 100 for name in ("mean", "low", "high"))) for _, row in rows.iterrows()]
    said = [("above" if one.value > 0 else "below") if leaves_out_zero(one) else "holds zero" for one in ends]
    return pd.Series(said, rows.index)


def agreement(shipped: Verdicts, again: Verdicts) -> dict[str, object]:
    """How many verdicts there are, how many are the same, how many are sure of contrary things, and which differ."""
    both = pd.DataFrame({"shipped": shipped, "again": again}).dropna()
    differ = both[both["shipped"] != both["again"]]
    contrary = differ.isin(SURE).all(axis=1).sum()
    told = [f"{' '.join(index)}: {one['shipped']}, then {one['again']}" for index, one in differ.iterrows()]
    return {"verdicts": len(both), "the same": len(both) - len(differ), "contrary": int(contrary), "others": told}


def main() -> None:
    """Compare, print the figures, and write them if they are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="the folder of the experiments' folders")
    parser.add_argument("--json", type=Path, help="where the figures go")
    options = parser.parse_args()

    finished = [name for name in EXPERIMENTS if any((options.out / name / one).exists() for one in (CURVES, TABLE))]
    taken = {name: minutes(options.out / name) for name in finished}
    figures = {
        "minutes of a core": taken,
        "all, minutes of a core": round(sum(taken.values()), 1),
        "curves to the last digit as shipped": [name for name in finished if is_same(options.out / name)],
        "strategies against random choice": agreement(*(tested(out, finished) for out in (SHIPPED, options.out))),
        "differences": agreement(*(estimated(out / contrast_table.FILE, finished) for out in (SHIPPED, options.out))),
    }
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
