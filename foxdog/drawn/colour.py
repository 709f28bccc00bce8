"""Colours as '#rrggbb' strings."""

from __future__ import annotations

import colorsys

import numpy as np

# What one part of an animal casts on another: violet, so that white fur stays clean.
SHADE = "#4b3357"


def mix(first: str, second: str, share: float) -> str:
    """Blend two '#rrggbb' colours; `share` (0 to 1) is the weight of the second."""
    a, b = _rgb(first), _rgb(second)
    return _hex(a + (b - a) * share)


def vary(colour: str, hue: float, saturation: float, value: float) -> str:
    """Turn the hue (in turns) and scale saturation and value (factors) of a '#rrggbb' colour."""
    h, s, v = colorsys.rgb_to_hsv(*(_rgb(colour) / 255))
    return _hex(255 * np.array(colorsys.hsv_to_rgb((h + hue) % 1, min(1.0, s * saturation), min(1.0, v * value))))


def shadow_of(colour: str) -> str:
    """The gouache shadow of a colour: darker and leaning to violet, never to grey; whites keep clean."""
    rgb = _rgb(colour)
    whiteness = float(np.clip((rgb.min() - 150) / 90, 0, 1))
    return _hex(rgb * (_rgb("#9c80a6") * (1 - whiteness) + _rgb("#c3bcc9") * whiteness) / 255)


def receding(colour: str) -> str:
    """The colour of a far leg: in shadow, but pale fur only greys, since a violet leg looks like another animal's."""
    pale = float(np.clip((_rgb(colour).min() - 110) / 90, 0, 1))
    return mix(mix(colour, shadow_of(colour), 0.7), _hex(_rgb(colour) * _rgb("#d6d0cd") / 255), pale)


def lightness(colour: str) -> float:
    """How light a colour is, 0 to 1."""
    return float(_rgb(colour) @ (0.3, 0.59, 0.11) / 255)


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)


def _hex(rgb: np.ndarray) -> str:
    return "#" + "".join(f"{round(float(min(255.0, max(0.0, c)))):02x}" for c in rgb)
