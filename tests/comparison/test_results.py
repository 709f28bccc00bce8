"""Results folders: read, listed, and what is written beside the curves."""

import csv
import io
import json

import numpy as np
import pytest
from making_results import write_result

from foxdog import evidence
from foxdog.comparison import results
from foxdog.comparison.results import ResultsError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_result(tmp_path_factory.mktemp("results") / "drawn", saving=0.3)


def test_a_folder_becomes_the_curves_that_were_written(folder):
    read = results.read(folder)
    assert read.name == "drawn"
    assert read.curves.strategies == ("uncertainty", "badge")
    assert len(read.curves.seeds) == 20
    assert read.curves.accuracy["badge"].shape == (20, len(read.curves.labelled))
    assert np.isfinite(read.curves.ceilings).all()
    assert read.about["recipe"] == "made up"


def test_all_that_is_shipped_is_listed_and_nothing_else(folder, tmp_path):
    assert results.shipped(tmp_path / "nothing") == []
    write_result(tmp_path / "drawn-noise", noise=0.2)
    write_result(tmp_path / "drawn")
    (tmp_path / "empty").mkdir()
    (write_result(tmp_path / "going-on") / "curves.csv").unlink()  # written when the last curve is finished
    (tmp_path / "note.txt").write_text("no result")
    assert [path.name for path in results.shipped(tmp_path)] == ["drawn", "drawn-noise"]


def test_the_folder_of_results_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv(results.HOME, str(tmp_path))
    assert results.home() == tmp_path
    monkeypatch.delenv(results.HOME)
    assert results.home().parts[-2:] == ("data", "results")


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("settings.json", "{", "does not hold the results"),
        ("settings.json", "[]", "does not hold the settings"),
        ("curves.csv", "a,b\n1,2\n", "lack a column 'initial'"),
        ("curves.csv", "", "0 settings"),
        ("ceilings.csv", None, "does not hold the results"),
    ],
)
def test_a_damaged_folder_is_refused_in_a_sentence(tmp_path, file, content, sentence):
    broken = write_result(tmp_path / "broken")
    (broken / file).unlink()
    if content is not None:
        (broken / file).write_text(content)
    with pytest.raises(ResultsError, match=sentence):
        results.read(broken)


def test_what_can_be_concluded_is_three_files_and_the_same_bytes_each_time(folder):
    first, second = (results.conclusions(results.read(folder)) for _ in range(2))
    assert set(first) == {"summary.csv", "insights.md", "curves.png"}
    assert first == second
    assert first["curves.png"].startswith(b"\x89PNG")


def test_the_summary_has_a_row_a_strategy_and_empty_cells_where_nothing_applies(folder):
    read = results.read(folder)
    rows = list(csv.DictReader(io.StringIO(results.summary_csv(read.curves))))
    assert [row["strategy"] for row in rows] == ["uncertainty", "badge", "random"]
    assert rows[-1]["difference"] == ""
    exact = evidence.summary_rows(read.curves)[0]["difference"]
    assert float(rows[0]["difference"]) == pytest.approx(exact, abs=1e-6)


def test_the_insights_say_how_they_were_made_and_all_sentences_by_claim(folder):
    read = results.read(folder)
    text = results.insights_markdown(read)
    assert text.startswith("# drawn, from 20 to 300 labels, 10 a round: 20 paired seeds\n")
    assert f"`{read.command}`" in text
    assert "recipe made up, numpy 1.0" in text
    first, second, third = (of([read.curves]) for of in evidence.CLAIMS.values())
    beyond = [sentence for sentences in results.BEYOND for sentence in sentences]
    assert text.count("## Claim: ") == 3
    told = [*first, *second, beyond[0], *third, beyond[1], results.about_the_test_set(read), *results.LIMITS]
    assert [line[2:] for line in text.splitlines() if line.startswith("- ")] == told


def test_what_seeds_cannot_say_of_other_pictures_is_told(folder):
    """Wilson's interval of 89 % of 300, worked by hand: 85.0 to 92.1."""
    read = results.read(folder)
    said = results.about_the_test_set(read)
    assert "the same 300 test pictures" in said
    assert "an accuracy of 89 % stands for 85 to 92 %" in said
    assert results.about_the_test_set(results.made_of("own", {}, read.tables)) == ""


def test_the_command_is_the_one_that_computes_it(folder):
    assert results.read(folder).command == (
        "python -m foxdog compare --pictures drawn --strategies uncertainty,badge --seeds 20 --initial 20 --batch 10 "
        "--budget 300 --noise 0.0 --out out/compare"
    )


def test_random_alone_can_be_concluded_from(tmp_path):
    alone = results.read(write_result(tmp_path / "alone", strategies=()))
    assert set(results.conclusions(alone)) == {"summary.csv", "insights.md", "curves.png"}
    assert "Of this claim random questions alone say nothing." in results.insights_markdown(alone)


def test_settings_are_plain_json(folder):
    assert json.loads((folder / "settings.json").read_text())["pictures"]["name"] == "drawn"
