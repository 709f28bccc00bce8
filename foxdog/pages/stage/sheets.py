"""The pictures of the crowd as one sheet of small tiles, and where each stands by what the body sees in it."""

import io

import numpy as np
import streamlit as st
from PIL import Image

from foxdog.pictures.dataset import Dataset

MOST_SHOWN = 1500  # pictures of a crowd; of a larger pool so many are drawn at random
QUALITY = 88  # of the sheet's WebP, of 100


def shown(pool: np.ndarray) -> np.ndarray:
    """The pictures of the pool that the crowd shows: indices, ascending. The same pool always shows the same ones."""
    if len(pool) <= MOST_SHOWN:
        return pool
    return np.sort(np.random.default_rng(0).permutation(pool)[:MOST_SHOWN])


def columns(count: int) -> int:
    """How many tiles a row of a sheet of `count` tiles has."""
    return int(np.ceil(np.sqrt(count)))


@st.cache_data(show_spinner=False, max_entries=8)
def sheet(fingerprint: str, pool: bytes, _dataset: Dataset, _shown: np.ndarray) -> bytes:
    """The pictures that `shown` names, row by row, as the net sees them: a WebP. Set and pool decide it."""
    pictures = _dataset.pictures[_shown]
    side, wide = pictures.shape[1], columns(len(pictures))
    tall = -(-len(pictures) // wide)
    tiles = np.zeros((tall * wide, side, side, 3), np.uint8)
    tiles[: len(pictures)] = pictures
    rows = tiles.reshape(tall, wide, side, side, 3).transpose(0, 2, 1, 3, 4)
    file = io.BytesIO()
    Image.fromarray(rows.reshape(tall * side, wide * side, 3)).save(file, "WEBP", quality=QUALITY, method=2)
    return file.getvalue()


def axes(inputs: np.ndarray) -> list[list[int]] | None:
    """Two axes along which features differ most (principal components), each -127 to 127; None for bare pictures.

    Args:
        inputs: (n, ...), what the net gets of each picture.
    """
    if inputs.ndim != 2:
        return None
    centred = inputs - inputs.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    seen = centred @ vectors[:, [-1, -2]]
    seen = seen / np.quantile(np.abs(seen), 0.99, axis=0)
    return np.clip(127 * seen, -127, 127).round().astype(int).T.tolist()
