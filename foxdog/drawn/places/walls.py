"""What hangs on the walls of a room: pictures, a clock, a shelf with jars; sometimes there is a door."""

import math

from foxdog.drawn.places import houseplants, plants
from foxdog.drawn.places.colour import mix, shift
from foxdog.drawn.places.easel import Easel, box, fill, line, oval


def hang(easel: Easel, accent: str, other: str, wall: str, foot: float) -> list[str]:
    """Return what is on a wall without a window; ``foot`` is the y where the wall meets the floor."""
    kind = easel.pick(("pictures", "pictures", "pictures", "clock", "shelves", "door"))
    if kind == "pictures":
        return _pictures(easel, accent, other, wall)
    if kind == "clock":
        return _clock(easel, 128 + easel.between(-30, 30), easel.between(44, 56), accent)
    if kind == "door":
        return _door(easel, easel.pick((20.0, 172.0)), foot, wall)
    return _shelves(easel, 128 + easel.between(-26, 26), easel.between(50, 62), (accent, other))


def _pictures(easel: Easel, accent: str, other: str, wall: str) -> list[str]:
    """Return two to four framed pictures: tiny landscapes and plain shapes."""
    parts, x = [], easel.between(6, 24)
    while x < 220:
        width, height = easel.between(26, 46), easel.between(26, 50)
        y = easel.between(26, 46)
        frame, mount = easel.tone(easel.pick(("#7b5f49", "#d8cdb8", "#54504c", "#b39363"))), easel.tone("#e6ddca")
        parts += [
            box(x + 1.5, y + 2.5, width, height, easel.tone("#3d332e"), 0.25),
            box(x, y, width, height, frame, radius=0.8),
            box(x + 3, y + 3, width - 6, height - 6, mount),
        ]
        inner = (x + 6, y + 6, width - 12, height - 12)
        hue, second = easel.tone(mix(easel.pick((accent, other)), wall, 0.3)), easel.tone(mix(other, "#d9c9a8", 0.4))
        parts.append(box(*inner, hue))
        middle_x, middle_y = x + width / 2, y + height / 2
        if easel.chance(0.5):
            parts += [
                oval(middle_x + width * 0.12, middle_y - height * 0.1, 3.4, 3.4, mount),
                fill(
                    f"M{inner[0]} {middle_y + 2}q{inner[2] * 0.3} -6 {inner[2] * 0.5} 0t{inner[2] * 0.5} 0"
                    f"V{inner[1] + inner[3]}H{inner[0]}Z",
                    second,
                ),
            ]
        else:
            parts += [
                plants.leaf_dab(middle_x, y + height - 10, height * 0.22, turn, second) for turn in (-2.1, -1.57, -1.0)
            ]
        x += width + easel.between(18, 46)
    return parts


def _clock(easel: Easel, x: float, y: float, accent: str) -> list[str]:
    """Return a round wall clock about (x, y)."""
    rim, face, hand = easel.tone(mix(accent, "#8a6f5a", 0.4)), easel.tone("#ece3d0"), easel.tone("#4d443f")
    size = easel.between(15, 20)
    parts = [oval(x + 1.5, y + 3, size, size, easel.tone("#3d332e"), 0.22), oval(x, y, size, size, rim)]
    parts.append(oval(x, y, size * 0.82, size * 0.82, face))
    for hour in range(12):
        angle = hour * math.pi / 6
        parts.append(oval(x + size * 0.68 * math.cos(angle), y + size * 0.68 * math.sin(angle), 0.9, 0.9, hand, 0.7))
    for reach, width in ((0.4, 1.7), (0.6, 1.1)):
        angle = easel.between(0, 2 * math.pi)
        parts.append(line(f"M{x} {y}l{size * reach * math.cos(angle)} {size * reach * math.sin(angle)}", hand, width))
    return parts


def _door(easel: Easel, x: float, foot: float, wall: str) -> list[str]:
    """Return a panelled door whose left edge is at ``x``."""
    width, height = 64.0, foot - 22
    frame = easel.tone(shift(wall, light=0.12, chroma=0.5))
    leaf = easel.tone(easel.pick(("#a58a6e", "#cbbfa9", "#8c9a96", "#9c8577")))
    top, dark, light = foot - height, shift(leaf, light=-0.05), shift(leaf, light=0.03)
    parts = [box(x - 6, top - 6, width + 12, height + 6, frame, radius=1), box(x, top, width, height, leaf)]
    for row, tall in ((0.06, 0.36), (0.5, 0.42)):
        for column in (0.13, 0.55):
            px, py = x + width * column, top + height * row
            parts += [box(px, py, width * 0.32, height * tall, dark, radius=1)]
            parts += [box(px + 2, py + 2, width * 0.32 - 2, height * tall - 2, light, radius=1)]
    return [*parts, oval(x + width - 6, top + height * 0.5, 2.6, 2.6, easel.tone("#c7a965"))]


def _shelves(easel: Easel, x: float, y: float, colours: tuple[str, str]) -> list[str]:
    """Return one or two boards with jars, books and a small plant on them."""
    parts, wood = [], easel.tone("#97795f")
    for level in range(int(easel.rng.integers(1, 3))):
        base, half = y + 34 * level, easel.between(44, 62)
        at = x - half + 6
        while at < x + half - 12:
            tint = easel.tone(mix(easel.pick((*colours, "#c9b58f", "#8b968f")), "#b5a894", 0.25), 0, 2)
            wide, tall = easel.between(7, 11), easel.between(9, 17)
            kind = easel.pick(("jar", "book", "book", "plant", "gap"))
            if kind == "jar":
                parts += [
                    box(at, base - tall, wide, tall, tint, radius=2.5),
                    box(at + 1, base - tall - 2, wide - 2, 3, wood),
                ]
            elif kind == "book":
                wide = easel.between(3, 5)
                parts.append(box(at, base - tall - 3, wide, tall + 3, tint))
            elif kind == "plant":
                green = easel.tone("#738c70")
                parts += houseplants.big_leaves(easel, at + 5, base - 8, 22, green) + houseplants.pot(
                    at + 5, base, 9, tint
                )
                wide = 12
            at += wide + 1
        parts += [
            box(x - half, base, half * 2, 3.4, wood),
            box(x - half + 2, base + 3.4, half * 2 - 2, 2.4, easel.tone("#3d332e"), 0.18),
        ]
    return parts
