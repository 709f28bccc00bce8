"""What is written beside the curves of a comparison."""

import csv
import io

import pytest
from making_results import write_result

from foxdog import evidence
from foxdog.comparison import report
from foxdog.comparison.result import make_result, read_result


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_result(tmp_path_factory.mktemp("results") / "drawn", saving=0.3)


def test_what_can_be_concluded_is_three_files_and_the_same_bytes_each_time(tmp_path):
    folder = write_result(tmp_path / "drawn", strategies=("uncertainty",), seeds=6)
    first, second = (report.report_files(read_result(folder)) for _ in range(2))
    assert set(first) == {"summary.csv", "insights.md", "curves.png"}
    assert first == second
    assert first["curves.png"].startswith(b"\x89PNG")


def test_the_summary_has_a_row_a_strategy_and_empty_cells_where_nothing_applies(folder):
    result = read_result(folder)
    rows = list(csv.DictReader(io.StringIO(report.summary_csv(result.curves))))
    assert [row["strategy"] for row in rows] == ["uncertainty", "badge", "random"]
    assert rows[-1]["difference"] == ""
    exact = evidence.summary_rows(result.curves)[0]["difference"]
    assert float(rows[0]["difference"]) == pytest.approx(exact, abs=1e-6)


def test_the_insights_say_how_they_were_made_and_all_sentences_by_claim(folder):
    result = read_result(folder)
    text = report.insights_markdown(result)
    assert text.startswith("# drawn from scratch, from 20 to 300 labels, 10 a round: 20 paired seeds\n")
    assert f"`{result.command}`" in text
    assert "recipe made up, numpy 1.0" in text
    expected = []
    for claim in evidence.CLAIMS:
        assert f"\n## Claim: {claim.heading[0].lower()}{claim.heading[1:]}\n" in text
        expected += claim.sentences(result.curves, [], None) + [claim.beyond] * bool(claim.beyond)
    expected += [report.about_the_test_set(result), *report.CAVEATS]
    assert [line[2:] for line in text.splitlines() if line.startswith("- ")] == expected
    assert text.count("\n## Claim: ") == len(evidence.CLAIMS)


def test_the_report_says_what_seeds_cannot_say_of_other_pictures(folder):
    """Wilson's interval of 89 % of 300, worked by hand: 85.0 to 92.1."""
    result = read_result(folder)
    sentence = report.about_the_test_set(result)
    assert "the same 300 test pictures" in sentence
    assert "an accuracy of 89 % stands for 85 to 92 %" in sentence
    assert report.about_the_test_set(make_result("own", {}, result.tables)) == ""


def test_random_alone_can_be_concluded_from(tmp_path):
    alone = read_result(write_result(tmp_path / "alone", strategies=()))
    assert set(report.report_files(alone)) == {"summary.csv", "insights.md", "curves.png"}
    assert "Of this claim random choice alone says nothing." in report.insights_markdown(alone)


def test_a_strangers_name_of_a_set_makes_no_element_in_the_insights(tmp_path):
    result = read_result(write_result(tmp_path / "one", pictures="![x](https:evil.example/x.png)"))
    text = report.insights_markdown(result)
    assert "![" not in text
    assert r"\!&#91;x&#93;(https:evil.example/x.png)" in text
