"""Things that stand between us and the animal: large, plain, cut off by the lower edge."""

import math

from foxdog.drawn.places import plants
from foxdog.drawn.places.colour import shift
from foxdog.drawn.places.easel import Easel, box, fill, line, oval


def sofa_back(easel: Easel, side: int, cloth: str) -> list[str]:
    """Return the back of a sofa along the lower edge, its rounded end near the middle, a blanket thrown over it."""
    end, far, top = 128 - side * 54, 128 + side * 150, 188
    back = fill(
        f"M{far} {top}Q{128 + side * 40} {top - 7} {end + side * 18} {top - 2}"
        f"Q{end} {top - 2} {end} {top + 18}V262H{far}Z",
        easel.fall(top - 6, 262, shift(cloth, light=0.05), shift(cloth, light=-0.05)),
    )
    piping = line(
        f"M{far} {top + 13}Q{128 + side * 40} {top + 6} {end + side * 16} {top + 11}Q{end + side * 8} {top + 13} "
        f"{end + side * 8} {top + 24}V262",
        shift(cloth, light=-0.08),
        1.5,
        0.7,
    )
    wool = shift(cloth, light=0.12, turn=easel.between(30, 70), chroma=0.8)
    near, wide = 128 + side * easel.between(0, 30), side * 44
    throw = fill(f"M{near} {top - 6}q{wide / 2} -3 {wide} 1l{side * 3} 44q{-wide / 2} 5 {-wide - side * 5} 1Z", wool)
    stripes = [
        line(f"M{near - side} {top + dy}q{wide / 2} 3 {wide + side * 2} 0", shift(wool, light=-0.12), 2.2, 0.8)
        for dy in (20, 25, 32)
    ]
    fringe = [line(f"M{near + side * (2 + 4 * i)} {top + 41}v5", wool, 1.4) for i in range(11)]
    return [back, piping, throw, *stripes, *fringe]


def basket(easel: Easel, x: float, y: float) -> list[str]:
    """Return a wide wicker basket with a folded blanket in it."""
    cane, wool = easel.tone("#b3936a"), easel.tone(easel.pick(("#c9b8a4", "#9fae9f", "#b98f84", "#93a2b3")))
    top = y - 62
    parts = [
        fill(f"M{x - 50} {top + 4}q6 -22 40 -17q38 -14 58 17Z", wool),
        line(f"M{x - 30} {top}q24 -14 60 -4", shift(wool, light=-0.07), 1.4, 0.7),
    ]
    parts.append(fill(f"M{x - 60} {top}q60 10 120 0l-9 58q-3 10 -14 10h-74q-11 0 -14 -10Z", cane))
    for row in range(6):
        for column in range(11):
            px = x - 55 + 10.6 * column + (5 if row % 2 else 0)
            if abs(px + 2.5 - x) < 52 - row * 1.8:
                bow = 4.5 * (1 - ((px - x) / 60) ** 2)
                parts.append(line(f"M{px} {top + 11 + 9 * row + bow}h6", shift(cane, light=-0.06), 4.4, 0.6))
    return [*parts, line(f"M{x - 60} {top + 1}q60 10 120 0", shift(cane, light=0.06), 5)]


def chair(x: float, y: float, wood: str) -> list[str]:
    """Return a kitchen chair from behind: two posts, four rails, the seat and its shadow side."""
    dark = shift(wood, light=-0.05)
    parts = [line(f"M{x + side * 30} {y - 46}V{y + 10}", dark, 6) for side in (-1, 1)]
    parts.append(fill(f"M{x - 42} {y - 52}h84l4 10q-46 6 -92 0Z", shift(wood, light=0.05)))
    parts += [line(f"M{x + side * 37} {y + 10}L{x + side * 34} {y - 124}", wood, 9) for side in (-1, 1)]
    for i, height in enumerate((120, 101, 82, 63)):
        parts.append(fill(f"M{x - 35} {y - height}q35 -7 70 0v11q-35 -6 -70 0Z", shift(wood, light=0.015 * i)))
    return parts


def bollard(easel: Easel, x: float, y: float, height: float) -> list[str]:
    """Return a cast-iron bollard."""
    iron = easel.tone("#545a5a")
    return [
        box(x - 7, y - height, 14, height, iron, radius=4),
        oval(x, y - height, 8.5, 6, shift(iron, light=0.06)),
        box(x - 8.5, y - height + 12, 17, 4, shift(iron, light=0.1), radius=1),
    ]


def crates(easel: Easel, x: float, y: float) -> list[str]:
    """Return a stack of market crates, about 80 units high, the upper one full of fruit."""
    parts, side = [], -1 if x < 128 else 1
    for dx, foot in ((-37, y), (37, y), (side * 22, y - 40)):
        wood = easel.tone(easel.pick(("#a88a68", "#96795c", "#b39a78")))
        if foot < y:
            fruit = easel.pick(("#b8674f", "#c9a253", "#93a05e"))
            for i in range(11):
                px = x + dx - 30 + 6 * i
                parts.append(
                    oval(
                        px,
                        foot - 39 - 3 * (i % 2),
                        5.4,
                        5.2,
                        easel.tone(shift(fruit, light=easel.between(-0.05, 0.05))),
                    )
                )
        parts.append(box(x + dx - 36, foot - 40, 72, 40, shift(wood, light=-0.12)))
        parts += [
            box(x + dx - 36, foot - 40 + 14 * i, 72, 11, shift(wood, light=easel.between(-0.02, 0.03)), radius=1)
            for i in range(3)
        ]
        parts += [box(x + dx + end * 31 - 3, foot - 40, 6, 40, shift(wood, light=0.04)) for end in (-1, 1)]
    return parts


def flower_box(easel: Easel, x: float, y: float) -> list[str]:
    """Return a wooden flower box 130 units wide, in bloom."""
    wood, bloom = easel.tone("#8f7762"), easel.pick(("#d9b9a8", "#c98f86", "#e0d3b0", "#a99bc0"))
    parts, top = [], y - 50
    for i in range(7):
        leaf = easel.pick(("#7d9070", "#8fa07c", "#6f8a74"))
        parts += plants.bush(easel, x - 50 + 17 * i, top + 8, 36, easel.between(30, 46), leaf)
    for _ in range(16):
        fx, fy, size = x + easel.between(-58, 58), top - easel.between(2, 26), easel.between(2.2, 3.6)
        petal = easel.tone(shift(bloom, light=easel.between(-0.04, 0.05)))
        parts += [
            oval(fx + size * math.cos(a), fy + size * 0.8 * math.sin(a), size * 0.7, size * 0.6, petal)
            for a in (0.3, 1.55, 2.8, 4.05, 5.3)
        ]
        parts.append(oval(fx, fy, size * 0.5, size * 0.45, easel.tone("#c9a25a")))
    parts += [
        box(x - 64, top, 128, y - top + 4, wood, radius=2),
        box(x - 67, top - 4, 134, 8, shift(wood, light=0.06), radius=1),
    ]
    return [
        *parts,
        *[line(f"M{x - 63} {top + 17 + 15 * i}h126", shift(wood, light=-0.07), 1.3, 0.7) for i in range(2)],
    ]
