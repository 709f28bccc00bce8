"""The files of a comparison: what they are called, what is left to compute, and how they are written.

Each task's table is written when it is finished and never computed again, so a comparison that was stopped goes on
where it was. When all are there, all curves are put into one table, and all ceilings into another.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from foxdog.comparison.plan import Task
from foxdog.comparison.workers import Finished, Workers
from foxdog.files import write_files
from foxdog.learning.settings import STRATEGY_NAMES
from foxdog.pictures.dataset import Dataset
from foxdog.progress import Progress

FORMAT = 2
SETTINGS, CURVES, CEILINGS = "settings.json", "curves.csv", "ceilings.csv"
SUMMARY, INSIGHTS, CHART = "summary.csv", "insights.md", "curves.png"  # what `foxdog.comparison.report` makes
FOLDERS = "curves", "ceilings"  # of the tasks' tables
FILES = (SETTINGS, CURVES, CEILINGS, SUMMARY, INSIGHTS, CHART)


def task_file(task: Task) -> Path:
    """Where in the result folder the table of a task is."""
    strategy, seed = task.settings.strategy, task.settings.seed
    return Path(FOLDERS[1], f"{seed}.csv") if task.ceiling else Path(FOLDERS[0], f"{strategy}-{seed}.csv")


def describe_pictures(dataset: Dataset) -> dict[str, object]:
    """What is said of the pictures beside the curves."""
    return {
        "name": dataset.name,
        "fingerprint": dataset.fingerprint,
        "classes": list(dataset.classes),
        "pool": len(dataset.pool),
        "test": len(dataset.test),
    }


def describe(dataset: Dataset, tasks: Sequence[Task], recipe: str) -> dict[str, object]:
    """What settings.json says: all that decides the curves, the model's recipe among it, and which curves there are."""
    shared = asdict(tasks[0].settings)
    return {
        "format": FORMAT,
        "pictures": describe_pictures(dataset),
        "recipe": recipe,
        **{name: shared[name] for name in ("model", "initial", "batch", "budget", "noise")},
        **({"rare": shared["rare"]} if shared["rare"] else {}),
        "versions": dict(tasks[0].versions),
        "strategies": list(dict.fromkeys(task.settings.strategy for task in tasks)),
        "seeds": len({task.settings.seed for task in tasks}),
    }


def check_folder(folder: Path, described: dict[str, Any]) -> None:
    """Refuse a folder that holds another comparison; with more seeds or strategies it is the same one.

    Args:
        folder: It need not exist.
        described: What is to be computed, from `describe`.

    Raises:
        FileExistsError: The message says what differs.
    """
    file = folder / SETTINGS
    holds_curves = (folder / FOLDERS[0]).exists()  # looked up first: another writer begins with the settings
    if not file.exists():
        if holds_curves:
            raise FileExistsError(f"{folder} holds curves, but no {SETTINGS}; give --out another folder.")
        return
    try:
        there = json.loads(file.read_text(encoding="utf-8"))
        version, seeds, strategies = there["format"], there["seeds"], set(there["strategies"])
        others = [key for key in described if key not in ("strategies", "seeds") and there.get(key) != described[key]]
        dropped, fewer = sorted(strategies - set(described["strategies"])), seeds > described["seeds"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileExistsError(f"{file} is not of a comparison; give --out another folder.") from error
    if version != FORMAT:
        raise FileExistsError(f"{folder} was made by another version of this project; give --out another folder.")
    if others:
        raise FileExistsError(f"{folder} holds curves of other {', '.join(others)}; give --out another folder.")
    if (folder / CURVES).exists() and (dropped or fewer):
        what = f"of {', '.join(dropped)}" if dropped else f"of {seeds} seeds"
        raise FileExistsError(f"{folder} holds curves {what} too: ask for them as well, or give --out another folder.")


def left_to_do(folder: Path, tasks: Sequence[Task]) -> list[Task]:
    """The tasks whose table is not in the folder yet, or not whole: power may have failed while it was written."""
    files = [folder / task_file(task) for task in tasks]
    lines = [file.read_bytes().count(b"\n") if file.exists() else 0 for file in files]
    return [task for task, found in zip(tasks, lines, strict=True) if found != 1 + task.rounds]


def fill(
    folder: Path, tasks: Sequence[Task], workers: Workers, described: dict[str, object], progress: Progress
) -> None:
    """Compute what is left to do, write each table when it is finished, and then the tables that hold all.

    Args:
        folder: Checked by `check_folder`; others may fill it at the same time.
        tasks: All tasks, those done before too.
        workers: What computes them.
        described: For settings.json, from `describe`.
        progress: Called with (tasks done, tasks in all).
    """
    settings = (json.dumps(described, indent=1, ensure_ascii=False) + "\n").encode()
    if not (folder / SETTINGS).exists():
        write_files(folder, {SETTINGS: settings})
    to_do = left_to_do(folder, tasks)
    before = len(tasks) - len(to_do)
    progress(before, len(tasks))
    with closing(workers(to_do)) as finished:
        for done, (task, table) in enumerate(finished, before + 1):
            file = folder / task_file(task)
            write_files(file.parent, {file.name: to_csv(table)})
            progress(done, len(tasks))
    as_text = {"dtype": str, "keep_default_na": False}  # joining changes no digit
    tables = ((task, pd.read_csv(folder / task_file(task), **as_text)) for task in tasks)
    write_files(folder, {SETTINGS: settings, **join_tables(tables)})


def join_tables(finished: Iterable[Finished]) -> dict[str, bytes]:
    """All curves in one table and all ceilings in another, by strategy and seed; there must be one of each."""
    in_order = sorted(finished, key=lambda one: (STRATEGY_NAMES.index(one[0].settings.strategy), one[0].settings.seed))
    curves = [table for task, table in in_order if not task.ceiling]
    ceilings = [table for task, table in in_order if task.ceiling]
    return {CURVES: to_csv(pd.concat(curves)), CEILINGS: to_csv(pd.concat(ceilings))}


def to_csv(table: pd.DataFrame) -> bytes:
    """The table as a file."""
    return table.to_csv(index=False, lineterminator="\n").encode()
