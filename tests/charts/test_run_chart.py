import io

from PIL import Image

from foxdog.charts.run import learning_curve, png

ROWS = [
    {"round": 0, "labelled": 20, "accuracy": 0.6, "baseline": 0.6},
    {"round": 1, "labelled": 30, "accuracy": 0.7, "baseline": None},
]


def layers(chart):
    return chart.to_dict()["layer"]


def points(chart):
    line = next(layer for layer in layers(chart) if layer["mark"]["type"] == "line")
    return line.get("data", chart.to_dict().get("data"))["values"]  # Altair lifts data that all layers share


def test_every_known_point_is_drawn_and_no_other():
    drawn = {(point["who"], point["labelled"], point["accuracy"]) for point in points(learning_curve(ROWS, "bald", 60))}
    assert drawn == {("random choice", 20, 0.6), ("asking: bald", 20, 0.6), ("asking: bald", 30, 0.7)}


def test_the_axes_show_the_whole_budget_and_chance_to_perfect():
    encoding = layers(learning_curve(ROWS, "bald", 60))[-1]["encoding"]
    assert encoding["x"]["scale"]["domain"] == [20, 60]
    assert encoding["y"]["scale"]["domain"] == [0.5, 1.0]


def test_an_accuracy_below_chance_is_not_cut_off():
    rows = [{"round": 0, "labelled": 20, "accuracy": 0.43, "baseline": 0.43}]
    assert layers(learning_curve(rows, "bald", 60))[-1]["encoding"]["y"]["scale"]["domain"][0] <= 0.43


def test_the_ceiling_is_drawn_once_it_is_known():
    marks = [layer["mark"]["type"] for layer in layers(learning_curve(ROWS, "bald", 60, 0.95))]
    assert "rule" in marks
    assert "rule" not in [layer["mark"]["type"] for layer in layers(learning_curve(ROWS, "bald", 60))]


def test_no_round_yet_is_an_empty_chart():
    assert points(learning_curve([], "bald", 60)) == []


def test_a_png_can_be_saved():
    image = Image.open(io.BytesIO(png(learning_curve(ROWS, "bald", 60, 0.9), "drawn: one run")))
    assert image.width > 1200
    assert len(set(image.convert("RGB").resize((60, 40)).get_flattened_data())) > 10
