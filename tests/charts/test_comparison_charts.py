"""The figures of a comparison: what is drawn, and that each can be saved."""

import numpy as np
import pytest
from made_curves import LABELLED, curves, noisy, rising

from foxdog import charts, evidence
from foxdog.charts.run import RANDOM


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
    _, values = drawn(charts.labels_to_reach(rows, made.end), "point")
    words = {(row["strategy"], row["target"]): row["words"] for row in values}
    assert words["random", "90 %"] == "not reached"
    assert float(words["uncertainty", "80 %"]) < float(words["random", "80 %"])


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


def test_one_seed_is_drawn_without_a_band():
    one = curves({"random": [[0.6, 0.8]], "a": [[0.6, 0.9]]})
    _, rows = drawn(charts.mean_curves(evidence.mean_rows(one)), "line")
    assert {row["low"] for row in rows} == {None}
