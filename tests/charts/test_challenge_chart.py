from foxdog.charts.challenge import TEST, YOURS, challenge_curve

ROWS = [
    {"labelled": 20, "share": 0.25, "who": YOURS},
    {"labelled": 20, "share": 0.7, "who": TEST},
    {"labelled": 21, "share": 0.0, "who": YOURS},
]


def test_every_row_is_drawn_on_axes_that_cut_nothing_off():
    drawn = challenge_curve(ROWS, 20, 60).to_dict()
    assert drawn["data"]["values"] == ROWS
    for layer in drawn["layer"]:
        assert layer["encoding"]["x"]["scale"]["domain"] == [20, 60]
        assert layer["encoding"]["y"]["scale"]["domain"] == [0, 1]


def test_the_two_lines_have_names_and_colours_of_their_own():
    scale = challenge_curve(ROWS, 20, 60).to_dict()["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == [YOURS, TEST]
    assert len(set(scale["range"])) == 2
