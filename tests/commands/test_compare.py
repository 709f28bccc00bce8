"""`python -m foxdog compare`, with tiny pictures and a tiny classifier."""

import json

import pytest
from making_comparisons import SEEDS, SETTINGS, STRATEGIES, TASKS, contents, fill

from foxdog import __main__ as command
from foxdog.comparison import plan, workers
from foxdog.pictures import dataset_file


@pytest.fixture
def source(tiny, tmp_path, monkeypatch):
    """The tiny pictures as a file; comparisons learn them by the tiny classifier."""
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load")
    dataset_file.save(tiny, tmp_path / "tiny.arrow")
    return str(tmp_path / "tiny.arrow")


def compare(source, out, *more):
    settings = ["--initial", "4", "--batch", "6", "--budget", "16", "--noise", "0.3", "--seeds", str(SEEDS)]
    strategies = ["--strategies", ",".join(STRATEGIES)]
    return command.main(["compare", "--pictures", source, "--out", str(out), *settings, *strategies, *more])


def test_the_command_computes_all_and_prints_one_line(tiny, source, tmp_path, capsys):
    reference = fill(tmp_path / "reference", tiny, plan.plan_tasks(source, tiny, SETTINGS, STRATEGIES, SEEDS))
    assert compare(source, tmp_path / "out") == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert printed.startswith("12 curves and 4 ceilings, and what they come to: ")
    found = contents(tmp_path / "out")
    assert set(found) == set(reference) | {"summary.csv", "insights.md", "curves.png"}
    assert all(found[name] == reference[name] for name in reference if name != "settings.json")
    of_all = json.loads(found["settings.json"])
    assert (of_all["model"], of_all["recipe"]) == ("head-start", "tiny-head-start")


def test_two_jobs_give_the_same_bytes(source, tmp_path):
    for jobs in ("1", "2"):
        assert compare(source, tmp_path / jobs, "--jobs", jobs) == 0
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_a_stopped_command_says_what_is_kept_and_goes_on(source, tmp_path, capsys, monkeypatch):
    assert compare(source, tmp_path / "whole") == 0
    whole, calls = workers.compute, []

    def stopped(*arguments):
        calls.append(1)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(workers, "compute", stopped)
    assert compare(source, tmp_path / "out") == 130
    assert (
        f"5 of {TASKS} curves and ceilings are in {tmp_path / 'out'}; the same command goes on."
        in capsys.readouterr().err
    )
    monkeypatch.undo()
    monkeypatch.setattr(plan, "LOAD_MODEL", "tiny:load")
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
        (["--dask="], "--dask needs the address of a Dask scheduler: tcp://host:port."),
        (["--dask", " "], "--dask needs the address of a Dask scheduler: tcp://host:port."),
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


def test_a_folder_of_another_comparison_is_refused_by_the_command(source, tmp_path, capsys):
    assert compare(source, tmp_path / "out", "--seeds", "1") == 0
    before = contents(tmp_path / "out")
    assert compare(source, tmp_path / "out", "--budget", "24") == 2
    assert "holds curves of other budget; give --out another folder." in capsys.readouterr().err
    assert contents(tmp_path / "out") == before


def test_jobs_and_dask_are_not_for_one_command(source, tmp_path):
    with pytest.raises(SystemExit) as stop:
        compare(source, tmp_path / "out", "--jobs", "2", "--dask", "tcp://127.0.0.1:1")
    assert stop.value.code == 2
