import numpy as np
import pytest

from foxdog.learning.occlusion import CELL, GREY, PATCH, cells, occluded
from foxdog.pictures.dataset import SIDE


@pytest.fixture(scope="module")
def copies():
    return occluded(np.zeros((SIDE, SIDE, 3), np.uint8))


def covered(copy):
    """The rows and the columns that the patch covers: the first and the one behind the last of each."""
    rows, columns = np.nonzero((copy == GREY).all(axis=2))
    return rows.min(), rows.max() + 1, columns.min(), columns.max() + 1


def test_the_picture_comes_first_and_then_a_copy_for_each_cell(copies):
    assert copies.shape == (1 + cells(SIDE) ** 2, SIDE, SIDE, 3)
    assert copies.dtype == np.uint8
    assert not copies[0].any()
    assert all((copy == GREY).any() for copy in copies[1:])


def test_a_patch_covers_its_cell_and_the_eight_around_it_and_nothing_else(copies):
    row, column = 5, 7
    copy = copies[1 + row * cells(SIDE) + column]
    top, left = (row - 1) * CELL, (column - 1) * CELL
    assert covered(copy) == (top, top + PATCH, left, left + PATCH)
    assert (copy == GREY).all(axis=2).sum() == PATCH**2


def test_at_the_border_a_part_of_the_patch_lies_outside(copies):
    assert covered(copies[1]) == (0, 2 * CELL, 0, 2 * CELL)
    assert covered(copies[-1]) == (SIDE - 2 * CELL, SIDE, SIDE - 2 * CELL, SIDE)


def test_the_picture_itself_stays_as_it_is():
    picture = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)
    before = picture.copy()
    assert (occluded(picture)[0] == before).all()
    assert (picture == before).all()
