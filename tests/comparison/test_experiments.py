"""Experiments: planned over splits, computed by any workers, gone on with after a stop, one folder each."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from making_comparisons import contents, rows

from foxdog.comparison import experiment_folder, plan, workers
from foxdog.comparison.experiment_folder import compute, plan_experiment
from foxdog.comparison.experiments import EXPERIMENTS, PICTURES, Experiment, Run
from foxdog.comparison.protocols import PROTOCOLS
from foxdog.comparison.result import read_result
from foxdog.learning.settings import Settings
from foxdog.pictures.dataset import split_again
from foxdog.progress import silent

SETTINGS = Settings(initial=4, batch=6, budget=16)


@pytest.fixture
def asking(source):
    """An experiment like those of the registry, small."""
    return Experiment("tiny-asking", "Does asking help?", source, (Run(SETTINGS),), seeds=4, splits=2)


@pytest.fixture
def other(source):
    """One whose runs are not the loop's."""
    runs = tuple(
        Run(replace(SETTINGS, budget=22), protocol="smaller-pool", options=(("pool", share),)) for share in (0.5, 0.8)
    )
    return Experiment("tiny-pool", "Does the pool matter?", source, runs, seeds=4, splits=2, kept=2)


@pytest.fixture
def planned(tiny, asking, other, tmp_path):
    splits = [split_again(tiny, number) for number in range(2)]
    return [plan_experiment(one, tmp_path / "out", splits) for one in (asking, other)]


def make(planned, by=workers.here):
    finished = []
    compute(planned, by, silent, finished.append)
    return finished


def test_the_folder_of_a_comparison_is_read_as_one(planned):
    first, _ = make(planned)
    result = read_result(first.folder)
    assert result.curves.seeds == (0, 1, 2, 3)
    assert set(result.curves.accuracy) == {"uncertainty", "random"}
    assert not np.isnan(result.curves.ceilings).any()
    about = json.loads((first.folder / "settings.json").read_text())
    assert about["command"] == result.command == "python -m foxdog evidence tiny-asking --out out/results"
    assert about["splits"] == 2
    assert about["seconds"] >= 0


def test_each_seed_is_run_on_its_split_and_tested_there(planned, tiny):
    make(planned)
    table = rows((planned[0].folder / "curves.csv").read_bytes())
    assert {(row["seed"], row["split"]) for row in table} == {("0", "0"), ("1", "0"), ("2", "1"), ("3", "1")}
    asked = rows((planned[0].folder / "asked.csv").read_bytes())
    for row in asked:
        pictures = [int(one) for one in row["asked"].split()]
        assert len(set(pictures)) == len(pictures) == SETTINGS.budget
        assert set(pictures) <= set(split_again(tiny, int(row["split"])).pool.tolist())


def test_every_second_round_is_kept_and_the_last_one(planned):
    make(planned)
    table = rows((planned[1].folder / "table.csv").read_bytes())
    assert {(row["strategy"], row["pool"]) for row in table} == {
        (strategy, pool) for strategy in ("uncertainty", "random") for pool in ("0.5", "0.8")
    }
    one = [row["labelled"] for row in table if (row["strategy"], row["pool"], row["seed"]) == ("random", "0.8", "3")]
    assert one == ["4", "16", "22"]


def test_what_was_stopped_goes_on_and_comes_to_the_same(planned, tiny, tmp_path):
    def stopped(tasks):
        yield from workers.here(list(tasks)[:5])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(planned, stopped)
    assert planned[0].about_file.exists()
    assert not planned[1].folder.exists()  # nothing of it is computed yet
    counted = []

    def counting(tasks):
        counted.extend(tasks)
        yield from workers.here(tasks)

    make(planned, counting)
    assert len(counted) == sum(len(one.tasks) for one in planned) - 5
    splits = [split_again(tiny, number) for number in range(2)]
    again = [plan_experiment(one.experiment, tmp_path / "again", splits) for one in planned]
    make(again)
    for one, two in zip(planned, again, strict=True):
        for name in (one.table_file.name, "asked.csv"):
            assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes()


def test_a_finished_folder_is_left_alone(planned):
    make(planned)
    before = contents(planned[0].folder)
    assert make(planned, by=lambda tasks: workers.here(_none(tasks))) == []
    assert contents(planned[0].folder) == before


def _none(tasks):
    assert not list(tasks)
    return ()


def test_a_table_that_was_cut_off_is_computed_again(planned):
    file = planned[1].folder / experiment_folder.task_file(planned[1].tasks[0])
    file.parent.mkdir(parents=True)
    planned[1].about_file.write_text(json.dumps(planned[1].about))
    file.write_text("pictures,model\ntiny,he")
    make(planned)
    assert len(rows(file.read_bytes())) == 4


def test_a_folder_of_another_recipe_is_refused(planned, tiny, tmp_path, monkeypatch):
    make(planned)
    monkeypatch.setattr(plan, "versions", lambda: (("numpy", "0"),))
    splits = [split_again(tiny, number) for number in range(2)]
    other = [plan_experiment(one.experiment, tmp_path / "out", splits) for one in planned]
    with pytest.raises(FileExistsError, match="other versions"):
        make(other)


def test_a_folder_of_something_else_is_refused(planned):
    planned[0].folder.mkdir(parents=True)
    (planned[0].folder / "letter.txt").write_text("Dear fox")
    with pytest.raises(FileExistsError, match="other files"):
        make(planned)


def test_processes_compute_the_same(planned, tiny, tmp_path):
    make(planned)
    splits = [split_again(tiny, number) for number in range(2)]
    again = [plan_experiment(one.experiment, tmp_path / "again", splits) for one in planned]
    make(again, workers.on_cores(2))
    for one, two in zip(planned, again, strict=True):
        assert one.table_file.read_bytes() == two.table_file.read_bytes()


def test_every_experiment_can_be_planned_and_no_two_tasks_share_a_file():
    for one in EXPERIMENTS.values():
        assert one.pictures in PICTURES
        assert {one.split_of(seed) for seed in range(one.seeds)} == set(range(one.splits))
        per_split = [one.split_of(seed) for seed in range(one.seeds)]
        assert {per_split.count(number) for number in range(one.splits)} == {one.seeds // one.splits}
        task = partial(plan.Task, "", "", ceiling=False, load_model="", recipe="", versions=())
        files = [
            experiment_folder.task_file(
                task(settings=plan.with_seed(run.settings, name, seed), protocol=run.protocol, options=run.options)
            )
            for run in one.runs
            for name in run.strategies
            for seed in range(one.seeds)
        ]
        assert len(set(files)) == len(files), one.name
        assert {run.protocol for run in one.runs} <= set(PROTOCOLS)


def test_a_comparison_has_one_setting_in_the_loop(asking):
    assert asking.is_comparison
    assert not replace(asking, runs=(*asking.runs, *asking.runs)).is_comparison
    assert not replace(asking, runs=(Run(replace(SETTINGS, rare=5)),)).is_comparison
