"""What is compared of two pictures: their lowest cosine coefficients, and perceptual hashes made of these.

A hash says which of the HASH_SIDE x HASH_SIDE lowest coefficients of a picture of 64 x 64 px are above their median
(phash; Zauner 2010, Implementation and Benchmarking of Perceptual Image Hash Functions). To mirror a picture changes
the signs of every second coefficient, and to turn it exchanges rows and columns too, so all eight ways to lay it down
have hashes without another look at it.
"""

import numpy as np
from PIL import Image

HASH_SIDE = 16  # a hash has HASH_SIDE squared bits
PARTS = (1.0, 0.9, 0.8, 0.7)  # what is looked at: the whole, and the middle of it, as shares of each side
WAYS = 8  # to lay a picture down: as it is and mirrored, upside down, and all these turned by 90 degrees
FINE = 4 * HASH_SIDE  # px that a picture is reduced to before it is looked at
ROUGH_SIDE = 12  # lowest coefficients of a mark, squared
FAINTEST = 1.0  # grey levels: smaller coefficients count as alike
BLOCK = 512  # pictures whose coefficients are unpacked at once, to bound the memory


def _cosines(share: float) -> np.ndarray:
    """Waves along the middle of a side, so large a share of it, float (HASH_SIDE, FINE); 0 beyond.

    For the whole side it is the discrete cosine transform (DCT-II).
    """
    length, places = share * FINE, np.arange(FINE) + 0.5 - FINE / 2
    inside = np.clip(length / 2 + 0.5 - np.abs(places), 0, 1)  # of a px at the edge a part is inside
    waves = np.cos(np.pi * np.arange(HASH_SIDE)[:, None] * (places / length + 0.5)) * inside
    return waves * np.where(np.arange(HASH_SIDE)[:, None] == 0, 1, np.sqrt(2)) / np.sqrt(length)


_WAVES = np.array([_cosines(share) for share in PARTS])
_SIGNS = (-1.0) ** np.arange(HASH_SIDE)
_UPPER = tuple(index[1:] for index in np.triu_indices(ROUGH_SIDE))  # without the mean grey
_COMMON = np.linalg.qr(
    np.column_stack([np.ones(len(_UPPER[0])), np.log(np.hypot(*_UPPER)), _UPPER[0] == 0]).astype(np.float32)
)[0]


def spectra(image: Image.Image) -> np.ndarray:
    """The lowest cosine coefficients of the picture in grey and of its middles, float16 (PARTS, HASH_SIDE, HASH_SIDE).

    In half precision the noise of rounding in a picture of one colour, or a symmetric one, becomes 0.
    """
    small = np.asarray(image.convert("L").resize((FINE, FINE), Image.Resampling.BOX), dtype=np.float64)
    return (_WAVES @ small @ _WAVES.swapaxes(1, 2)).astype(np.float16)


def hashes(coefficients: np.ndarray, ways: int = WAYS) -> np.ndarray:
    """Hashes, uint64 (n, ways, 4), of the first of WAYS; the first two are of the picture as it is and mirrored.

    Args:
        coefficients: (n, HASH_SIDE, HASH_SIDE).
        ways: How many, at most WAYS.
    """
    made = np.empty((len(coefficients), ways, HASH_SIDE**2 // 64), dtype=np.uint64)
    for start in range(0, len(coefficients), BLOCK):
        block = slice(start, start + BLOCK)
        for way in range(ways):
            laid = coefficients[block].swapaxes(1, 2) if way & 4 else coefficients[block]
            laid = laid * np.where(way & 1, _SIGNS, 1) * np.where(way & 2, _SIGNS, 1)[:, None]
            laid = laid.reshape(len(laid), HASH_SIDE**2)
            made[block, way] = np.packbits(laid > np.median(laid, axis=1, keepdims=True), axis=1).view(np.uint64)
    return made


def marks(coefficients: np.ndarray) -> np.ndarray:
    """What stays of a picture whichever way it lies: float32 (n, parts, d), of unit length.

    How strong each coefficient and its counterpart across the diagonal are, signs left out, beyond what all pictures
    have in common: the finer, the fainter, and stronger along the sides.

    Args:
        coefficients: (n, parts, HASH_SIDE, HASH_SIDE).
    """
    made = np.empty((*coefficients.shape[:2], len(_UPPER[0])), dtype=np.float32)
    for start in range(0, len(coefficients), BLOCK):
        block = slice(start, start + BLOCK)
        strengths = np.log(np.abs(coefficients[block, :, :ROUGH_SIDE, :ROUGH_SIDE].astype(np.float32)) + FAINTEST)
        both = (strengths + strengths.swapaxes(2, 3))[..., _UPPER[0], _UPPER[1]]
        both -= both @ _COMMON @ _COMMON.T
        made[block] = both / np.maximum(np.linalg.norm(both, axis=2, keepdims=True), np.float32(1e-6))
    return made
