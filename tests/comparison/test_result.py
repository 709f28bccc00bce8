"""What a comparison came to, read from its folder."""

import numpy as np
import pytest
from making_results import write_result

from foxdog.comparison.result import HOME, ResultError, finished_folders, home, read_result
from foxdog.evidence import CURVE_COLUMNS


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


def test_the_command_is_the_one_that_computes_it(folder):
    assert read_result(folder).command == (
        "python -m foxdog compare --pictures drawn --strategies uncertainty,badge --seeds 20 --model scratch "
        "--initial 20 --batch 10 --budget 300 --noise 0.0 --out out/compare"
    )
