import io
from dataclasses import replace

import numpy as np
from PIL import Image

from foxdog.pictures.card import count_rows
from foxdog.pictures.contact_sheet import CAPTION, COLUMNS, GAP, SIDE, contact_sheet, some_of_kind


def test_a_row_for_each_class_and_kind(tiny):
    kinds = np.where(tiny.labels == 0, "", np.where(np.arange(len(tiny)) % 3 == 0, "arctic", "red"))
    mixed = replace(tiny, kinds=kinds)
    drawn = contact_sheet(mixed)
    rows = len(count_rows(mixed))
    assert rows == 3
    assert (drawn.mode, drawn.size) == ("RGB", (GAP + COLUMNS * (SIDE + GAP), GAP + rows * (CAPTION + SIDE + GAP)))


def test_the_pictures_are_of_their_row(tiny):
    red, blue = (encoded(colour) for colour in ("red", "blue"))
    painted = replace(tiny, originals=[red if label else blue for label in tiny.labels])
    drawn = contact_sheet(painted)
    for row, colour in ((0, (254, 0, 0)), (1, (0, 0, 254))):
        for column in range(COLUMNS):
            at = GAP + column * (SIDE + GAP) + 24, row * (CAPTION + SIDE + GAP) + CAPTION + 24
            assert np.abs(np.subtract(drawn.getpixel(at), colour)).max() < 4


def encoded(colour):
    buffer = io.BytesIO()
    Image.new("RGB", (48, 48), colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_pictures_are_from_all_over_the_kind(tiny):
    chosen = some_of_kind(tiny, "fox", "not known")
    foxes = np.flatnonzero(tiny.labels == 1).tolist()
    assert len(chosen) == COLUMNS
    assert (chosen[0], chosen[-1]) == (foxes[0], foxes[-1])
    assert set(chosen) <= set(foxes)
    assert chosen == sorted(chosen)


def test_a_kind_of_few_pictures_shows_them_all(tiny):
    kinds = np.where(np.arange(len(tiny)) < 6, "rare", "")
    few = some_of_kind(replace(tiny, kinds=kinds), "fox", "rare")
    assert few == [index for index in range(6) if tiny.labels[index] == 1]


def test_a_folder_for_each_picture_does_not_make_an_endless_sheet(tiny, monkeypatch):
    monkeypatch.setattr("foxdog.pictures.contact_sheet.MOST_KINDS", 5)
    assert contact_sheet(replace(tiny, kinds=tiny.names)).height == GAP + 5 * (CAPTION + SIDE + GAP)
