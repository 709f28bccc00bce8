"""What a comparison came to, read from its folder."""

import os

import numpy as np
import pytest
from making_results import write_result

from foxdog.comparison import result
from foxdog.comparison.result import HOME, ResultError, finished_folders, home, read_result, result_folders
from foxdog.evidence import CURVE_COLUMNS

WITH_NUMBER = ",".join(CURVE_COLUMNS) + "\ndrawn,scratch,random,%s,10,300,0,0,0,20,0.5\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_result(tmp_path_factory.mktemp("results") / "drawn", saving=0.3)


def test_a_folder_becomes_the_curves_that_were_written(folder):
    result = read_result(folder)
    assert result.name == "drawn"
    assert result.curves.strategies == ("uncertainty", "badge")
    assert len(result.curves.seeds) == 20
    assert result.curves.accuracy["badge"].shape == (20, len(result.curves.labelled))
    assert np.isfinite(result.curves.ceilings).all()
    assert result.about["recipe"] == "made up"


def test_all_that_is_shipped_is_listed_and_nothing_else(folder, tmp_path):
    assert finished_folders(tmp_path / "nothing") == []
    write_result(tmp_path / "drawn-noise", noise=0.2)
    write_result(tmp_path / "drawn")
    (tmp_path / "empty").mkdir()
    (write_result(tmp_path / "going-on") / "curves.csv").unlink()  # written when the last curve is finished
    (tmp_path / "note.txt").write_text("no result")
    assert [path.name for path in finished_folders(tmp_path)] == ["drawn", "drawn-noise"]


def test_the_folder_of_results_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv(HOME, str(tmp_path))
    assert home() == tmp_path
    monkeypatch.delenv(HOME)
    assert home().parts[-2:] == ("data", "results")


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("settings.json", "{", r"broken is not a result folder: settings\.json is not JSON\."),
        ("settings.json", "[]", r"broken is not a result folder: settings\.json does not hold the settings of one\."),
        ("settings.json", '{"format": 0}', r"broken was made by another version of this project: compute it again\."),
        ("curves.csv", "a,b\n1,2\n", r".* not those of a comparison\. The table lacks a column 'pictures'\."),
        ("curves.csv", "", r".* not those of a comparison\. This is not a CSV table .*\."),
        ("curves.csv", ",".join(CURVE_COLUMNS), r"broken holds 0 settings with paired curves .*\."),
        ("settings.json", "[" * 100_000, r"broken is not a result folder: settings\.json is not JSON\."),
        ("curves.csv", ",".join(CURVE_COLUMNS) + "\na\rb,c", r"The tables of broken are not .*"),
        ("curves.csv", "pictures\n" + "a" * 200_000, r"The tables of broken are not .*"),
        ("curves.csv", 'pictures\n"' + "a" * 200_000, r"The tables of broken are not .*"),
        ("curves.csv", WITH_NUMBER % ("9" * 25), r"The tables of broken are not .*|broken holds 0 settings .*"),
        ("curves.csv", WITH_NUMBER % ("9" * 400), r"The tables of broken are not .*"),
        ("curves.csv", None, r"broken holds no curves\.csv: its comparison is not finished, or the file is lost\."),
        ("ceilings.csv", None, r"broken is not a result folder: ceilings\.csv cannot be read\."),
    ],
)
def test_a_damaged_folder_is_refused_in_a_sentence(tmp_path, file, content, sentence):
    broken = write_result(tmp_path / "broken")
    (broken / file).unlink()
    if content is not None:
        (broken / file).write_text(content)
    with pytest.raises(ResultError, match=f"^{sentence}$") as refusal:
        read_result(broken)
    assert str(tmp_path) not in str(refusal.value)


def test_a_pipe_or_a_huge_file_is_refused_and_not_read(tmp_path, monkeypatch):
    broken = write_result(tmp_path / "broken")
    (broken / "curves.csv").unlink()
    os.mkfifo(broken / "curves.csv")
    with pytest.raises(ResultError, match=r"curves\.csv cannot be read\.$"):
        read_result(broken)
    monkeypatch.setattr(result, "LARGEST", 100)
    with pytest.raises(ResultError, match=r"has more than 0 MB\.$"):
        read_result(write_result(tmp_path / "huge"))


def test_each_folder_that_holds_a_file_of_a_comparison_is_a_result_folder(tmp_path):
    (write_result(tmp_path / "going-on") / "curves.csv").unlink()
    write_result(tmp_path / "drawn")
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("no result")
    (tmp_path / "loop").symlink_to("loop")
    assert [path.name for path in result_folders(tmp_path)] == ["drawn", "going-on"]
    assert result_folders(tmp_path / "nothing") == result_folders(tmp_path / "loop") == []


def test_the_command_is_the_one_that_computes_it(folder):
    assert read_result(folder).command == (
        "python -m foxdog compare --pictures drawn --strategies uncertainty,badge --seeds 20 --model scratch "
        "--initial 20 --batch 10 --budget 300 --noise 0.0 --out out/compare"
    )
