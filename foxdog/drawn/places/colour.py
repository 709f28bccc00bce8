"""Mixing colours the way paint mixes, for hex strings such as ``#d3a15c``.

Everything goes through OKLab, where equal steps look equal: a mixture of blue and ochre stays lively instead of
turning to mud, and "a little lighter" means the same for every hue.
"""

import math
from functools import lru_cache

import numpy as np

Lab = tuple[float, float, float]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


@lru_cache(maxsize=4096)
def to_lab(colour: str) -> Lab:
    """Return the OKLab coordinates (lightness 0-1, green-red, blue-yellow) of ``#rrggbb``."""
    r, g, b = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def from_lab(lab: Lab) -> str:
    """Return ``#rrggbb`` for OKLab coordinates, clipped to what a screen can show."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(_gamma(c) * 255):02x}" for c in channels)


def mix(first: str, second: str, share: float) -> str:
    """Return ``first`` with ``share`` (0-1) of it replaced by ``second``."""
    one, two = to_lab(first), to_lab(second)
    lightness, a, b = (this + (that - this) * share for this, that in zip(one, two, strict=True))
    return from_lab((lightness, a, b))


def shift(colour: str, *, light: float = 0.0, chroma: float = 1.0, turn: float = 0.0) -> str:
    """Return the colour made lighter by ``light``, ``chroma`` times as vivid, its hue turned by ``turn`` degrees."""
    lightness, a, b = to_lab(colour)
    angle = math.radians(turn)
    across = (a * math.cos(angle) - b * math.sin(angle)) * chroma
    along = (a * math.sin(angle) + b * math.cos(angle)) * chroma
    return from_lab((min(0.99, max(0.04, lightness + light)), across, along))


def vary(rng: np.random.Generator, colour: str, amount: float = 1.0) -> str:
    """Return a neighbour of the colour, as if mixed again from the same tubes; ``amount`` 1 is a subtle change."""
    return shift(
        colour,
        light=float(rng.normal(0, 0.018)) * amount,
        chroma=1 + float(rng.normal(0, 0.06)) * amount,
        turn=float(rng.normal(0, 4)) * amount,
    )
