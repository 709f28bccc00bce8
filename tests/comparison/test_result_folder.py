"""The files of a comparison: what is in them, and how they are added to."""

import csv
import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from making_comparisons import SEEDS, SETTINGS, STRATEGIES, TASKS, contents, fill, rows

from foxdog import evidence
from foxdog.comparison import result_folder, workers
from foxdog.comparison.plan import plan_tasks
from foxdog.learning.loop import Loop
from foxdog.learning.settings import pool_size
from foxdog.progress import silent


def test_the_curves_are_those_of_the_loop(tiny, tiny_model, reference):
    loop = Loop(tiny, replace(SETTINGS, strategy="k-centre", seed=2), tiny_model(SETTINGS.model, tiny), paired=False)
    loop.teach()
    while not loop.over:
        loop.step()
    found = [row for row in rows(reference["curves.csv"]) if (row["strategy"], row["seed"]) == ("k-centre", "2")]
    assert [(row["round"], row["labelled"], row["accuracy"]) for row in found] == [
        (str(round_.number), str(round_.labelled), f"{round_.accuracy:.4f}") for round_ in loop.rounds
    ]
    shared = ("pictures", "model", "initial", "batch", "budget", "noise")
    assert {tuple(row[name] for name in shared) for row in found} == {("tiny", "head-start", "4", "6", "16", "0.3")}


def test_there_is_a_row_for_each_strategy_seed_and_round_and_a_ceiling_for_each_seed(tiny, reference):
    curves, ceilings = rows(reference["curves.csv"]), rows(reference["ceilings.csv"])
    assert tuple(curves[0]) == tuple(evidence.CURVE_COLUMNS)
    assert tuple(ceilings[0]) == tuple(evidence.CEILING_COLUMNS)
    assert len(curves) == len({(row["strategy"], row["seed"], row["round"]) for row in curves}) == 3 * SEEDS * 3
    assert [row["seed"] for row in ceilings] == list(map(str, range(SEEDS)))
    assert {row["labelled"] for row in ceilings} == {str(len(tiny.pool))}


def test_the_strategies_of_a_seed_share_their_round_0_and_seeds_do_not(reference):
    starts = [row for row in rows(reference["curves.csv"]) if row["round"] == "0"]
    by_seed = {seed: {row["accuracy"] for row in starts if row["seed"] == seed} for seed in map(str, range(SEEDS))}
    assert all(len(accuracies) == 1 for accuracies in by_seed.values())
    assert len(set.union(*by_seed.values())) > 1


def test_the_settings_name_all_that_decides(tiny, reference):
    settings = json.loads(reference["settings.json"])
    assert settings["pictures"]["fingerprint"] == tiny.fingerprint
    assert (settings["pictures"]["pool"], settings["pictures"]["test"]) == (len(tiny.pool), len(tiny.test))
    assert settings["recipe"] == "a recipe"
    assert settings["model"] == "head-start"
    assert settings["strategies"] == ["uncertainty", "k-centre", "random"]
    assert settings["seeds"] == SEEDS
    assert settings["versions"]["numpy"] == np.__version__
    assert {"keras", "scikit-learn", "modAL-python", "backend"} <= set(settings["versions"])


def test_foxes_are_as_rare_as_the_settings_say(tiny, source, tmp_path):
    tasks = plan_tasks(source, tiny, replace(SETTINGS, rare=4), STRATEGIES, 1)
    found = fill(tmp_path / "out", tiny, tasks)
    assert json.loads(found["settings.json"])["rare"] == 4
    assert rows(found["ceilings.csv"])[0]["labelled"] == str(pool_size(tiny, 4))
    with pytest.raises(FileExistsError, match="other rare"):
        fill(tmp_path / "out", tiny, plan_tasks(source, tiny, replace(SETTINGS, rare=5), STRATEGIES, 1))


# Stopped and resumed


def test_what_was_stopped_goes_on_and_nothing_is_done_twice(tiny, tasks, tmp_path, reference):
    def stop(done, total):
        if done == 6:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        fill(out, tiny, tasks, progress=stop)
    assert len(result_folder.left_to_do(out, tasks)) == TASKS - 6
    assert not (out / "curves.csv").exists()
    kept = {path: (out / path).stat().st_mtime_ns for path in contents(out) if path != "settings.json"}
    seen = []
    assert fill(out, tiny, tasks, progress=lambda done, total: seen.append((done, total))) == reference
    assert seen == [(done, TASKS) for done in range(6, TASKS + 1)]
    assert all((out / path).stat().st_mtime_ns == when for path, when in kept.items())


def test_more_seeds_and_strategies_are_added_to_what_is_there(tiny, source, tasks, tmp_path, reference):
    out = tmp_path / "out"
    fill(out, tiny, plan_tasks(source, tiny, SETTINGS, ["uncertainty"], 2))
    calls = []
    assert fill(out, tiny, tasks, progress=lambda done, total: calls.append(done)) == reference
    assert calls[0] == 6


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"budget": 24}, "curves of other budget"),
        ({"model": "scratch"}, "curves of other model"),
        ({"batch": 3, "noise": 0.0}, "curves of other batch, noise"),
    ],
)
def test_a_folder_with_other_settings_is_refused(tiny, source, tmp_path, reference, changed, sentence):
    tasks = plan_tasks(source, tiny, replace(SETTINGS, **changed), STRATEGIES, SEEDS)
    with pytest.raises(FileExistsError, match=f"{sentence}; give --out another folder"):
        fill(tmp_path / "reference", tiny, tasks)
    assert contents(tmp_path / "reference") == reference


def test_a_folder_of_other_pictures_recipe_or_versions_is_refused(tiny, tasks, tmp_path, reference):
    described = result_folder.describe(tiny, tasks, "a recipe")
    for key in ("pictures", "recipe", "versions"):
        with pytest.raises(FileExistsError, match=f"curves of other {key};"):
            result_folder.check_folder(tmp_path / "reference", {**described, key: "others"})


@pytest.mark.parametrize(
    ("strategies", "seeds", "sentence"),
    [(["uncertainty"], SEEDS, "holds curves of k-centre too"), (STRATEGIES, 2, "holds curves of 4 seeds too")],
)
def test_nothing_drops_out_of_a_finished_folder(tiny, source, tmp_path, reference, strategies, seeds, sentence):
    """The tables and the correction for several tests would be of what is left."""
    with pytest.raises(FileExistsError, match=f"{sentence}: ask for"):
        fill(tmp_path / "reference", tiny, plan_tasks(source, tiny, SETTINGS, strategies, seeds))
    assert contents(tmp_path / "reference") == reference


def test_a_table_that_is_not_whole_is_computed_again(tiny, tasks, tmp_path, reference):
    out = tmp_path / "reference"
    (out / "curves" / "uncertainty-3.csv").write_bytes(b"")
    whole = (out / "curves" / "random-2.csv").read_bytes()
    (out / "curves" / "random-2.csv").write_bytes(whole[: whole.rindex(b",")])
    assert [result_folder.task_file(task).name for task in result_folder.left_to_do(out, tasks)] == [
        "random-2.csv",
        "uncertainty-3.csv",
    ]
    assert fill(out, tiny, tasks) == reference


@pytest.mark.parametrize("text", ["", "[]", "{}", "\N{FOX FACE}"])
def test_a_folder_with_strange_settings_is_refused(tiny, tasks, tmp_path, text):
    (tmp_path / "settings.json").write_text(text, encoding="utf-8")
    with pytest.raises(FileExistsError, match="is not of a comparison"):
        result_folder.check_folder(tmp_path, result_folder.describe(tiny, tasks, "a recipe"))


def test_a_folder_with_curves_of_no_known_settings_is_refused(tiny, tasks, tmp_path):
    (tmp_path / "curves").mkdir()
    with pytest.raises(FileExistsError, match=r"holds curves, but no settings\.json"):
        result_folder.check_folder(tmp_path, result_folder.describe(tiny, tasks, "a recipe"))


def test_a_folder_of_another_version_is_refused(tiny, tasks, tmp_path, reference):
    settings = json.loads(reference["settings.json"])
    (tmp_path / "reference" / "settings.json").write_text(json.dumps(settings | {"format": 0}))
    with pytest.raises(FileExistsError, match=r"made by another version of this project; give --out another folder\.$"):
        fill(tmp_path / "reference", tiny, tasks)


def test_what_a_task_is_called_in_the_folder(tasks):
    assert [str(result_folder.task_file(task)) for task in tasks[2:4]] == ["curves/random-0.csv", "ceilings/0.csv"]


def test_a_table_is_written_as_it_is_computed(tiny, tasks, tmp_path, reference):
    """With the csv module, which pandas must not round, quote or pad otherwise."""
    expected = io.StringIO()
    csv.writer(expected, lineterminator="\n").writerows(
        [evidence.CURVE_COLUMNS, *workers.compute(tasks[0], tiny).astype(object).values.tolist()]
    )
    assert reference["curves/uncertainty-0.csv"] == expected.getvalue().encode()


# Two writers


def test_two_writers_of_one_folder_do_not_collide(tiny, tasks, tmp_path, reference):
    """All tables are there already: the two only read and write, at the same time, folder after folder."""
    tables = {task: workers.compute(task, tiny) for task in tasks}
    described = result_folder.describe(tiny, tasks, "a recipe")
    together = threading.Barrier(2, timeout=60)

    def at_once(left):
        yield from ((task, tables[task]) for task in left)

    def write(folder):
        together.wait()
        result_folder.check_folder(folder, described)
        result_folder.fill(folder, tasks, at_once, described, silent)

    with ThreadPoolExecutor(2) as writers:
        for number in range(40):
            folder = tmp_path / f"{number}"
            for writer in [writers.submit(write, folder) for _ in range(2)]:
                writer.result()
            assert contents(folder) == reference
