"""The coat's pattern on a trunk: saddles, bibs, spots, blankets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import mix, shadow_of
from foxdog.drawn.shapes import Points, fluff, polygon, smooth, trace
from foxdog.drawn.traits import Coat, Kind

Box = tuple[float, float, float, float]

# Shapes in shares of the trunk's box: x from rump (0) to chest (1), y from back (0) to belly (1).
_CAPE = [(-0.1, -0.2), (-0.1, 0.42), (0.3, 0.48), (0.7, 0.42), (0.9, -0.2)]
_SADDLE = [(-0.1, -0.3), (-0.06, 0.36), (0.12, 0.6), (0.45, 0.66), (0.72, 0.5), (0.84, 0.1), (0.8, -0.3)]
_BLANKET = [(0.0, -0.2), (0.06, 0.5), (0.3, 0.62), (0.55, 0.6), (0.72, 0.34), (0.74, -0.2)]
_COLLAR = [(0.66, -0.3), (0.68, 0.3), (0.66, 0.7), (0.74, 1.2), (1.3, 1.2), (1.2, -0.3), (0.9, -0.2)]
_FLANK = [(0.0, 0.62), (0.3, 0.66), (0.7, 0.55), (0.9, 0.1), (1.2, 0.0), (1.2, 1.3), (0.0, 1.3)]


def paint(pen: Pen, kind: Kind, coat: Coat, box: Box) -> None:
    """Paint the pattern over a trunk in profile that faces right.

    Args:
        pen: Where to draw; the caller clips to the trunk.
        kind: The kind of animal.
        coat: Its colours.
        box: Left, top, right, bottom of the trunk in body units.
    """
    _PATTERNS[kind.pattern](pen, coat, box)


def _blob(pen: Pen, box: Box, shape: Points, colour: str, opacity: float, blur: float) -> None:
    corner, size = np.array(box[:2]), np.array(box[2:]) - box[:2]
    pen.fill(smooth(corner + np.array(shape) * size), colour, opacity, blur)


def _belly(pen: Pen, box: Box, colour: str, opacity: float, high: float) -> None:
    """A pale underside that rises up the chest; `high` is the share of the trunk's height where it begins."""
    shape = [(0.1, 1.2), (0.2, high + 0.1), (0.5, high + 0.03), (0.75, high), (0.84, 0.5), (0.92, 0.3), (1.2, 0.3),
             (1.2, 1.3)]  # fmt: skip
    _blob(pen, box, shape, colour, opacity, 2.5)


def _bibbed(pen: Pen, coat: Coat, box: Box) -> None:
    _belly(pen, box, coat.light, 0.95, 0.78)


def _faintly_bibbed(pen: Pen, coat: Coat, box: Box) -> None:
    _belly(pen, box, coat.light, 0.7, 0.78)


def _plain(pen: Pen, coat: Coat, box: Box) -> None:
    _belly(pen, box, coat.light, 0.55, 0.8)


def _husky(pen: Pen, coat: Coat, box: Box) -> None:
    _belly(pen, box, coat.light, 0.95, 0.7)
    _blob(pen, box, _CAPE, coat.dark, 0.45, 4)


def _saddled(pen: Pen, coat: Coat, box: Box) -> None:
    _belly(pen, box, mix(coat.main, coat.light, 0.5), 0.8, 0.86)
    _blob(pen, box, _SADDLE, coat.dark, 0.92, 3)


def _tricolour(pen: Pen, coat: Coat, box: Box) -> None:
    _belly(pen, box, coat.light, 1, 0.72)
    _blob(pen, box, _BLANKET, coat.dark, 0.95, 1.2)


def _collie(pen: Pen, coat: Coat, box: Box) -> None:
    corner, size = np.array(box[:2]), np.array(box[2:]) - box[:2]
    edge = trace(corner + np.array(_COLLAR) * size, closed=True)
    # Fur, not cloth: the collar's rear edge is as ragged as the mane.
    pen.fill(polygon(fluff(edge, 7, 7, pen.rng, lean=0.6)), coat.light)
    _belly(pen, box, coat.light, 0.9, 0.88)


def _grey(pen: Pen, coat: Coat, box: Box) -> None:
    _blob(pen, box, _FLANK, coat.accent, 0.95, 3)
    _belly(pen, box, coat.light, 0.95, 0.88)
    _grizzle(pen, box, coat.light, coat.dark)


def _silver(pen: Pen, coat: Coat, box: Box) -> None:
    _grizzle(pen, box, coat.light, coat.accent)


def _spotted(pen: Pen, coat: Coat, box: Box) -> None:
    for _ in range(34):
        x, y = pen.rng.uniform(box[:2], box[2:])
        pen.speck(x, y, 1.8, 4.8, coat.dark, 0.95)


def _grizzle(pen: Pen, box: Box, pale: str, dark: str) -> None:
    x0, y0, x1, y1 = box
    for tone, count in ((pale, 70), (dark, 50)):
        d = []
        for _ in range(count):
            x, y = pen.rng.uniform(x0, x1), y0 + (y1 - y0) * pen.rng.beta(1.3, 2.2)
            d.append(f"M{x:.1f} {y:.1f}l{-pen.rng.uniform(3, 7):.1f} {pen.rng.uniform(1, 3):.1f}")
        pen.line("".join(d), tone, 0.9, 0.5)


def hair(pen: Pen, kind: Kind, coat: Coat, box: Box) -> None:
    """Dry-brush strokes along a trunk, from the chest to the rump."""
    count = 60 if kind.fur > 0 else 26
    for tone, opacity in ((mix(coat.main, "#fff4dc", 0.5), 0.3), (shadow_of(coat.main), 0.25)):
        d = []
        for _ in range(count):
            x, y = pen.rng.uniform(box[:2], box[2:])
            run, drop = pen.rng.uniform(4, 9), pen.rng.uniform(0.5, 4)
            d.append(f"M{x:.1f} {y:.1f}q{-run * 0.5:.1f} {drop * 0.2:.1f} {-run:.1f} {drop:.1f}")
        pen.line("".join(d), tone, 1.1, opacity)


_PATTERNS: dict[str, Callable[[Pen, Coat, Box], None]] = {
    "fox": _bibbed,
    "urajiro": _bibbed,
    "bib": _faintly_bibbed,
    "plain": _plain,
    "husky": _husky,
    "saddle": _saddled,
    "tricolour": _tricolour,
    "collie": _collie,
    "grey": _grey,
    "silver": _silver,
    "spots": _spotted,
}
