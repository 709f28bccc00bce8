"""Animals lying down: curled up asleep, or like a sphinx."""

from __future__ import annotations

import numpy as np

from foxdog.drawn import bust, head, limbs, pattern, tails
from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import SHADE, mix, receding, shadow_of
from foxdog.drawn.pose import Pose
from foxdog.drawn.shapes import fluff, polygon, smooth, trace
from foxdog.drawn.traits import Coat, Kind


def curl(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """An animal curled up asleep, lying on y=0, its head to the right."""
    b = 0.8 + kind.bulk / 220
    limbs.ground_shadow(pen, 0, 80 * b)
    back = [(-74 * b, -12), (-72 * b, -36), (-50 * b, -60), (-14 * b, -70), (24 * b, -62), (52 * b, -42),
            (66 * b, -18), (58 * b, -1),
            (0, 3), (-58 * b, 1)]  # fmt: skip
    line = trace(back, closed=True)
    if kind.fur > 0:
        line = fluff(line, kind.fur * 0.9, 11, pen.rng, lean=0.8)
    d = polygon(line)
    pen.fill(d, coat.main)
    with pen.clip(d):
        pattern.paint(pen, kind, coat, (-74 * b, -70 * b, 70 * b, 4))
        pattern.hair(pen, kind, coat, (-70 * b, -66, 66 * b, 0))
        pen.dot(26 * b, -8, 46 * b, 26, shadow_of(shadow_of(coat.main)), 0.45, blur=9)
    pen.volume(d, coat.main, 15, strength=0.42, rim=0.35)
    _curled_haunch(pen, kind, coat, b)
    n = kind.tail_len
    if kind.tail in ("brush", "low", "plume"):
        spine = [
            (-62 * b, -16),
            (-54 * b, -6),
            (-34 * b, -4),
            (-34 * b + n * 0.35, -3),
            (-34 * b + n * 0.62, -6),
            (-34 * b + n * 0.86, -13),
        ]
        tails.draw(pen, kind, coat, spine, scale=0.82)
    else:
        spine = [(-66 * b, -12), (-56 * b, -3), (-38 * b, -1), (-20 * b, -2), (-8 * b, -5)]
        tails.draw(pen, kind, coat, spine, scale=0.9)
    _paw_under_chin(pen, kind, coat, b)
    with pen.group(f"translate({40 * b:.1f} {-15 - kind.head * 24:.1f}) rotate(9) scale({kind.head * 1.02:.3f})"):
        head.draw(pen, kind, coat, pose)


def _curled_haunch(pen: Pen, kind: Kind, coat: Coat, b: float) -> None:
    thigh = smooth([(-66 * b, -22), (-52 * b, -46), (-24 * b, -46), (-8 * b, -24), (-16 * b, -4), (-50 * b, -2)])
    tone = mix(coat.main, limbs.leg_tone(kind, coat)[0], 0.5)
    with pen.clip(thigh):
        pen.fill(thigh, tone, 0.6)
        pattern.hair(pen, kind, coat, (-66 * b, -46, -8 * b, -4))
    pen.volume(thigh, tone, 9, strength=0.36, rim=0.12)


def _paw_under_chin(pen: Pen, kind: Kind, coat: Coat, b: float) -> None:
    _, foot = limbs.leg_tone(kind, coat)
    for x in (20 * b, 52 * b):
        d = smooth([(x - 13, -1), (x - 12, -9), (x, -12), (x + 13, -9), (x + 15, -2), (x + 4, 2)])
        pen.fill(d, foot)
        pen.volume(d, foot, 4, strength=0.4, rim=0.3)


def sphinx(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """An animal lying like a sphinx, paws forward to the right, head up, on y=0."""
    n, b = kind.length, kind.bulk
    limbs.ground_shadow(pen, 8, n * 0.72)
    wrapped = kind.tail in ("brush", "low")
    if not wrapped:
        tails.draw(pen, kind, coat, _lying_tail(kind, n))
    trunk = [(n * 0.38, -b - 24), (n * 0.2, -b - 6), (-n * 0.1, -b + 3), (-n * 0.37, -b - 0.5),
             (-n * 0.53, -b * 0.55), (-n * 0.5, -4), (-n * 0.2, 1),
             (n * 0.2, 1), (n * 0.44, -3), (n * 0.56, -b * 0.55), (n * 0.58, -b - 16)]  # fmt: skip
    line = trace(trunk, closed=True)
    if kind.fur > 3:
        under = fluff(line[48:] * (-1, 1), kind.fur * 0.8, 10, pen.rng, lean=0.3) * (-1, 1)
        line = np.vstack([line[:48], under])
    d = polygon(line)
    pen.fill(d, coat.main)
    with pen.clip(d):
        pattern.paint(pen, kind, coat, (-n * 0.52, -b - 6, n * 0.56, 4))
        pattern.hair(pen, kind, coat, (-n * 0.5, -b, n * 0.5, 0))
    pen.volume(d, coat.main, 13, strength=0.42, rim=0.3)
    _lying_legs(pen, kind, coat, n, b)
    if wrapped:
        # A brush is laid around the hind paws.
        t = n * 0.5 - kind.tail_len
        spine = [(-n * 0.48, -18), (-n * 0.58, -11), (-n * 0.55, -3), (-n * 0.38, 0), (-n * 0.16, 0), (-t * 0.12, -4)]
        tails.draw(pen, kind, coat, spine, scale=0.8)
    with pen.clip(d):
        bust.chest(pen, kind, coat, (n * 0.5, -b - 14), b * 0.36, b * 0.9)
    pen.dot(n * 0.5, -b - 6, b * 0.5, 10, SHADE, 0.36, blur=5)
    with pen.group(f"translate({n * 0.5:.1f} {-b - 28 - kind.head * 14:.1f}) scale({kind.head:.3f})"):
        head.draw(pen, kind, coat, pose)


def _lying_tail(kind: Kind, n: float) -> list[tuple[float, float]]:
    t = kind.tail_len
    if kind.tail in ("curl", "plume"):
        x, y = -n * 0.47, -kind.bulk * 0.6
        return [(x, y), (x - 16, y - 14), (x - 12, y - 34), (x + 8, y - 38), (x + 20, y - 24)]
    return [
        (-n * 0.44, -12),
        (-n * 0.5 - t * 0.2, -8),
        (-n * 0.5 - t * 0.42, -7),
        (-n * 0.5 - t * 0.64, -10),
        (-n * 0.5 - t * 0.82, -17),
    ]


def _lying_legs(pen: Pen, kind: Kind, coat: Coat, n: float, b: float) -> None:
    tone, foot = limbs.leg_tone(kind, coat)
    for x, y, far in ((9.0, -3.0, True), (0.0, 0.0, False)):
        joints = [
            (n * 0.36 + x, -b * 0.32 + y),
            (n * 0.5 + x, -6 + y),
            (n * 0.68 + x, -5 + y),
            (n * 0.74 + x, -4.5 + y),
        ]
        d = polygon(limbs.limb(joints, [11 * kind.leg_w, 7, 5.8, 5.6]))
        c, e = (receding(t) if far else t for t in (tone, foot))
        # The upper arm melts into the chest: only from the elbow on does the leg show an edge.
        root = -b * 0.32 + y
        pen.fill(d, pen.ramp(root - 12, 0, ((0, c, 0), (0.3, c, 0.5), (0.6, c))))
        with pen.clip(d):
            pen.dot(n * 0.74 + x, -5 + y, n * 0.17, 16, e, 1, blur=3)
        pen.volume(d, mix(c, e, 0.5), 5, strength=0.4, rim=0.3, fade=(root - 4, root + 8))
    thigh = smooth(
        [
            (-n * 0.47, -10),
            (-n * 0.43, -b * 0.72),
            (-n * 0.26, -b * 0.8),
            (-n * 0.1, -b * 0.46),
            (-n * 0.1, -7),
            (-n * 0.3, 1),
        ]
    )
    pen.volume(thigh, tone, 9, strength=0.46, rim=0.26)
    paw = smooth([(-n * 0.3, 2), (-n * 0.26, -8), (-n * 0.08, -9), (-n * 0.01, -4), (-n * 0.04, 2)])
    pen.fill(paw, foot)
    pen.volume(paw, foot, 4, strength=0.4, rim=0.3)
