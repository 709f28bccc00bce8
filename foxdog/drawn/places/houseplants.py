"""Plants that live in rooms, and their pots."""

import math

from foxdog.drawn.places.colour import shift
from foxdog.drawn.places.easel import Easel, box, fill, line, oval, polygon
from foxdog.drawn.places.plants import crown, leaf_dab


def pot(x: float, y: float, size: float, colour: str) -> list[str]:
    """Return a flowerpot ``size`` units high."""
    half = size * 0.52
    body = polygon(((x - half, y - size), (x + half, y - size), (x + half * 0.74, y), (x - half * 0.74, y)))
    side = polygon(((x + half * 0.25, y - size), (x + half, y - size), (x + half * 0.74, y), (x + half * 0.2, y)))
    rim = box(x - half * 1.08, y - size - 1, half * 2.16, size * 0.2, shift(colour, light=0.03), radius=1)
    return [fill(body, colour), fill(side, shift(colour, light=-0.07), 0.6), rim]


def big_leaves(easel: Easel, x: float, y: float, height: float, colour: str) -> list[str]:
    """Return a spray of large house-plant leaves rising from (x, y)."""
    parts = []
    for i in range(9):
        angle = -1.57 + (i - 4) * 0.31 + easel.between(-0.12, 0.12)
        reach = height * easel.between(0.36, 0.52)
        shade = shift(colour, light=easel.between(-0.06, 0.06), turn=easel.between(-8, 8))
        parts.append(leaf_dab(x, y, reach, angle, shade))
        parts.append(
            line(
                f"M{x} {y}L{x + 1.8 * reach * math.cos(angle)} {y + 1.8 * reach * math.sin(angle)}",
                shift(shade, light=0.07),
                0.7,
                0.7,
            )
        )
    return parts


def plant(easel: Easel, x: float, y: float, colour: str, _floor: str) -> list[str]:
    """Return a house plant in a pot: broad leaves, or a small round tree."""
    leaf = easel.tone(easel.pick(("#66836d", "#7f8f62", "#58766f", "#8a9a74")))
    size = easel.between(20, 28)
    if easel.chance(0.7):
        greenery = big_leaves(easel, x, y - size, easel.between(64, 96), leaf)
    else:
        greenery = [line(f"M{x} {y - size}v-44", easel.tone("#75604f"), 2.6)]
        for value, reach in ((-0.04, 26), (0.0, 20), (0.05, 11)):
            greenery.append(
                fill(
                    crown(easel, x - reach * 0.0, y - size - 58 - (26 - reach) * 0.4, reach, reach),
                    shift(leaf, light=value),
                )
            )
    return [
        oval(x + 3, y + 0.5, size * 0.7, 2.2, easel.tone("#3d332e"), 0.32),
        *greenery,
        *pot(x, y, size, easel.tone(colour)),
    ]
