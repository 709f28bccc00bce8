"""Head and chest, as in a portrait; and the bib of an animal that faces us."""

from __future__ import annotations

import numpy as np

from foxdog.drawn import head
from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import SHADE, mix, shadow_of
from foxdog.drawn.pose import Pose
from foxdog.drawn.shapes import fluff, polygon, smooth, trace
from foxdog.drawn.traits import Coat, Kind


def draw(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """Head, neck and chest, the eyes near the origin, in head units; the chest runs out below y=170."""
    x = -pose.yaw * 14
    wide = (1 + 0.18 * kind.mane) * (0.86 if kind.label == "fox" else 1.0) * (0.8 + kind.bulk / 230)
    side = [(35 * wide, 20), (40 * wide, 52), (51 * wide, 84), (72 * wide, 118), (89 * wide, 158), (98 * wide, 220)]
    right = trace([(a + x * b / 150, b) for a, b in side])
    left = trace([(-a + x * b / 150, b) for a, b in side])
    if kind.fur > 0:
        mirror = np.array([-1.0, 1.0])
        right = fluff(right, kind.fur * 1.3, 13, pen.rng, lean=1.2)
        left = fluff(left * mirror, kind.fur * 1.3, 13, pen.rng, lean=1.2) * mirror
    d = polygon(np.vstack([right, left[::-1]]))
    main = mix(coat.main, shadow_of(coat.main), 0.18)
    pen.fill(d, pen.ramp(20, 190, ((0, mix(main, shadow_of(main), 0.75)), (0.4, main), (1, main))))
    with pen.clip(d):
        chest(pen, kind, coat, (x * 0.6, 40), 46 * wide, 150)
        if kind.fur > 0:
            _locks(pen, coat, x, wide)
    pen.volume(d, coat.main, 16, strength=0.34, rim=0.3)
    with pen.clip(d):
        pen.dot(x * 0.3 + 3, kind.chin + 6, kind.cheek * 0.8, 16, SHADE, 0.36, blur=8)
    head.draw(pen, kind, coat, pose)


def _locks(pen: Pen, coat: Coat, x: float, wide: float) -> None:
    """Locks of fur on a chest that faces us: short curves that part in the middle."""
    for tone, opacity in (("#fff4dc", 0.25), (shadow_of(shadow_of(coat.light)), 0.16)):
        d = []
        for _ in range(40):
            a, b = pen.rng.uniform(-84, 84) * wide + x, pen.rng.uniform(60, 190)
            out = (a - x) * 0.05 + pen.rng.uniform(-1, 1)
            d.append(f"M{a:.1f} {b:.1f}q{out * 1.4:.1f} 3 {out:.1f} {pen.rng.uniform(6, 10):.1f}")
        pen.line("".join(d), tone, 1.4, opacity)


def chest(pen: Pen, kind: Kind, coat: Coat, top: tuple[float, float], half: float, drop: float) -> None:
    """The bib of an animal that faces us: from its throat at `top`, `half` wide, `drop` long."""
    x, y = top
    shape = [(x - half * 0.8, y), (x - half * 0.95, y + drop * 0.3), (x - half * 0.45, y + drop * 0.7), (x, y + drop),
             (x + half * 0.45, y + drop * 0.7), (x + half * 0.95, y + drop * 0.3), (x + half * 0.8, y),
             (x, y - 12)]  # fmt: skip
    p = kind.pattern
    if p in ("fox", "urajiro", "husky", "tricolour", "collie", "bib", "grey"):
        grow = 1.45 if p == "collie" else 1.0
        edge = trace([(x + (a - x) * grow, b) for a, b in shape], closed=True)
        ragged = fluff(edge * (-1, 1), max(2.0, kind.fur) * 1.1, 9, pen.rng, lean=0.3) * (-1, 1)
        pen.fill(polygon(ragged), mix(coat.light, shadow_of(coat.light), 0.1))
    elif p == "saddle":
        pen.fill(smooth(shape), mix(coat.main, coat.light, 0.4), 0.8, 8)
    elif p == "spots":
        for _ in range(26):
            a, b = pen.rng.uniform(-half * 2.1, half * 2.1), pen.rng.uniform(y, y + drop * 1.2)
            rx, ry = pen.rng.uniform(0.05, 0.13, 2) * half
            pen.dot(x + a, b, rx, ry, coat.dark, 0.95)
    elif p == "silver":
        d = []
        for _ in range(110):
            a, b = x + pen.rng.normal(0, half), pen.rng.uniform(y, y + drop * 1.1)
            d.append(
                f"M{a:.1f} {b:.1f}q1 {half * 0.05:.1f} {(a - x) * 0.06:.1f} {half * pen.rng.uniform(0.07, 0.16):.1f}"
            )
        pen.line("".join(d), coat.light, half * 0.022, 0.55)
    else:
        pen.fill(smooth(shape), mix(coat.main, coat.light, 0.7), 0.75, 7)
