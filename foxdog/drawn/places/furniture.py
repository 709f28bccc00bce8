"""Furniture for rooms. Pieces stand on the floor at (x, y): x is their middle, y the line where they touch it."""

from foxdog.drawn.places.colour import mix, shift
from foxdog.drawn.places.easel import Easel, box, fill, line, oval, polygon
from foxdog.drawn.places.houseplants import big_leaves, pot
from foxdog.drawn.places.plants import leaf_dab

INK = "#3d332e"


def _shadow(easel: Easel, x: float, y: float, half: float) -> str:
    return oval(x + 3, y + 0.5, half, max(2.0, half * 0.12), easel.tone(INK), 0.32)


def lamp(easel: Easel, x: float, y: float, colour: str, _floor: str) -> list[str]:
    """Return a standing lamp, lit in the evening."""
    height, shade = easel.between(108, 130), easel.tone(mix(colour, "#e2d3b4", 0.5))
    lit = easel.air.light in ("dusk", "night")
    parts = [
        _shadow(easel, x, y, 15),
        line(f"M{x} {y}V{y - height}", easel.tone("#5b5048"), 2.4),
        oval(x, y - 1, 12, 3, easel.tone("#5b5048")),
    ]
    if lit:
        shade = "#f3d79c"
        parts += [easel.halo(x, y - height - 4, 95, "#ffcf87", 0.75)]
    top, foot, rim = y - height - 16, y - height + 14, 12
    parts.append(fill(polygon(((x - rim, top), (x + rim, top), (x + 21, foot), (x - 21, foot))), shade))
    parts.append(
        fill(polygon(((x + 3, top), (x + rim, top), (x + 21, foot), (x + 7, foot))), shift(shade, light=-0.05), 0.6)
    )
    return parts


def shelf(easel: Easel, x: float, y: float, colour: str, floor: str) -> list[str]:
    """Return a tall bookcase full of books."""
    width, height = easel.between(62, 80), easel.between(120, 150)
    wood = easel.tone(shift(floor, light=-0.05))
    left, top = x - width / 2, y - height
    parts = [
        _shadow(easel, x, y, width * 0.55),
        box(left, top, width, height, wood, radius=1),
        box(left + 4, top + 4, width - 8, height - 6, shift(wood, light=-0.09)),
    ]
    rows = 4
    step = (height - 8) / rows
    for row in range(rows):
        base = top + 4 + step * (row + 1) - 3
        at = left + 6
        while at < left + width - 10:
            thick, tall = easel.between(3, 6.5), step * easel.between(0.55, 0.84)
            if easel.chance(0.16):
                at += easel.between(5, 14)
                continue
            spine = easel.tone(
                mix(easel.pick((colour, "#a9806a", "#7f8f8f", "#c9b58f", "#6e6a78")), wood, 0.15), 0.05, 2
            )
            parts.append(box(at, base - tall, min(thick, left + width - 5 - at), tall, spine))
            at += thick + 0.4
        parts.append(box(left + 3, base, width - 6, 3, wood))
    return parts


def sofa(easel: Easel, x: float, y: float, width: float, cloth: str) -> list[str]:
    """Return a sofa seen from the front, its feet at ``y``."""
    base, left = easel.tone(cloth, 0.06), x - width / 2
    light, dark = shift(base, light=0.035), shift(base, light=-0.05)
    parts = [_shadow(easel, x, y, width * 0.52), box(left + 8, y - 66, width - 16, 56, base, radius=10)]
    parts += [box(left + 12 + i * (width / 2 - 12), y - 38, width / 2 - 14, 20, light, radius=5) for i in (0, 1)]
    parts += [
        box(left, y - 46, 18, 42, light, radius=8),
        box(left + width - 18, y - 46, 18, 42, light, radius=8),
        box(left + 10, y - 19, width - 20, 14, dark, radius=3),
    ]
    parts += [
        box(left + 8, y - 5, 5, 6, easel.tone("#54463c")),
        box(left + width - 13, y - 5, 5, 6, easel.tone("#54463c")),
    ]
    cushion = easel.tone(shift(cloth, light=0.1, turn=40))
    tilt = f"rotate({easel.between(-12, 12)} {left + 32} {y - 46})"
    return [*parts, f'<g transform="{tilt}">{box(left + 20, y - 58, 24, 24, cushion, radius=5)}</g>']


def armchair(easel: Easel, x: float, y: float, colour: str, _floor: str) -> list[str]:
    """Return a round-backed armchair."""
    base = easel.tone(mix(colour, "#a59a8c", 0.25), 0.04)
    legs = [line(f"M{x + dx} {y - 12}l{dx * 0.1} 12", easel.tone("#5d4a3c"), 3) for dx in (-24, 24)]
    back = fill(
        f"M{x - 29} {y - 14}Q{x - 34} {y - 84} {x} {y - 86}Q{x + 34} {y - 84} {x + 29} {y - 14}Z",
        base,
    )
    return [
        _shadow(easel, x, y, 34),
        *legs,
        back,
        box(x - 22, y - 36, 44, 15, shift(base, light=0.05), radius=5),
        box(x - 36, y - 48, 14, 38, shift(base, light=0.03), radius=7),
        box(x + 22, y - 48, 14, 38, shift(base, light=-0.02), radius=7),
        box(x - 30, y - 23, 60, 13, shift(base, light=-0.05), radius=4),
    ]


def fireplace(easel: Easel, x: float, y: float, _colour: str, _floor: str) -> list[str]:
    """Return a chimney piece with a fire, or with logs when it is day."""
    stone, soot = easel.tone(easel.pick(("#b8ab9a", "#a4968c", "#9b8378"))), easel.tone("#453a38")
    parts = [
        _shadow(easel, x, y, 48),
        box(x - 40, y - 82, 80, 82, stone, radius=1),
        box(x - 46, y - 88, 92, 9, shift(stone, light=0.06), radius=1),
    ]
    for row in range(7):
        shift_x = 7 if row % 2 else 0
        parts += [
            line(f"M{x - 40 + shift_x + 14 * i} {y - 78 + 11 * row}v11", shift(stone, light=-0.06), 0.9, 0.6)
            for i in range(6)
        ]
        parts.append(line(f"M{x - 40} {y - 78 + 11 * row}h80", shift(stone, light=-0.06), 0.9, 0.6))
    parts.append(fill(f"M{x - 26} {y}V{y - 44}Q{x} {y - 62} {x + 26} {y - 44}V{y}Z", soot))
    parts += [line(f"M{x - 16} {y - 5 - 4 * i}l32 {(-1) ** i * 3}", easel.tone("#7a5a44"), 5) for i in (0, 1)]
    if easel.air.light != "day":
        parts.append(easel.halo(x, y - 18, 78, "#ffb765", 0.65))
        for size, flame in ((1.0, "#e9944f"), (0.62, "#f6cf7c")):
            foot = y - 8
            tongue = (
                f"M{x - 14 * size} {foot}Q{x - 16 * size} {foot - 18 * size} {x - 3} {foot - 32 * size}"
                f"Q{x + 3} {foot - 20 * size} {x + 8 * size} {foot - 24 * size}"
                f"Q{x + 17 * size} {foot - 10 * size} {x + 12 * size} {foot}Z"
            )
            parts.append(fill(tongue, flame))
    vase = easel.tone("#8c9a98")
    parts.append(fill(f"M{x + 20} {y - 88}q-8 -10 0 -18h8q8 8 0 18Z", vase))
    parts += [leaf_dab(x + 24, y - 105, 8, turn, easel.tone("#7f8f68")) for turn in (-2.2, -1.6, -1.0)]
    return parts


def cabinet(easel: Easel, x: float, y: float, colour: str, floor: str) -> list[str]:
    """Return a chest of drawers with a small thing on top."""
    wood = easel.tone(mix(floor, colour, 0.3))
    width, height = easel.between(60, 76), easel.between(52, 66)
    left = x - width / 2
    parts = [
        _shadow(easel, x, y, width * 0.55),
        box(left + 4, y - 8, 5, 8, shift(wood, light=-0.08)),
        box(left + width - 9, y - 8, 5, 8, shift(wood, light=-0.08)),
        box(left, y - height, width, height - 7, wood, radius=1.5),
        box(left - 3, y - height - 3, width + 6, 5, shift(wood, light=0.05), radius=1),
    ]
    for i in range(3):
        at = y - height + 6 + i * (height - 14) / 3
        parts += [
            box(left + 5, at, width - 10, (height - 22) / 3, shift(wood, light=0.025), radius=1),
            oval(x, at + (height - 22) / 6, 2, 2, easel.tone("#d8c49a")),
        ]
    top = y - height - 3
    parts += pot(x - width * 0.2, top, 13, easel.tone(colour)) + big_leaves(
        easel, x - width * 0.2, top - 13, 34, easel.tone("#6f8a6c")
    )
    parts += [box(x + 4, top - 4, 24, 4, easel.tone("#a3705c")), box(x + 6, top - 8, 20, 4, easel.tone("#8797a0"))]
    return parts
