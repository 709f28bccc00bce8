"""An animal sitting on its haunches."""

from __future__ import annotations

import numpy as np

from foxdog.drawn import bust, head, limbs, pattern, tails
from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import SHADE, shadow_of
from foxdog.drawn.pose import Pose
from foxdog.drawn.shapes import fluff, polygon, smooth, trace
from foxdog.drawn.traits import Coat, Kind


def draw(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """An animal sitting on its haunches and facing us, feet on y=0."""
    b = 0.72 + kind.bulk / 150
    high = 62 + kind.leg * 0.55
    lean = pose.yaw * 8
    limbs.ground_shadow(pen, 2, 56 * b)
    tails.draw(pen, kind, coat, _sitting_tail(kind, b, pen.rng))
    half = [
        (14 * b, -high - 6),
        (22 * b, -high + 10),
        (28 * b, -high * 0.66),
        (37 * b, -high * 0.38),
        (45 * b, -12),
        (38 * b, 0),
    ]
    right = trace([(x + lean * -y / high, y) for x, y in half])
    left = trace([(-x + lean * -y / high, y) for x, y in half])
    if kind.fur > 0:
        right = fluff(right, kind.fur * 0.9, 10, pen.rng, lean=1.0)
        left = fluff(left * (-1, 1), kind.fur * 0.9, 10, pen.rng, lean=1.0) * (-1, 1)
    d = polygon(np.vstack([right, left[::-1]]))
    pen.fill(d, coat.main)
    with pen.clip(d):
        _flanks(pen, kind, coat, b, high)
    pen.volume(d, coat.main, 11, strength=0.4, rim=0.3)
    _haunches(pen, kind, coat, b)
    _front_legs(pen, kind, coat, b, high, lean)
    with pen.clip(d):
        bust.chest(pen, kind, coat, (lean, -high + 2), 21 * b, high * 0.52)
    _head_shadow(pen, b, high, lean)
    with pen.group(f"translate({lean * 1.25:.1f} {-high - 18 - kind.head * 14:.1f}) scale({kind.head * 1.05:.3f})"):
        head.draw(pen, kind, coat, pose)


def _sitting_tail(kind: Kind, b: float, rng: np.random.Generator) -> list[tuple[float, float]]:
    n = kind.tail_len
    if kind.tail in ("brush", "low"):
        lift = rng.uniform(0, 0.5)
        return [(28 * b, -12), (28 * b + n * 0.22, -9), (28 * b + n * 0.42, -12 - n * 0.12 * lift),
                (28 * b + n * 0.6, -17 - n * 0.4 * lift), (28 * b + n * 0.72, -24 - n * 0.8 * lift)]  # fmt: skip
    if kind.tail in ("curl", "plume"):
        return [(26 * b, -12), (48 * b, -16), (62 * b, -32), (60 * b, -52), (46 * b, -58), (38 * b, -50)]
    return [
        (30 * b, -7),
        (30 * b + n * 0.25, -5),
        (30 * b + n * 0.45, -6),
        (30 * b + n * 0.62, -13),
        (30 * b + n * 0.7, -22),
    ]


def _flanks(pen: Pen, kind: Kind, coat: Coat, b: float, high: float) -> None:
    p = kind.pattern
    if p in ("saddle", "tricolour", "husky"):
        for s in (-1, 1):
            pen.dot(s * 40 * b, -high * 0.5, 19 * b, high * 0.5, coat.dark, 0.85 if p != "husky" else 0.45, blur=4)
    elif p == "grey":
        for s in (-1, 1):
            pen.dot(s * 34 * b, -high * 0.5, 14 * b, high * 0.36, coat.accent, 0.9, blur=4)
    pattern.hair(pen, kind, coat, (-42 * b, -high, 48 * b, -2))


def _haunches(pen: Pen, kind: Kind, coat: Coat, b: float) -> None:
    tone, foot = limbs.leg_tone(kind, coat)
    for s in (-1, 1):
        thigh = [
            (s * 20 * b, -38),
            (s * 38 * b, -36),
            (s * 49 * b, -18),
            (s * 46 * b, -3),
            (s * 28 * b, -1),
            (s * 18 * b, -14),
        ]
        d = smooth(thigh)
        pen.fill(d, tone)
        if kind.pattern == "spots":
            with pen.clip(d):
                for _ in range(5):
                    pen.dot(s * pen.rng.uniform(20, 46) * b, pen.rng.uniform(-34, -4), 3.2, 2.6, coat.dark, 0.95)
        pen.volume(d, tone, 8, strength=0.38, rim=0.12)
        paw = smooth(
            [
                (s * 20 * b, -1),
                (s * 23 * b, -8.5),
                (s * 35 * b, -9.5),
                (s * 42 * b, -5),
                (s * 41 * b, 1.5),
                (s * 26 * b, 2.5),
            ]
        )
        pen.fill(paw, foot)
        pen.volume(paw, foot, 4, strength=0.4, rim=0.25)


def _front_legs(pen: Pen, kind: Kind, coat: Coat, b: float, high: float, lean: float) -> None:
    pen.dot(lean * 0.2, -14, 9 * b, 24, shadow_of(shadow_of(coat.main)), 0.55, blur=4)
    for s in (-1, 1):
        joints = [
            (s * 13 * b + lean * 0.6, -high * 0.62),
            (s * 12.5 * b + lean * 0.3, -high * 0.3),
            (s * 12 * b, -6),
            (s * 12.5 * b, -1),
        ]
        limbs.leg(pen, kind, coat, joints, [11.5 * b, 8.2, 6.6, 7.6], far=False)


def _head_shadow(pen: Pen, b: float, high: float, lean: float) -> None:
    # The shadow of the head on the chest: without it the head floats.
    pen.dot(lean * 1.2 + 2, -high + 8, 20 * b, 11, SHADE, 0.36, blur=5)
