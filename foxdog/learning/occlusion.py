"""Where a net looks: what it believes of a picture while a patch covers a part of it (Zeiler & Fergus 2014)."""

import numpy as np

CELL = 4  # px: the patch moves in steps of a cell
PATCH = 12  # px: the patch covers a cell and its eight neighbours
GREY = 128  # the patch's colour


def cells(side: int) -> int:
    """How many cells a picture of this side, in px, has across."""
    return side // CELL


def occluded(picture: np.ndarray) -> np.ndarray:
    """A picture, and a copy of it for each of its cells with a grey patch around that cell.

    At the border a part of the patch lies outside the picture, so that each cell has its copy.

    Args:
        picture: uint8 (s, s, 3); s is a multiple of CELL.

    Returns:
        uint8 (1 + (s / CELL)², s, s, 3): the picture itself first, then the copies, row by row.
    """
    across, margin = cells(len(picture)), (PATCH - CELL) // 2
    copies = np.repeat(picture[None], 1 + across**2, axis=0)
    for number, copy in enumerate(copies[1:]):
        top, left = (CELL * at - margin for at in divmod(number, across))
        copy[max(0, top) : top + PATCH, max(0, left) : left + PATCH] = GREY
    return copies
