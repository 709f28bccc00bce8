"""How long the whole evidence takes, from some curves of each kind, and whether they are those that are shipped.

    python -m tests.benchmarks.evidence [--each 3] [--jobs 2] [--json FILE]

A kind is what an experiment computes with one setting for all its seeds. Of each kind some seeds are computed, spread
over all of them, by processes that are busy all the time. The median of a kind stands for each of its curves, since a
process that opens another split's pictures spends some seconds of one curve on that. What two experiments share counts
once. The body of one split of each set of pictures is made, and not kept.
"""

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from foxdog.comparison import experiment_folder, plan
from foxdog.comparison.experiment_folder import Planned
from foxdog.comparison.experiments import EXPERIMENTS, PICTURES
from foxdog.comparison.processes import compute_in_processes
from foxdog.comparison.protocols import SECONDS
from foxdog.comparison.result_folder import CEILINGS, to_csv
from foxdog.learning.head_start import bodies
from foxdog.pictures.dataset import split_again
from foxdog.pictures.sources import open_pictures

SHIPPED = Path("data/results")
Kind = tuple[str, str]  # the experiment, and the name of a curve without its seed


def kinds() -> tuple[dict[str, Planned], dict[Kind, list[plan.Task]]]:
    """All experiments, and their tasks by kind, each once."""
    splits = {}
    planned, found, seen = {}, defaultdict(list), set()
    for one in EXPERIMENTS.values():
        key = one.pictures, one.splits
        splits[key] = splits.get(key) or experiment_folder.open_splits(one)
        planned[one.name] = experiment_folder.plan_experiment(one, SHIPPED, splits[key])
        for task in planned[one.name].tasks:
            file = experiment_folder.task_file(task)
            if task not in seen:
                found[one.name, f"{file.parent}/{file.stem.rpartition('-')[0]}"].append(task)
            seen.add(task)
    return planned, found


def is_shipped(one: Planned, task: plan.Task, table: pd.DataFrame) -> bool:
    """Whether each row that was computed is one of the experiment's shipped table."""
    file = SHIPPED / one.experiment.name / CEILINGS if task.ceiling else one.table_file
    header, *shipped = file.read_text(encoding="utf-8").splitlines()
    kept = table if task.ceiling else experiment_folder.kept_rounds(table, one.experiment.kept)
    _, *rows = to_csv(kept[header.split(",")]).decode().splitlines()
    return bool(rows) and set(rows) <= set(shipped)


def seconds_of_a_body(pictures: str) -> float:
    """How long it takes to make the body of one split, in s."""
    dataset, began = split_again(open_pictures(pictures), 1), time.perf_counter()
    bodies.make_body(dataset)
    return time.perf_counter() - began


def main() -> None:
    """Measure, print the figures, and write them if they are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=3, help="curves of each kind")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--json", type=Path, help="where the figures go")
    options = parser.parse_args()

    planned, tasks = kinds()
    chosen = {
        kind: [all_of[place] for place in np.unique(np.linspace(0, len(all_of) - 1, options.each).round().astype(int))]
        for kind, all_of in tasks.items()
    }
    kind_of = {task: kind for kind, some in chosen.items() for task in some}
    order = sorted(kind_of, key=lambda task: (task.pictures, task.split))  # so that a split is opened once
    measured, differ = defaultdict(list), []
    for number, (task, table) in enumerate(compute_in_processes(order, options.jobs), 1):
        name, kind = kind_of[task]
        measured[name, kind].append(float(table[SECONDS].iloc[0]))
        if not is_shipped(planned[name], task, table):
            differ.append(f"{name}: {experiment_folder.task_file(task)}")
        if sys.stderr.isatty() or number % 100 == 0:
            print(f"\r{number} of {len(order)}", end="", file=sys.stderr)
    minutes: dict[str, float] = defaultdict(float)
    for kind, seconds in measured.items():
        minutes[kind[0]] += statistics.median(seconds) * len(tasks[kind]) / 60
    made = {pictures: seconds_of_a_body(pictures) / 60 for pictures in PICTURES}
    figures = {
        "curves": len(kind_of),
        "of": sum(map(len, tasks.values())),
        "differ from those shipped": differ,
        "minutes of a core": {name: round(value, 1) for name, value in minutes.items()},
        "all, minutes of a core": round(sum(minutes.values()), 1),
        "minutes of a body": {pictures: round(value, 2) for pictures, value in made.items()},
    }
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
