"""`foxdog evidence`: experiments by name, each into a folder of its own, gone on with after a stop."""

import pytest

from foxdog.__main__ import main
from foxdog.comparison import experiment_folder, experiments, plan, workers
from foxdog.comparison.experiments import EXPERIMENTS, Experiment, Run
from foxdog.learning.settings import Settings
from foxdog.pictures import dataset_file


@pytest.fixture
def small(tiny, tmp_path, monkeypatch):
    """Two small experiments on the tiny pictures, which the tiny classifier learns."""
    dataset_file.save(tiny, tmp_path / "tiny.arrow")
    source, settings = str(tmp_path / "tiny.arrow"), Settings(model="scratch", initial=4, batch=6, budget=16)
    runs = (Run(settings, protocol="smaller-pool", options=(("pool", 0.5),)),)
    small = {
        "one": Experiment("one", "Does asking help?", source, (Run(settings),), seeds=2, splits=2),
        "two": Experiment("two", "Does the pool matter?", source, runs, seeds=2, splits=2),
    }
    monkeypatch.setattr(experiments, "EXPERIMENTS", small)
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load")
    return small


def test_all_experiments_go_into_folders_of_their_own(small, tmp_path, capsys):
    assert main(["evidence", "--all", "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "one" / "curves.csv").exists()
    assert "scored on 2 test sets of about 48 pictures" in (tmp_path / "out" / "one" / "insights.md").read_text()
    assert (tmp_path / "out" / "two" / "table.csv").exists()
    assert "one" in capsys.readouterr().err


def test_a_stopped_command_says_what_is_kept_and_goes_on(small, tmp_path, capsys, monkeypatch):
    whole, calls = workers.compute_protocol, []

    def stopped(*arguments):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(workers, "compute_protocol", stopped)
    assert main(["evidence", "--all", "--out", str(tmp_path / "out")]) == 130
    assert "the same command goes on" in capsys.readouterr().err
    assert len(list((tmp_path / "out" / "one" / "curves").iterdir())) == 2
    assert main(["evidence", "--all", "--out", str(tmp_path / "out")]) == 0
    assert len(calls) == 1 + sum(2 * 2 + (name == "one") * 2 for name in small)


def test_one_experiment_is_computed_by_its_name(small, tmp_path):
    assert main(["evidence", "two", "--out", str(tmp_path / "out")]) == 0
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["contrasts.csv", "two", "variance.csv"]


def test_experiments_are_listed_with_what_they_ask(capsys):
    assert main(["evidence", "--list"]) == 0
    listed = capsys.readouterr().out
    assert all(f"{one.name}: {one.asks}" in listed for one in EXPERIMENTS.values())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["three"], "There is no experiment three"),
        ([], "Give the names of experiments, or --all"),
        (["one", "--all"], "Give the names of experiments, or --all"),
        (["one", "--jobs", "0"], "The number of jobs must be 1 or more"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_a_sentence(small, tmp_path, capsys, words, sentence):
    assert main(["evidence", *words, "--out", str(tmp_path / "out")]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_is_needed(small, capsys):
    assert main(["evidence", "one"]) == 2
    assert "Give --out a folder" in capsys.readouterr().err


def test_each_split_that_needs_a_body_gets_one_of_its_own_pool(tiny, small, tmp_path, monkeypatch):
    kept, made = {}, []
    monkeypatch.setattr(experiment_folder.bodies, "find", lambda dataset: kept.get(dataset.fingerprint))
    monkeypatch.setattr(experiment_folder.bodies, "cache_file", lambda dataset: dataset.fingerprint)

    def make(dataset, progress):
        made.append(dataset)
        return dataset.fingerprint

    monkeypatch.setattr(experiment_folder.bodies, "make_body", make)
    monkeypatch.setattr(experiment_folder.bodies, "save", lambda body, path: kept.__setitem__(path, body))
    assert experiment_folder.open_splits(small["one"])
    assert made == []  # from scratch
    head_start = Experiment("head", "?", small["one"].pictures, (Run(Settings()),), seeds=2, splits=3)
    splits = experiment_folder.open_splits(head_start)
    experiment_folder.open_splits(head_start)
    assert [one.fingerprint for one in made] == [one.fingerprint for one in splits]
    assert len({one.fingerprint for one in splits}) == 3
