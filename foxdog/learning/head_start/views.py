"""Views of a picture: crops of it at full size, mirrored or not, in other colours. Plain numpy.

A crop is a product with two matrices, one for rows and one for columns, since it samples linearly between pixels.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

SMALLEST_CROP, LONGEST = (
    0.2,
    4 / 3,
)  # a crop's share of the picture (SimCLR's is 0.08), and its longer by its shorter side
COLOURS = 0.4  # brightness, contrast and saturation change by so much at most, as a share
GREYISH = np.array([0.299, 0.587, 0.114], np.float32)  # the luma of red, green and blue (ITU-R BT.601)


@dataclass(frozen=True)
class Crops:
    """Where crops lie in square pictures: px, and whether they are mirrored. Each is a number, or an array (n,)."""

    top: ArrayLike
    left: ArrayLike
    height: ArrayLike
    width: ArrayLike
    mirrored: ArrayLike


def scaled(pictures: np.ndarray) -> np.ndarray:
    """Pictures uint8 (n, s, s, 3) as float32, black -1, white 1."""
    return pictures.astype(np.float32) / 127.5 - 1


def crop(pictures: np.ndarray, crops: Crops) -> np.ndarray:
    """The crops, enlarged to the size of the pictures.

    Args:
        pictures: float32 (n, s, s, 3).
        crops: One for each picture, or one for all.

    Returns:
        float32 (n, s, s, 3).
    """
    n, side = pictures.shape[:2]
    rows = _sampling(side, crops.top, crops.height, False)
    columns = _sampling(side, crops.left, crops.width, crops.mirrored)
    stretched = (rows @ pictures.reshape(n, side, side * 3)).reshape(n, side, side, 3)
    turned = columns @ stretched.transpose(0, 2, 1, 3).reshape(n, side, side * 3)
    return turned.reshape(n, side, side, 3).transpose(0, 2, 1, 3)


def _sampling(side: int, start: ArrayLike, length: ArrayLike, mirrored: ArrayLike) -> np.ndarray:
    """Matrices that stretch a part of `side` pixels over all of them, linearly: float32 (n or 1, side, side)."""
    first, size, turn = (np.atleast_1d(one)[:, None] for one in (start, length, mirrored))
    sources = first + (np.arange(side) + 0.5) * (size / side) - 0.5  # of each output pixel's centre
    sources = np.clip(np.where(turn, sources[:, ::-1], sources), 0, side - 1)
    return np.maximum(0, 1 - np.abs(sources[:, :, None] - np.arange(side))).astype(np.float32)


def random_views(pictures: np.ndarray, grey: float, hue: float, rng: np.random.Generator) -> np.ndarray:
    """Each picture cropped, mirrored half of the time, and recoloured, at random.

    After Chen et al. 2020, with larger crops, more grey and no blur.

    Args:
        pictures: float32 (n, s, s, 3), from -1 to 1.
        grey: The probability that a view has no colours.
        hue: How far all colours of a view turn at most, in turns of the colour circle.
        rng: Draws the changes.

    Returns:
        float32 (n, s, s, 3), from -1 to 1.
    """
    n, side = pictures.shape[:2]
    area, shape = rng.uniform(SMALLEST_CROP, 1, n), np.exp(rng.uniform(-np.log(LONGEST), np.log(LONGEST), n))
    height, width = (np.minimum(side, side * np.sqrt(area * ratio)) for ratio in (shape, 1 / shape))
    top, left = rng.uniform(0, side - height), rng.uniform(0, side - width)
    return _recoloured(crop(pictures, Crops(top, left, height, width, rng.random(n) < 0.5)), grey, hue, rng)


def _recoloured(pictures: np.ndarray, grey: float, hue: float, rng: np.random.Generator) -> np.ndarray:
    n = len(pictures)
    brightness, contrast, saturation = rng.uniform(1 - COLOURS, 1 + COLOURS, (3, n, 1, 1)).astype(np.float32)
    saturation[rng.random(n) < grey] = 0
    mix = saturation * np.eye(3, dtype=np.float32) + (1 - saturation) * GREYISH[:, None]  # (n, 3, 3), of the colours
    pixels = pictures.reshape(n, -1, 3) @ (mix @ _turns(rng.uniform(-hue, hue, n)))
    pixels = (pixels + 1) * brightness - 1
    mean = pixels.mean(axis=(1, 2), keepdims=True)
    return np.clip((pixels - mean) * contrast + mean, -1, 1).reshape(pictures.shape)


def _turns(hue: np.ndarray) -> np.ndarray:
    """Matrices that turn colours about the axis of greys (Rodrigues' formula): float32 (n, 3, 3).

    Args:
        hue: float (n,), in turns.
    """
    axis = np.array([[0, 1, -1], [-1, 0, 1], [1, -1, 0]]) / np.sqrt(3)
    angle = 2 * np.pi * hue[:, None, None]
    return (np.eye(3) + np.sin(angle) * axis + (1 - np.cos(angle)) * axis @ axis).astype(np.float32)
