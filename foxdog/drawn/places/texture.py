"""The texture of real paint, made once with numpy: uneven pigment and the tooth of the paper.

It comes as grey pictures laid over a painting in soft light, where middle grey changes nothing. Noise made inside
the SVG (feTurbulence) looks the same but costs 20-50 ms a picture; these cost about five.
"""

import base64
import struct
import zlib
from functools import cache

import numpy as np


def _smoothed(noise: np.ndarray, across: float, down: float) -> np.ndarray:
    """Return noise blurred by ``across`` and ``down`` pixels, wrapping round so that tiles meet without a seam."""
    size = len(noise)
    waves_down, waves_across = np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None, :]
    keep = np.exp(-2 * np.pi**2 * ((waves_down * down) ** 2 + (waves_across * across) ** 2))
    soft = np.fft.irfft2(np.fft.rfft2(noise) * keep, s=noise.shape)
    return (soft - soft.mean()) / soft.std()


def _grey_png(levels: np.ndarray) -> str:
    """Return levels (0-255) as the data address of a grey PNG."""
    rows = np.insert(np.clip(levels, 0, 255).astype(np.uint8), 0, 0, axis=1)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    size = len(levels)
    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
    return "data:image/png;base64," + base64.b64encode(png + chunk(b"IEND", b"")).decode()


@cache
def gouache(kind: int) -> str:
    """Return one of a few sheets of paint on paper: cloudy washes, faint level bristle marks, the paper's tooth."""
    wash, bristles, specks, tooth = np.random.default_rng(kind).normal(size=(4, 256, 256))
    levels = 0.8 * _smoothed(wash, 20, 13) + 0.28 * _smoothed(bristles, 14, 1.6)
    levels += 0.5 * _smoothed(specks, 2.4, 1.8) + 0.75 * _smoothed(tooth, 0.6, 0.6)
    return _grey_png(np.round((128 + 6.5 * levels) / 2) * 2)
