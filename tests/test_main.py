import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from foxdog import __main__ as command
from foxdog import cnn, datafile
from foxdog.commands import run as run_command
from foxdog.strategies import STRATEGIES

ROOT = Path(__file__).parent.parent


@pytest.fixture
def tiny_file(tiny, tiny_estimator, tmp_path, monkeypatch):
    """A dataset file, and a net that learns it at once."""
    monkeypatch.setattr(cnn, "make_estimator", tiny_estimator)
    datafile.save(tiny, tmp_path / "tiny.npz")
    return tmp_path / "tiny.npz"


def run(tiny_file, out, *more):
    settings = ["--initial", "6", "--batch", "3", "--budget", "18"]
    return command.main(["run", "--pictures", str(tiny_file), "--out", str(out), *settings, *more])


def test_a_run_writes_three_files_and_one_line(tiny_file, tmp_path, capsys):
    assert run(tiny_file, tmp_path / "out") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["curve.csv", "curve.png", "run.json"]
    assert (tmp_path / "out" / "curve.csv").read_text().count("\n") == 1 + 5
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert printed.startswith("18 labels: ")
    assert "one run, seed 0" in printed
    assert json.loads((tmp_path / "out" / "run.json").read_text())["recipe"] == cnn.RECIPE


def test_the_same_options_give_the_same_bytes(tiny_file, tmp_path):
    for out in ("a", "b"):
        run(tiny_file, tmp_path / out, "--strategy", "committee", "--noise", "0.1", "--seed", "7")
    assert (tmp_path / "a" / "curve.csv").read_bytes() == (tmp_path / "b" / "curve.csv").read_bytes()
    assert (tmp_path / "a" / "run.json").read_bytes() == (tmp_path / "b" / "run.json").read_bytes()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--pictures", "/no/such/folder"], "does not exist"),
        (["--budget", "100000"], "The budget must be"),
        (["--initial", "1"], "The initial set must be"),
        (["--noise", "0.9"], "The label noise must be"),
        (["--seed", "-1"], "The random seed must be"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(tiny_file, tmp_path, capsys, options, sentence):
    assert run(tiny_file, tmp_path / "out", *options) == 2
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert error.startswith("foxdog: ")
    assert sentence in error
    assert not (tmp_path / "out").exists()


def test_an_out_that_is_a_file_is_refused_before_any_work(tiny_file, tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    assert run(tiny_file, tmp_path / "out") == 2
    assert "give --out a folder" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_in_the_way_of_a_file_is_refused_before_any_work(tiny_file, tmp_path, capsys):
    (tmp_path / "out" / "curve.png").mkdir(parents=True)
    assert run(tiny_file, tmp_path / "out") == 2
    assert "is a folder" in capsys.readouterr().err
    assert not (tmp_path / "out" / "curve.csv").exists()


def test_drawings_go_to_a_dataset_file(tmp_path, capsys):
    assert command.main(["pictures", "draw", "--out", str(tmp_path / "drawn")]) == 2
    assert "must end in .npz" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--strategy", "psychic"], ["--batch", "many"], ["--frobnicate"]])
def test_unknown_options_exit_with_2(tiny_file, tmp_path, options):
    with pytest.raises(SystemExit) as stop:
        run(tiny_file, tmp_path / "out", *options)
    assert stop.value.code == 2


def test_an_interrupted_run_writes_nothing(tiny_file, tmp_path, capsys, monkeypatch):
    def interrupted(loop):
        raise KeyboardInterrupt

    monkeypatch.setattr(run_command, "_run_to_the_end", interrupted)
    assert run(tiny_file, tmp_path / "out") == 130
    assert "nothing was written" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_error_of_ours_is_not_dressed_up_as_bad_input(tiny_file, tmp_path, monkeypatch):
    def broken(loop):
        raise ValueError("a bug")

    monkeypatch.setattr(run_command, "_run_to_the_end", broken)
    with pytest.raises(ValueError, match="a bug"):
        run(tiny_file, tmp_path / "out")


def test_the_command_knows_every_strategy():
    assert set(run_command.STRATEGY_NAMES) == set(STRATEGIES)


def test_help_is_complete_and_comes_within_a_second_or_so():
    started = time.perf_counter()
    help_text = subprocess.run(
        [sys.executable, "-m", "foxdog", "run", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert time.perf_counter() - started < 3  # 0.1 s when nothing else runs
    options = ("--pictures", "--strategy", "--initial", "--batch", "--budget", "--noise", "--seed", "--out")
    assert all(option in help_text for option in options)


def test_a_bad_folder_exits_with_2_from_the_shell(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "foxdog", "run", "--pictures", str(tmp_path), "--out", str(tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "it must hold two folders of them" in done.stderr
