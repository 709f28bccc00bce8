"""Strategies x seeds with a classifier that learns at once: here, on cores, on a Dask cluster, stopped and resumed."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import TinyClassifier

from foxdog import __main__ as command
from foxdog.comparison import experiment, workers
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings, SettingsError
from foxdog.pictures import dataset_file
from foxdog.pictures.dataset import DatasetError

TESTS = Path(__file__).parent
SETTINGS = Settings(initial=4, batch=6, budget=16, noise=0.3)  # hard: curves differ
STRATEGIES = ("k-centre", "uncertainty")
SEEDS = 4
UNITS = SEEDS * (len(STRATEGIES) + 2)  # random, and the ceiling


class Slow(TinyClassifier):
    """Slow enough for there to be a middle."""

    def fit(self, X, y):  # noqa: N803
        time.sleep(0.05)
        return super().fit(X, y)


class Doomed(TinyClassifier):
    """Ends the process that would train it, as a kernel does that has no memory left."""

    def fit(self, X, y):  # noqa: N803
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def source(tiny, tmp_path, monkeypatch):
    """The tiny pictures as a file; experiments learn them by the tiny classifier."""
    monkeypatch.setattr(experiment, "ESTIMATOR", "conftest:TinyClassifier")
    dataset_file.save(tiny, tmp_path / "tiny.arrow")
    return str(tmp_path / "tiny.arrow")


@pytest.fixture
def works(tiny, source):
    return experiment.plan(source, tiny, SETTINGS, STRATEGIES, SEEDS)


def compute(folder, tiny, works, place=None, progress=lambda done, total: None):
    described = experiment.description(tiny, works, "a recipe")
    experiment.check_folder(folder, described)
    experiment.compute(folder, works, place or workers.here(tiny), described, progress)
    return contents(folder)


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.fixture
def reference(tiny, works, tmp_path):
    return compute(tmp_path / "reference", tiny, works)


# What there is to do


def test_the_plan_has_each_strategy_random_and_the_ceiling_for_each_seed_seed_by_seed(works):
    assert len(works) == UNITS
    first = works[: len(STRATEGIES) + 2]
    assert [str(work.file) for work in first] == [
        "curves/uncertainty-0.csv",
        "curves/k-centre-0.csv",
        "curves/random-0.csv",
        "ceilings/0.csv",
    ]


def test_random_is_not_there_twice_when_it_is_asked_for(tiny, source):
    assert len(experiment.plan(source, tiny, SETTINGS, ["random", "random"], 1)) == 2


def test_a_built_in_set_is_sent_by_name_and_a_path_whole(tiny, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert experiment.plan("drawn", tiny, SETTINGS, [], 1)[0].pictures == "drawn"
    assert experiment.plan("some/set.arrow", tiny, SETTINGS, [], 1)[0].pictures == str(tmp_path / "some/set.arrow")


def test_what_cannot_be_planned_is_refused_in_one_sentence(tiny):
    with pytest.raises(SettingsError, match=r"There is no strategy psychic, lucky; there are uncertainty, .*random\.$"):
        experiment.plan("drawn", tiny, SETTINGS, ["psychic", "badge", "lucky"], 3)
    with pytest.raises(SettingsError, match="number of seeds must be 1 or more"):
        experiment.plan("drawn", tiny, SETTINGS, [], 0)
    with pytest.raises(SettingsError, match="budget must be"):
        experiment.plan("drawn", tiny, replace(SETTINGS, budget=9999), [], 1)


# What comes out


def test_the_curves_are_those_of_the_loop(tiny, reference):
    loop = Loop(tiny, replace(SETTINGS, strategy="k-centre", seed=2), TinyClassifier, paired=False)
    loop.teach()
    while not loop.over:
        loop.step()
    found = [row for row in rows(reference["curves.csv"]) if (row["strategy"], row["seed"]) == ("k-centre", "2")]
    assert [(row["round"], row["labelled"], row["accuracy"]) for row in found] == [
        (str(round_.number), str(round_.labelled), f"{round_.accuracy:.4f}") for round_ in loop.rounds
    ]
    assert {tuple(row[name] for name in ("pictures", "initial", "batch", "budget", "noise")) for row in found} == {
        ("tiny", "4", "6", "16", "0.3")
    }


def test_there_is_a_row_for_each_strategy_seed_and_round_and_a_ceiling_for_each_seed(tiny, reference):
    curves, ceilings = rows(reference["curves.csv"]), rows(reference["ceilings.csv"])
    assert tuple(curves[0]) == experiment.CURVES
    assert tuple(ceilings[0]) == experiment.CEILINGS
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
    assert settings["strategies"] == ["uncertainty", "k-centre", "random"]
    assert settings["seeds"] == SEEDS
    assert settings["versions"]["numpy"] == np.__version__
    assert {"keras", "scikit-learn", "modAL-python", "backend"} <= set(settings["versions"])


# Stopped and resumed


def test_what_was_stopped_goes_on_and_nothing_is_done_twice(tiny, works, tmp_path, reference):
    def stop(done, total):
        if done == 6:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        compute(out, tiny, works, progress=stop)
    assert len(experiment.left_to_do(out, works)) == UNITS - 6
    assert not (out / "curves.csv").exists()
    kept = {path: (out / path).stat().st_mtime_ns for path in contents(out) if path != "settings.json"}
    seen = []
    assert compute(out, tiny, works, progress=lambda done, total: seen.append((done, total))) == reference
    assert seen == [(done, UNITS) for done in range(6, UNITS + 1)]
    assert all((out / path).stat().st_mtime_ns == when for path, when in kept.items())


def test_more_seeds_and_strategies_are_added_to_what_is_there(tiny, source, works, tmp_path, reference):
    out = tmp_path / "out"
    compute(out, tiny, experiment.plan(source, tiny, SETTINGS, ["uncertainty"], 2))
    calls = []
    assert compute(out, tiny, works, progress=lambda done, total: calls.append(done)) == reference
    assert calls[0] == 6


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"budget": 24}, "curves of other budget"), ({"batch": 3, "noise": 0.0}, "curves of other batch, noise")],
)
def test_a_folder_with_other_settings_is_refused(tiny, source, tmp_path, reference, changed, sentence):
    works = experiment.plan(source, tiny, replace(SETTINGS, **changed), STRATEGIES, SEEDS)
    with pytest.raises(FileExistsError, match=f"{sentence}; give --out another folder"):
        compute(tmp_path / "reference", tiny, works)
    assert contents(tmp_path / "reference") == reference


def test_a_folder_of_other_pictures_recipe_or_versions_is_refused(tiny, works, tmp_path, reference):
    described = experiment.description(tiny, works, "a recipe")
    for key in ("pictures", "recipe", "versions"):
        with pytest.raises(FileExistsError, match=f"curves of other {key};"):
            experiment.check_folder(tmp_path / "reference", {**described, key: "others"})


@pytest.mark.parametrize(
    ("strategies", "seeds", "sentence"),
    [(["uncertainty"], SEEDS, "holds curves of k-centre too"), (STRATEGIES, 2, "holds curves of 4 seeds too")],
)
def test_nothing_drops_out_of_a_finished_folder(tiny, source, tmp_path, reference, strategies, seeds, sentence):
    """The tables and the correction for several tests would be of what is left."""
    with pytest.raises(FileExistsError, match=f"{sentence}: ask for"):
        compute(tmp_path / "reference", tiny, experiment.plan(source, tiny, SETTINGS, strategies, seeds))
    assert contents(tmp_path / "reference") == reference


def test_a_result_that_is_not_whole_is_computed_again(tiny, works, tmp_path, reference):
    out = tmp_path / "reference"
    (out / "curves" / "uncertainty-3.csv").write_bytes(b"")
    whole = (out / "curves" / "random-2.csv").read_bytes()
    (out / "curves" / "random-2.csv").write_bytes(whole[: whole.rindex(b",")])
    assert [work.file.name for work in experiment.left_to_do(out, works)] == ["random-2.csv", "uncertainty-3.csv"]
    assert compute(out, tiny, works) == reference


@pytest.mark.parametrize("text", ["", "[]", "{}", "\N{FOX FACE}"])
def test_a_folder_with_strange_settings_is_refused(tiny, works, tmp_path, text):
    (tmp_path / "settings.json").write_text(text, encoding="utf-8")
    with pytest.raises(FileExistsError, match="is not of an experiment"):
        experiment.check_folder(tmp_path, experiment.description(tiny, works, "a recipe"))


def test_a_folder_with_curves_of_no_known_settings_is_refused(tiny, works, tmp_path):
    (tmp_path / "curves").mkdir()
    with pytest.raises(FileExistsError, match=r"holds curves, but no settings\.json"):
        experiment.check_folder(tmp_path, experiment.description(tiny, works, "a recipe"))


# Elsewhere


def test_other_pictures_at_the_same_place_are_refused_where_the_work_is_done(works):
    with pytest.raises(DatasetError, match="are not those of the experiment"):
        experiment.do(replace(works[0], fingerprint="0" * 16))


def test_other_versions_where_the_work_is_done_are_refused(works):
    with pytest.raises(SettingsError, match=r"has other versions of keras than the experiment\.$"):
        others = [(name, "0" if name == "keras" else version) for name, version in works[0].versions]
        experiment.do(replace(works[0], versions=tuple(others)))


def test_a_process_that_is_ended_from_outside_is_one_sentence(tiny, works, tmp_path):
    doomed = [*works[:2], *(replace(work, estimator="test_experiment:Doomed") for work in works[2:])]
    with pytest.raises(
        ChildProcessError, match=r"^A process was ended, perhaps for lack of memory: give fewer --jobs\.$"
    ):
        compute(tmp_path / "out", tiny, doomed, workers.on_cores(2))
    assert not (tmp_path / "out" / "curves.csv").exists()


def test_two_processes_give_the_same_bytes(tiny, works, tmp_path, reference):
    assert compute(tmp_path / "out", tiny, works, workers.on_cores(2)) == reference


@contextmanager
def cluster(workers, path, folder=TESTS.parent):
    """A scheduler and workers on loopback, each a process of its own in a folder: (address, the workers)."""
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    how = {"env": {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}, "cwd": folder}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with ExitStack() as stack:

        def start(what, *arguments):
            line = [sys.executable, "-m", f"distributed.cli.{what}", *arguments]
            process = stack.enter_context(subprocess.Popen(line, **how, **quiet))
            stack.callback(process.kill)
            return process

        start("dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard")
        once = ("--no-nanny", "--nthreads", "1", "--no-dashboard")  # a nanny would bring a killed worker back
        processes = [start("dask_worker", address, *once) for _ in range(workers)]
        from distributed import Client

        with Client(address, timeout="60s") as client:
            if workers:
                client.wait_for_workers(workers, timeout=60)
        yield address, processes


def test_a_dask_cluster_gives_the_same_bytes_though_a_worker_is_killed(tiny, works, tmp_path, reference):
    slow = [replace(work, estimator="test_experiment:Slow") for work in works]

    with cluster(2, [TESTS, TESTS.parent]) as (address, workers):

        def kill(done, total):
            if done == 3:
                workers[0].send_signal(signal.SIGKILL)
                workers[0].wait()

        assert compute(tmp_path / "out", tiny, slow, workers.on_dask(address), kill) == reference
        assert workers[0].poll() is not None
        assert workers[1].poll() is None
        with pytest.raises(DatasetError, match="are not those of the experiment"):
            list(workers.on_dask(address)([replace(works[0], fingerprint="0" * 16)]))


def test_a_cluster_that_could_only_wait_for_ever_is_refused(tmp_path):
    with (
        cluster(0, [TESTS.parent]) as (address, _),
        pytest.raises(ConnectionError, match="has no workers yet"),
    ):
        workers.on_dask(address)
    with (
        cluster(1, [], folder=tmp_path) as (address, _),
        pytest.raises(SettingsError, match="do not find this project: start them with PYTHONPATH"),
    ):
        workers.on_dask(address)


def test_a_scheduler_that_does_not_answer_is_one_sentence():
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    with pytest.raises(ConnectionError, match=r"^No Dask scheduler answers at nonsense://here\.$"):
        workers.on_dask("nonsense://here")


def test_without_dask_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SettingsError, match=r"pip install -r requirements-dask\.txt\.$"):
        workers.on_dask("tcp://127.0.0.1:1")


# The command


def compare(source, out, *more):
    settings = ["--initial", "4", "--batch", "6", "--budget", "16", "--noise", "0.3", "--seeds", str(SEEDS)]
    strategies = ["--strategies", ",".join(STRATEGIES)]
    return command.main(["compare", "--pictures", source, "--out", str(out), *settings, *strategies, *more])


def test_the_command_computes_all_and_prints_one_line(source, tmp_path, reference, capsys):
    assert compare(source, tmp_path / "out") == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert printed.startswith("12 curves and 4 ceilings, and what they come to: ")
    found = contents(tmp_path / "out")
    assert set(found) == set(reference) | {"summary.csv", "insights.md", "curves.png"}
    assert all(found[name] == reference[name] for name in reference if name != "settings.json")
    from foxdog.learning import cnn  # not above: each worker process imports this module

    assert json.loads(found["settings.json"])["recipe"] == cnn.RECIPE


def test_two_jobs_give_the_same_bytes(source, tmp_path):
    for jobs in ("1", "2"):
        assert compare(source, tmp_path / jobs, "--jobs", jobs) == 0
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_a_stopped_command_says_what_is_kept_and_goes_on(source, tmp_path, capsys, monkeypatch):
    assert compare(source, tmp_path / "whole") == 0
    whole, calls = experiment.result, []

    def stopped(*arguments):
        calls.append(1)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(experiment, "result", stopped)
    assert compare(source, tmp_path / "out") == 130
    assert f"5 of {UNITS} results are in {tmp_path / 'out'}; the same command goes on." in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setattr(experiment, "ESTIMATOR", "conftest:TinyClassifier")
    assert compare(source, tmp_path / "out") == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--pictures", "/no/such/folder"], "does not exist"),
        (["--strategies", "uncertainty,psychic"], "There is no strategy psychic; there are uncertainty, committee"),
        (["--strategies", ""], "There is no strategy"),
        (["--seeds", "0"], "The number of seeds must be"),
        (["--jobs", "0"], "The number of jobs must be"),
        (["--budget", "4"], "The budget must be more than the initial set (4)"),
        (["--budget", "100000"], "The budget must be"),
        (["--noise", "0.9"], "The label noise must be"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(source, tmp_path, capsys, options, sentence):
    assert compare(source, tmp_path / "out", *options) == 2
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert error.startswith("foxdog: ")
    assert sentence in error
    assert not (tmp_path / "out").exists()


def test_a_folder_of_another_experiment_is_refused_by_the_command(source, tmp_path, capsys):
    assert compare(source, tmp_path / "out", "--seeds", "1") == 0
    before = contents(tmp_path / "out")
    assert compare(source, tmp_path / "out", "--budget", "24") == 2
    assert "holds curves of other budget; give --out another folder." in capsys.readouterr().err
    assert contents(tmp_path / "out") == before


def test_jobs_and_dask_are_not_for_one_command(source, tmp_path):
    with pytest.raises(SystemExit) as stop:
        compare(source, tmp_path / "out", "--jobs", "2", "--dask", "tcp://127.0.0.1:1")
    assert stop.value.code == 2
