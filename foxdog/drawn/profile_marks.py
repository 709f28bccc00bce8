"""Measures and markings of a head in profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import mix
from foxdog.drawn.shapes import Points, smooth
from foxdog.drawn.traits import Coat, Kind

EYE = (9.0, 0.0)


@dataclass(frozen=True)
class Side:
    """Measures of a head in profile, head units, the eye near the origin."""

    skull: float
    crown: float
    reach: float
    nose_y: float
    depth: float
    chin: float


def measure(kind: Kind) -> Side:
    """The profile of a kind."""
    # A dog carries its nose higher and its muzzle is deeper: there is a step (the stop) before the forehead.
    if kind.label == "fox":
        return Side(
            kind.skull,
            kind.crown,
            25 + kind.muzzle_len * 1.08,
            6 + kind.muzzle_y * 0.3,
            kind.muzzle_w * 0.62 + 2,
            kind.chin,
        )
    # Under a hanging ear a skull is flatter than its frontal view, whose crown bulges between the ears.
    flat = 0.86 if kind.ear == "drop" else 1.0
    return Side(
        kind.skull,
        kind.crown * flat,
        25 + kind.muzzle_len / flat,
        5 + kind.muzzle_y * 0.24,
        kind.muzzle_w * 0.66 + 2,
        kind.chin,
    )


def paint(pen: Pen, kind: Kind, coat: Coat, m: Side) -> None:
    """Paint the markings of the kind; the caller clips them to the skull."""
    p, x, y, d = kind.mask, m.reach, m.nose_y, m.depth
    low = [(x + 8, y + d * 0.1), (x * 0.6, y + d * 0.05), (26, y - 1), (12, 12), (-8, 15), (-m.skull * 0.7, 16),
           (-m.skull, 30), (-m.skull, 90),
           (x, 90)]  # fmt: skip
    if p in ("fox", "urajiro", "grey", "fennec", "husky"):
        for colour, drop in ((mix(coat.light, coat.main, 0.35), 0), (coat.light, 3)):
            pen.fill(smooth([(a, b + drop) for a, b in low]), colour, 1, 2)
    if p == "fox":
        pen.fill(smooth([(17, 3), (30, y - 4), (36, y + 4), (24, y)]), coat.dark, 0.5, 2)
    for colour, opacity, blur, shape in _patches(kind, coat, m):
        pen.fill(smooth(shape), colour, opacity, blur)
    if p == "spots":
        for _ in range(14):
            a, b = pen.rng.uniform((-34, -34), (x - 12, 44))
            if abs(a - EYE[0]) > 11 or abs(b) > 10:
                pen.speck(a, b, 1.8, 4.2, coat.dark, 0.92)
    if p in ("silver", "grey"):
        for _ in range(40):
            a, b = pen.rng.uniform(-36, 4), pen.rng.uniform(-28, 42)
            pen.line(f"M{a:.1f} {b:.1f}l-5 {pen.rng.uniform(0, 4):.1f}", coat.light, 1.1, 0.5)


Patch = tuple[str, float, float, Points]


def _patches(kind: Kind, coat: Coat, m: Side) -> Iterator[Patch]:
    """Colour, opacity, blur and shape of the larger patches of a profile."""
    x, y, d, s = m.reach, m.nose_y, m.depth, m.skull
    p = kind.mask
    around_eye = [(-2, -12), (12, -19), (24, -10), (22, 8), (6, 12), (-8, 8)]
    if p == "husky":
        yield coat.light, 0.97, 1.5, around_eye
        yield mix(coat.light, coat.main, 0.2), 0.9, 2, [(24, -4), (x, y - d * 1.5), (x + 8, y + d), (24, y + d)]
        yield coat.dark, 0.55, 4, [(-s * 1.1, 14), (-s, -m.crown), (0, -m.crown * 1.2), (18, -m.crown), (-2, -14)]
    elif p == "shepherd":
        yield (
            coat.dark,
            0.75,
            4,
            [(14, 4), (30, -8), (x + 8, y - d * 1.4), (x + 8, y + d * 2), (30, y + d * 2), (14, 20)],
        )
        yield (
            coat.dark,
            0.5,
            5,
            [(-s * 1.1, 30), (-s, -m.crown), (14, -m.crown * 1.2), (24, -20), (-10, -16), (-24, 12)],
        )
    elif p == "blaze":
        if kind.pattern == "tricolour" or coat.main == "#33303a":
            tint = coat.dark if kind.pattern == "tricolour" else coat.accent
            place = (
                [(-s, -10), (-s * 0.8, -50), (6, -50), (0, -20)]
                if kind.pattern == "tricolour"
                else [(-20, 12), (0, 8), (20, 12), (8, 34)]
            )
            yield tint, 0.7, 4, place
        yield (
            coat.light,
            1,
            1,
            [(20, -m.crown), (21, -14), (26, 4), (16, 18), (14, 80), (x + 10, 60), (x + 10, y - d * 2), (32, -12)],
        )
        if kind.pattern == "collie":
            yield coat.light, 1, 2, [(16, 30), (-12, 30), (-s, 26), (-s * 1.3, 80), (20, 80)]
    elif p in ("plain", "arctic"):
        yield mix(coat.main, coat.light, 0.7), 0.8, 4, [(x + 6, y), (28, y), (4, 20), (-s * 0.8, 24), (-s, 80), (x, 80)]
    elif p == "fennec":
        yield coat.light, 0.85, 2, around_eye
    elif p == "silver":
        yield mix(coat.main, coat.light, 0.3), 0.8, 4, [(8, 16), (-10, 16), (-s, 22), (-s, 70), (8, 60)]
    elif p == "grey":
        yield coat.accent, 0.9, 3, [(-s, -16), (-12, -18), (-6, 8), (-s, 22)]
        yield coat.dark, 0.8, 2, [(26, y - 2), (x * 0.75, y), (x * 0.8, y + d * 0.7), (30, y + d * 0.5)]
    elif p == "urajiro":
        yield coat.light, 0.95, 1, [(8, -14), (14, -17), (17, -12), (10, -10)]
