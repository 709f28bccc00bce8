"""The figures of a comparison: what is drawn, and that each can be saved."""

import numpy as np
import pytest
from made_curves import LABELLED, curves, noisy, rising

from foxdog import charts, evidence
from foxdog.charts.run import ASKING, RANDOM


@pytest.fixture(scope="module")
def made():
    truths = {"uncertainty": rising(LABELLED / 0.7), "stranger": rising(LABELLED), "random": rising(LABELLED)}
    return curves(noisy(np.random.default_rng(0), truths), ceilings=np.full(20, 0.92))


def drawn(chart, mark):
    """The layer of a mark, with its data."""
    whole = chart.to_dict()
    layer = next(layer for layer in whole["layer"] if layer["mark"]["type"] == mark)
    data = layer.get("data", whole.get("data"))
    return layer, data.get("values") or whole["datasets"][data["name"]]


def test_each_strategy_has_a_line_and_a_band_and_random_is_always_grey(made):
    layer, rows = drawn(charts.mean_curves(evidence.mean_rows(made)), "area")
    assert {(row["strategy"], row["labelled"]) for row in rows} == {
        (name, labelled) for name in made.accuracy for labelled in LABELLED
    }
    assert all(row["low"] < row["mean"] < row["high"] for row in rows)
    colours = dict(zip(*(layer["encoding"]["color"]["scale"][key] for key in ("domain", "range")), strict=True))
    assert colours["random"] == RANDOM
    assert len(set(colours.values())) == 3


def test_thin_lines_and_the_ceiling_are_drawn_where_they_are_given(made):
    means, seeds = evidence.mean_rows(made), evidence.seed_rows(made)
    bare, full = charts.mean_curves(means), charts.mean_curves(means, seeds, 0.92)
    assert len(full.to_dict()["layer"]) == len(bare.to_dict()["layer"]) + 3
    assert drawn(full, "rule")[1][0]["accuracy"] == 0.92
    assert len(drawn(full, "line")[1]) == 3 * 20 * len(LABELLED)


def test_nothing_is_cut_off(made):
    means, seeds = evidence.mean_rows(made), evidence.seed_rows(made)
    layer, _ = drawn(charts.mean_curves(means, seeds, 0.97), "line")
    low, high = layer["encoding"]["y"]["scale"]["domain"]
    assert low <= min(row["accuracy"] for row in seeds)
    assert high >= 0.97


def test_differences_are_in_points_and_random_is_the_zero(made):
    _, rows = drawn(charts.differences(evidence.difference_rows(made)), "line")
    assert {row["strategy"] for row in rows} == {"uncertainty", "stranger"}
    gain = (made.accuracy["uncertainty"] - made.accuracy["random"]).mean(axis=0)
    assert [row["mean"] for row in rows][: len(LABELLED)] == pytest.approx(100 * gain, abs=1e-3)


def test_areas_are_sorted_and_targets_not_reached_say_so(made):
    rows = evidence.summary_rows(made)
    layer, _ = drawn(charts.areas(rows), "point")
    assert layer["encoding"]["y"]["sort"][0] == "uncertainty"
    chart = charts.labels_to_reach(rows, made.end)
    _, values = drawn(chart, "point")
    labels = {(row["strategy"], row["target"]): row["labels"] for row in values}
    assert labels["uncertainty", 0.8] < labels["random", 0.8]
    assert ("random", 0.9) not in labels
    missed = chart.to_dict()["layer"][-1]["data"]["values"]
    assert [row["words"] for row in missed if row["target"] == 0.9] == ["not reached by any"]


def test_dots_of_labels_to_reach_stand_at_their_target(made):
    layer, values = drawn(charts.labels_to_reach(evidence.summary_rows(made), made.end), "point")
    assert {row["target"] for row in values} == {0.75, 0.8, 0.85}
    assert layer["encoding"]["y"]["type"] == "quantitative"
    assert layer["encoding"]["y"]["axis"]["values"] == [0.75, 0.8, 0.85, 0.9]
    assert "yOffset" not in layer["encoding"]
    sides = {(row["strategy"], row["side"]) for row in values if row["target"] == 0.8}
    assert sides == {("uncertainty", "left"), ("stranger", ""), ("random", "right")}


def test_head_to_head_has_a_tile_a_pair(made):
    names, beats = evidence.head_to_head(made)
    _, values = drawn(charts.head_to_head(names, beats), "rect")
    assert len(values) == 6
    shares = {(row["row"], row["column"]): row["share"] for row in values}
    assert shares["uncertainty", "random"] > 0.3 > shares["random", "uncertainty"]


@pytest.mark.slow
def test_each_can_be_saved(made):
    rows = evidence.summary_rows(made)
    figures = [
        charts.mean_curves(evidence.mean_rows(made), evidence.seed_rows(made), 0.92),
        charts.differences(evidence.difference_rows(made)),
        charts.areas(rows),
        charts.labels_to_reach(rows, made.end),
        charts.head_to_head(*evidence.head_to_head(made)),
    ]
    for figure in figures:
        assert charts.png(figure, "a title").startswith(b"\x89PNG")


@pytest.mark.parametrize("seeds", [1, 5])
def test_below_six_seeds_no_band_is_drawn(seeds):
    few = curves({"random": [[0.6, 0.8 + seed / 100] for seed in range(seeds)], "a": [[0.6, 0.9]] * seeds})
    for chart in (
        charts.mean_curves(evidence.mean_rows(few)),
        charts.differences(evidence.difference_rows(few)),
        charts.areas(evidence.summary_rows(few)),
    ):
        for row in next(iter(drawn(chart, "point")[1:])):
            assert row["low"] is row["high"] is None


def test_a_claim_is_two_curves_and_one_horizontal_arrow(made):
    (first, *_) = evidence.CLAIMS
    picture = first.headline(made, []).picture
    chart = charts.claim(picture.rows, picture.names, vars(picture.arrow))
    layer, rows = drawn(chart, "line")
    assert layer["encoding"]["color"]["scale"] == {"domain": ["uncertainty", "random"], "range": [ASKING, RANDOM]}
    rule, (arrow,) = drawn(chart, "rule")
    assert rule["encoding"]["y"]["field"] == "accuracy"  # one height
    assert {rule["encoding"][end]["field"] for end in ("x", "x2")} == {"start", "end"}
    assert arrow["end"] < arrow["middle"] < arrow["start"]
    low, high = layer["encoding"]["y"]["scale"]["domain"]
    assert low <= min(row["accuracy"] for row in rows)
    assert max(row["accuracy"] for row in rows) <= high


def test_without_a_reliable_difference_there_is_no_arrow(made):
    picture = evidence.CLAIMS[0].headline(made, []).picture
    marks = [layer["mark"]["type"] for layer in charts.claim(picture.rows, picture.names, None).to_dict()["layer"]]
    assert marks == ["line", "point"]
    marks = [layer["mark"]["type"] for layer in charts.claim(picture.rows, picture.names, None, 0.9).to_dict()["layer"]]
    assert "rule" in marks  # the ceiling


@pytest.mark.parametrize(
    ("start", "end", "field", "align"),
    [(40, 280, "middle", None), (280, 40, "right", "right"), (100, 60, "right", "left"), (250, 300, "right", "right")],
)
def test_the_words_of_an_arrow_have_room(made, start, end, field, align):
    """Above the middle of a long arrow to the right, else at the right end, and never beyond the end of the axis."""
    picture = evidence.CLAIMS[0].headline(made, []).picture
    arrow = {"accuracy": 0.8, "start": start, "end": end, "words": "some labels"}
    layer, _ = drawn(charts.claim(picture.rows, picture.names, arrow), "text")
    assert layer["encoding"]["x"]["field"] == field
    assert layer["mark"].get("align") == align


@pytest.mark.parametrize(
    ("names", "columns"),
    [(("new pictures", "repeats after 80", "repeats after 440"), 1), (("oracle", "uncertainty", "random"), 3)],
)
def test_names_of_curves_that_do_not_fit_beside_one_another_on_a_phone_stand_below_one_another(names, columns):
    points = [{"name": name, "labelled": 20, "value": 0.8} for name in names]
    layer, _ = drawn(charts.named_curves(points), "line")
    assert layer["encoding"]["color"]["legend"]["columns"] == columns
