"""`foxdog run` goes on with a saved run, and answers by labels from a file."""

import csv
import json
import os
import pty
import subprocess
import sys
from dataclasses import replace

import pytest
import tiny as tiny_module

from foxdog import __main__ as command
from foxdog.learning import models, run_file
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings
from foxdog.pictures import dataset_file

SETTINGS = Settings(initial=6, batch=3, budget=18)
OPTIONS = ["--initial", "6", "--batch", "3", "--budget", "18"]


@pytest.fixture
def tiny_file(tiny, tiny_model, tmp_path, monkeypatch):
    """A dataset file, and a net that learns it at once."""
    monkeypatch.setattr(models, "load_model", tiny_model)
    dataset_file.save(tiny, tmp_path / "tiny.arrow")
    return tmp_path / "tiny.arrow"


@pytest.fixture
def saved(tiny, tiny_model, tmp_path):
    """A run that was saved after two rounds and one answer by a person, and the loop itself."""
    loop = Loop(tiny, SETTINGS, tiny_model("head-start", tiny))
    loop.teach()
    loop.step()
    loop.step()
    loop.answer(loop.query.open[0], 1)
    (tmp_path / "saved.json").write_text(run_file.run_json(loop))
    return tmp_path / "saved.json", loop


def run(tiny_file, *arguments):
    return command.main(["run", "--pictures", str(tiny_file), *map(str, arguments)])


def error_of(capsys):
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


def test_a_saved_run_goes_on_to_its_budget(tiny_file, saved, tmp_path):
    file, loop = saved
    assert run(tiny_file, "--resume", file, "--out", tmp_path / "out") == 0
    while not loop.over:
        loop.step()
    while loop.step_baseline():
        pass
    assert (tmp_path / "out" / "curve.csv").read_text() == run_file.curve_csv(loop)
    answers = json.loads((tmp_path / "out" / "run.json").read_text())["answers"]
    assert [answer["by"] for answer in answers] == [answer.by for answer in loop.answers]


def test_without_out_it_says_where_the_run_stands_and_writes_nothing(tiny_file, saved, tmp_path, capsys):
    file, loop = saved
    before = sorted(tmp_path.iterdir())
    assert run(tiny_file, "--resume", file) == 0
    assert capsys.readouterr().out == (
        f"13 of 18 labels (answers by a person: 1, by the oracle: 6); {loop.rounds[-1].accuracy:.1%} by uncertainty "
        f"after round 2; it asks about {loop.dataset.names[loop.query.open[0]]}\n"
    )
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--budget", "30"], "goes on by its own settings: leave out --budget."),
        (["--seed", "3", "--strategy", "random"], "leave out --strategy, --seed."),
        (["--record", "x.npz"], "leave out --record."),
        (["--pictures", "drawn"], "This run belongs to the pictures tiny, not to these (drawn)"),
    ],
)
def test_a_saved_run_is_not_changed(tiny_file, saved, tmp_path, capsys, options, sentence):
    assert run(tiny_file, "--resume", saved[0], "--out", tmp_path / "out", *options) == 2
    assert sentence in error_of(capsys)
    assert not (tmp_path / "out").exists()


def test_a_run_of_a_larger_set_is_refused_by_its_pictures_name_and_not_by_its_numbers(saved, tiny, tmp_path, capsys):
    few = replace(tiny_module.brightness_pictures(per_class=20), name="few")
    dataset_file.save(replace(few, name="few"), tmp_path / "few.arrow")
    run = json.loads(saved[0].read_text())
    run["settings"]["budget"] = 80  # the pool of the few is smaller
    saved[0].write_text(json.dumps(run))
    assert command.main(["run", "--pictures", str(tmp_path / "few.arrow"), "--resume", str(saved[0])]) == 2
    assert "This run belongs to the pictures tiny, not to these (few)" in error_of(capsys)


@pytest.mark.parametrize("option", ["--resume", "--labels"])
@pytest.mark.parametrize("content", [None, b"", b"[" * 100_000, b'{"format": 2}', b"\xff", b" " * 30_000_000, "folder"])
def test_a_bad_file_is_one_sentence_before_any_work(tmp_path, capsys, option, content):
    file = tmp_path / "new\nline.json"
    if content == "folder":
        file.mkdir()
    elif content is not None:
        file.write_bytes(content)
    assert command.main(["run", "--pictures", "/no/such", option, str(file), "--out", str(tmp_path / "out")]) == 2
    assert "/no/such" not in error_of(capsys)


def test_a_run_needs_out(tiny_file, capsys):
    assert run(tiny_file) == 2
    assert "Give --out a folder" in error_of(capsys)


@pytest.mark.parametrize("name", ["labels.csv", "label-studio.json", "metadata.csv"])
def test_labels_from_a_file_answer_and_the_oracle_answers_the_rest(tiny_file, tiny, tmp_path, name):
    assert run(tiny_file, *OPTIONS, "--out", tmp_path / "first") == 0
    rows = list(csv.DictReader((tmp_path / "first" / "labels.csv").open()))
    assert len(rows) == 18
    assert {row["by"] for row in rows} == {"oracle"}
    assert run(tiny_file, *OPTIONS, "--labels", tmp_path / "first" / name, "--out", tmp_path / "second") == 0
    again = list(csv.DictReader((tmp_path / "second" / "labels.csv").open()))
    assert [row["by"] for row in again] == ["oracle"] * 6 + ["person"] * 12
    assert [(row["picture"], row["label"]) for row in again] == [(row["picture"], row["label"]) for row in rows]


def test_wrong_labels_from_a_file_are_what_it_learns(tiny_file, tiny, tmp_path):
    wrong = "".join(f"{tiny.names[picture]},{tiny.classes[1 - tiny.labels[picture]]}\n" for picture in tiny.pool[:44])
    (tmp_path / "wrong.csv").write_text("picture,label\n" + wrong)
    assert run(tiny_file, *OPTIONS, "--labels", tmp_path / "wrong.csv", "--out", tmp_path / "out") == 0
    rows = list(csv.DictReader((tmp_path / "out" / "labels.csv").open()))[6:]
    true = dict(zip(tiny.names.tolist(), (tiny.classes[label] for label in tiny.labels), strict=True))
    assert {row["by"] for row in rows} == {"person", "oracle"}
    assert all((row["label"] == true[row["picture"]]) == (row["by"] == "oracle") for row in rows)


# Where the files go


@pytest.mark.parametrize("out", ["loop/out", "gone/out", "x" * 300, "a\0b"])
def test_an_out_that_cannot_be_is_refused_before_any_work(tiny_file, tmp_path, capsys, monkeypatch, out):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "gone").symlink_to("nowhere")
    monkeypatch.setattr(models, "load_model", None)  # not begun
    before = sorted(tmp_path.iterdir())
    for more in ([], ["--record", str(tmp_path / out / "x.npz")]):
        to = tmp_path / ("fine" if more else out)
        assert run(tiny_file, *OPTIONS, "--out", to, *more) == 2
        assert "cannot be written to; give --out another folder" in error_of(capsys)
    for what in (["compare"], ["pictures", "inspect"], ["pictures", "pretrain"], ["pictures", "draw"]):
        given = ["--pictures", str(tiny_file)] if what == ["compare"] else [str(tiny_file)] * (what[-1] != "draw")
        name = {"compare": "", "inspect": "x.png", "pretrain": "x.npz", "draw": "x.arrow"}[what[-1]]
        assert command.main([*what, *given, "--out", str(tmp_path / out / name)]) == 2
        assert "cannot be written to" in error_of(capsys)
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_where_a_comparisons_tables_go_is_refused_before_any_work(tiny_file, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "ceilings").touch()
    assert command.main(["compare", "--pictures", str(tiny_file), "--out", str(tmp_path / "out")]) == 2
    assert "ceilings is a file" in error_of(capsys)


# What a refusal looks like


def test_a_line_break_in_a_path_does_not_split_the_sentence(tmp_path, capsys):
    missing = tmp_path / "two\nlines\x1b[31m"
    assert command.main(["run", "--pictures", str(missing), "--out", str(tmp_path / "out")]) == 2
    assert r"two\nlines\x1b[31m does not exist" in error_of(capsys)


def test_a_terminal_shows_a_refusal_and_no_progress(tmp_path):
    master, slave = pty.openpty()
    arguments = ["run", "--pictures", str(tmp_path / "missing"), "--out", str(tmp_path / "out")]
    subprocess.run([sys.executable, "-m", "foxdog", *arguments], stderr=slave, check=False)
    os.close(slave)
    shown = os.read(master, 10_000).decode()
    os.close(master)
    assert shown.startswith("foxdog: ")
    assert shown.count("\n") == 1
