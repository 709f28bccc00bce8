"""Experiments computed, all by the same workers, each into one folder of its own.

The folder of a comparison has the files that `foxdog compare` writes, but for the chart. Any other has experiment.json
and table.csv in place of settings.json and curves.csv. In both, asked.csv holds what each run asked about, in order.
A table of each task is kept when it is finished, so what was stopped goes on where it was. A folder with all curves is
finished.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from foxdog.comparison import plan
from foxdog.comparison.experiments import Experiment
from foxdog.comparison.protocols import SECONDS
from foxdog.comparison.report import report_files
from foxdog.comparison.result import read_result
from foxdog.comparison.result_folder import (
    CEILINGS,
    CURVES,
    FOLDERS,
    FORMAT,
    INSIGHTS,
    SETTINGS,
    SUMMARY,
    describe_pictures,
    to_csv,
)
from foxdog.comparison.workers import Workers
from foxdog.evidence import BASELINE, CEILING_COLUMNS, CURVE_COLUMNS
from foxdog.files import write_files
from foxdog.learning.head_start import bodies
from foxdog.pictures.dataset import Dataset, split_again
from foxdog.pictures.sources import open_pictures
from foxdog.progress import Progress, silent

ABOUT, TABLE, ASKED = "experiment.json", "table.csv", "asked.csv"
PICTURES = "new"  # the column of a task's table with the pictures that a round labelled


@dataclass(frozen=True, eq=False)
class Planned:
    """An experiment, its folder and its tasks."""

    experiment: Experiment
    folder: Path
    tasks: Sequence[plan.Task]
    about: Mapping[str, object]  # what settings.json or experiment.json says, but for the time that it took

    @property
    def about_file(self) -> Path:
        """What the experiment is, in JSON."""
        return self.folder / (SETTINGS if self.experiment.is_comparison else ABOUT)

    @property
    def table_file(self) -> Path:
        """All its curves."""
        return self.folder / (CURVES if self.experiment.is_comparison else TABLE)


def open_splits(experiment: Experiment, progress: Progress = silent) -> list[Dataset]:
    """The experiment's pictures in each of its splits, with a body for each where runs need one.

    A body that is not there yet is made, in one to three minutes on two cores, and kept in the user's cache.

    Args:
        experiment: Whose pictures.
        progress: Called with (updates done, updates), while a body learns.
    """
    dataset = open_pictures(experiment.pictures)
    splits = [split_again(dataset, number) for number in range(experiment.splits)]
    if any(run.settings.model == "head-start" for run in experiment.runs):
        for one in splits:
            if bodies.find(one) is None:
                bodies.save(bodies.make_body(one, progress=progress), bodies.cache_file(one))
    return splits


def plan_experiment(experiment: Experiment, out: Path, splits: Sequence[Dataset]) -> Planned:
    """The tasks of an experiment, seed by seed, so that what is done of one cut short can be compared.

    Raises:
        SettingsError: A run cannot be made of the pictures.
    """
    load = plan.import_load_model()
    models = {run.settings.model for run in experiment.runs}
    recipes = {(model, number): load(model, one).recipe for model in models for number, one in enumerate(splits)}
    tasks = []
    for seed in range(experiment.seeds):
        number = experiment.split_of(seed)
        for run in experiment.runs:
            due = [(name, False) for name in run.strategies]
            for strategy, ceiling in [*due, *([(BASELINE, True)] if experiment.is_comparison else [])]:
                tasks.append(
                    plan.Task(
                        pictures=plan.absolute(experiment.pictures),
                        fingerprint=splits[number].fingerprint,
                        settings=plan.with_seed(run.settings, strategy, seed),
                        ceiling=ceiling,
                        load_model=plan.LOAD_MODEL,
                        recipe=recipes[run.settings.model, number],
                        versions=plan.versions(),
                        split=number,
                        protocol="ceiling" if ceiling else run.protocol,
                        options=() if ceiling else run.options,
                    )
                )
    for task in tasks:
        task.settings.check(splits[task.split])
    return Planned(experiment, out / experiment.name, tasks, _describe(experiment, tasks, splits[0]))


def _describe(experiment: Experiment, tasks: Sequence[plan.Task], dataset: Dataset) -> dict[str, object]:
    shared = asdict(experiment.runs[0].settings)
    runs = [
        {**asdict(run.settings), "strategies": list(run.strategies), "protocol": run.protocol, **dict(run.options)}
        for run in experiment.runs
    ]
    for run in runs:
        del run["strategy"], run["seed"]
    about: dict[str, object] = {
        "format": FORMAT,
        "experiment": experiment.name,
        "asks": experiment.asks,
        "command": f"python -m foxdog evidence {experiment.name} --out out/results",
        "pictures": describe_pictures(dataset),
        "recipe": " ".join(dict.fromkeys(task.recipe for task in tasks)),
        "versions": dict(tasks[0].versions),
        "seeds": experiment.seeds,
        "splits": experiment.splits,
        "rounds kept": experiment.kept,
    }
    if experiment.is_comparison:
        about |= {name: shared[name] for name in ("model", "initial", "batch", "budget", "noise")}
        return about | {"strategies": runs[0]["strategies"]}
    return about | {"runs": runs}


def compute(planned: Sequence[Planned], workers: Workers, progress: Progress, done: Callable[[Planned], None]) -> None:
    """Compute what is left to do of all experiments, in their order, and finish each folder when it is complete.

    Args:
        planned: The experiments.
        workers: What computes their tasks.
        progress: Called with (tasks done, tasks in all).
        done: Called with each experiment whose folder was finished now.

    Raises:
        FileExistsError: A folder holds another experiment, or the same one with other pictures, recipes or versions.
    """
    left: dict[plan.Task, list[Planned]] = {}
    counts: dict[str, int] = {}
    for one in planned:
        _check(one)
        if one.table_file.exists():
            continue
        to_do = [task for task in one.tasks if not _is_whole(one.folder / task_file(task))]
        counts[one.experiment.name] = len(to_do)
        for task in to_do:
            left.setdefault(task, []).append(one)
        if not to_do:
            _finish(one)
            done(one)
    total = sum(len(one.tasks) for one in planned)
    before = total - sum(counts.values())
    progress(before, total)
    with closing(workers(list(left))) as finished:
        for number, (task, table) in enumerate(finished, before + 1):
            for one in left[task]:
                file = one.folder / task_file(task)
                if not one.about_file.exists():  # first, so that the folder is known for what it is
                    write_files(one.folder, {one.about_file.name: _json(one.about)})
                write_files(file.parent, {file.name: to_csv(table)})
                counts[one.experiment.name] -= 1
                if not counts[one.experiment.name]:
                    _finish(one)
                    done(one)
            progress(number, total)


def task_file(task: plan.Task) -> Path:
    """Where in the folder of its experiment the table of a task is."""
    settings = task.settings
    if task.ceiling:
        return Path(FOLDERS[1], f"{settings.seed}.csv")
    known = {"noise": settings.noise, "rare": settings.rare, "budget": settings.budget, **dict(task.options)}
    words = [settings.strategy, *(f"{name}{value}" for name, value in known.items()), str(settings.seed)]
    return Path(FOLDERS[0], "-".join(words) + ".csv")


def _is_whole(file: Path) -> bool:
    """Whether a task's table is there, and not cut off: power may have failed while it was written."""
    return file.exists() and file.read_bytes().endswith(b"\n")


def _check(one: Planned) -> None:
    """Refuse a folder that holds something else."""
    file = one.about_file
    if not file.exists():
        if one.folder.exists() and any(one.folder.iterdir()):
            raise FileExistsError(f"{one.folder} holds other files, but no {file.name}; give --out another folder.")
        return
    try:
        there: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        others = [name for name in one.about if there.get(name) != one.about[name]]
    except (ValueError, AttributeError) as error:
        raise FileExistsError(f"{file} is not of an experiment; give --out another folder.") from error
    if others:
        raise FileExistsError(
            f"{one.folder} was computed with other {', '.join(others)}; give --out another folder, or remove it."
        )


def _finish(one: Planned) -> None:
    """Put all tables into one, and write what can be concluded from it."""
    as_text = {"dtype": str, "keep_default_na": False}  # joining changes no digit
    tables = [(task, pd.read_csv(one.folder / task_file(task), **as_text)) for task in one.tasks]
    curves = pd.concat([table for task, table in tables if not task.ceiling])
    seconds = sum(float(table[SECONDS].iloc[0]) for _, table in tables)
    options = dict.fromkeys(name for run in one.experiment.runs for name, _ in run.options)
    first = [*CURVE_COLUMNS, "split", *options]
    if any(run.settings.rare for run in one.experiment.runs):
        first.append("rare")
    measured = [name for name in curves if name not in {*first, PICTURES, SECONDS, "rare"}]
    files = {one.table_file.name: to_csv(kept_rounds(curves, one.experiment.kept)[[*first, *measured]])}
    if PICTURES in curves:
        by = ["strategy", *(name for name in first if name not in CURVE_COLUMNS), "seed"]
        asked = curves.groupby(list(dict.fromkeys(by)), sort=False)[PICTURES].agg(" ".join).rename("asked")
        files[ASKED] = to_csv(asked.reset_index())
    if one.experiment.is_comparison:
        files[CEILINGS] = to_csv(
            pd.concat([table for task, table in tables if task.ceiling])[[*CEILING_COLUMNS, "split"]]
        )
    files[one.about_file.name] = _json({**one.about, "seconds": round(seconds)})
    write_files(one.folder, files)
    if one.experiment.is_comparison:
        files = report_files(read_result(one.folder))
        write_files(one.folder, {name: files[name] for name in (SUMMARY, INSIGHTS)})  # a chart would be 240 kB


def kept_rounds(curves: pd.DataFrame, every: int) -> pd.DataFrame:
    """Every so many rounds of each curve, and the last one."""
    number = curves["round"].astype(int)
    last = number.shift(-1, fill_value=0) == 0
    return curves[(number % every == 0) | last]


def _json(about: Mapping[str, object]) -> bytes:
    return (json.dumps(about, indent=1, ensure_ascii=False) + "\n").encode()
