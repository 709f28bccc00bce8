"""Whole animals on their feet, in profile, facing right."""

from __future__ import annotations

import numpy as np

from foxdog.drawn import head, limbs, pattern, tails
from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import SHADE, mix
from foxdog.drawn.limbs import Frame
from foxdog.drawn.pose import Pose
from foxdog.drawn.shapes import fluff, polygon, trace
from foxdog.drawn.traits import Coat, Kind


def stand(pen: Pen, kind: Kind, coat: Coat, pose: Pose, stride: float) -> None:
    """Draw a standing (`stride` 0) or trotting (up to 1) animal with its feet on y=0."""
    f = limbs.frame(kind)
    limbs.ground_shadow(pen, 0, f.length * 0.62)
    lift = stride * 4
    with pen.group(f"translate(0 {-lift:.1f})"):
        tails.draw(pen, kind, coat, tails.standing_spine(kind, f, pen.rng, stride))
        hind, fore = _hind(f, -stride, 7), _fore(f, stride, 8)
        limbs.leg(pen, kind, coat, hind, [13, 10, 5.5, 5.5, 5], far=True)
        limbs.leg(pen, kind, coat, fore, [11, 8, 5.6, 5.6, 5], far=True)
        d = polygon(_trunk(pen, kind, f))
        box = (-f.length * 0.52, f.top - 6, f.length * 0.56, -f.leg + 8)
        _coat_of(pen, kind, coat, d, box, f)
        _near_legs(pen, kind, coat, f, stride)
        hx, hy = _head_at(kind, f)
        with pen.group(f"translate({hx:.1f} {hy:.1f}) scale({kind.head:.3f})"):
            head.draw(pen, kind, coat, pose)


def _head_at(kind: Kind, f: Frame) -> tuple[float, float]:
    return f.length * 0.6, f.top - 30 - kind.head * 12


def _coat_of(pen: Pen, kind: Kind, coat: Coat, d: str, box: pattern.Box, f: Frame) -> None:
    pen.fill(d, coat.main)
    with pen.clip(d):
        pattern.paint(pen, kind, coat, box)
        _throat(pen, kind, coat, f)
        pattern.hair(pen, kind, coat, (box[0], box[1] - 20, box[2] + 8, box[3]))
    pen.volume(d, coat.main, 14, strength=0.4, rim=0.3)


def _trunk(pen: Pen, kind: Kind, f: Frame) -> np.ndarray:
    """The outline of the trunk with the root of the neck, clockwise from the neck's nape."""
    n, b, y, m = f.length, f.bulk, f.top, kind.mane
    hx, hy = _head_at(kind, f)
    tuck = 0.3 if kind.fur < 4 else 0.14
    top = [(hx - 17 - 5 * m, hy + 2), (hx - 21 - 6 * m, hy + 20), (n * 0.3, y + 0.5), (n * 0.12, y + 3),
           (-n * 0.15, y + 3),
           (-n * 0.38, y + 1), (-n * 0.5, y + b * 0.22)]  # fmt: skip
    rear = [(-n * 0.53, y + b * 0.5), (-n * 0.47, -f.leg * 0.92)]
    low = [
        (-n * 0.2, -f.leg - b * tuck),
        (n * 0.08, -f.leg - b * 0.1),
        (n * 0.3, -f.leg + 2),
        (n * 0.47, -f.leg - b * 0.14),
    ]
    chest = [
        (n * 0.58 + 5 * m, y + b * 0.5),
        (n * 0.62 + 7 * m, y + b * 0.12),
        (hx + 14 + 5 * m, hy + 34),
        (hx + 15 + 3 * m, hy + 14),
    ]
    if kind.fur <= 0:
        return trace([*top, *rear, *low, *chest], closed=True)
    # The outline runs anticlockwise on paper (nape to rump, then the belly forward), so fur lies to its right.
    mirror = np.array([-1.0, 1.0])
    back = trace(top)
    back = fluff(back * mirror, kind.fur * 0.4, 10, pen.rng, lean=1.4) * mirror if kind.fur > 4 else back
    under = fluff(trace([*rear, *low, *chest]) * mirror, kind.fur, 10, pen.rng, lean=-0.6) * mirror
    return np.vstack([back, under])


def _hind(f: Frame, swing: float, shift: float) -> list[tuple[float, float]]:
    x, n = shift, f.length
    reach = swing * f.leg * 0.42
    up = max(0.0, -swing) * f.leg * 0.2
    return [(-n * 0.36 + x, f.top + f.bulk * 0.52), (-n * 0.3 + x + reach * 0.3, -f.leg * 0.72),
            (-n * 0.44 + x + reach * 0.7, -f.leg * 0.38 - up), (-n * 0.4 + x + reach, -5 - up * 0.8),
            (-n * 0.4 + 7 + x + reach, -4 - up * 0.6)]  # fmt: skip


def _fore(f: Frame, swing: float, shift: float) -> list[tuple[float, float]]:
    x, n = shift, f.length
    reach = swing * f.leg * 0.45
    up = max(0.0, swing) * f.leg * 0.22
    return [(n * 0.36 + x, f.top + f.bulk * 0.6), (n * 0.33 + x + reach * 0.3, -f.leg * 0.82),
            (n * 0.36 + x + reach * 0.9, -f.leg * 0.38 - up * 0.8), (n * 0.35 + x + reach, -5 - up),
            (n * 0.35 + 6 + x + reach, -4 - up * 0.8)]  # fmt: skip


def _near_legs(pen: Pen, kind: Kind, coat: Coat, f: Frame, stride: float) -> None:
    thigh = [(-f.length * 0.36, f.top + f.bulk * 0.5), *_hind(f, stride, -1)[1:]]
    limbs.leg(pen, kind, coat, thigh, [17, 14, 6, 6, 5.4], far=False, blend=f.bulk * 0.3)
    limbs.leg(pen, kind, coat, _fore(f, -stride, -2), [13, 9.5, 6, 6, 5.4], far=False, blend=f.bulk * 0.42)


def _throat(pen: Pen, kind: Kind, coat: Coat, f: Frame) -> None:
    """The front of the neck and the chest, and the shadow the head casts on them."""
    hx, hy = _head_at(kind, f)
    half = f.bulk * 0.5
    x, y = f.length * 0.57, (f.top + hy) / 2 + 12
    if kind.pattern in ("fox", "urajiro", "husky", "tricolour", "bib", "grey"):
        pen.dot(x + 6, y + 4, half * 0.72, half * 1.35, coat.light, 0.96, blur=2.5)
    elif kind.pattern == "collie":
        pen.dot(x - 2, y + 4, half * 1.6, half * 1.45, coat.light, 0.97, blur=3)
    elif kind.pattern == "saddle":
        pen.dot(x - half * 1.1, y, half * 0.6, half * 1.4, coat.dark, 0.7, blur=5)
    elif kind.pattern == "spots":
        for _ in range(6):
            a, b = pen.rng.uniform((x - half, hy + 14), (x + half, f.top + half))
            pen.speck(a, b, 1.8, 4.2, coat.dark, 0.95)
    else:
        pen.dot(x + half * 0.4, y, half * 0.6, half * 1.3, mix(coat.main, coat.light, 0.6), 0.7, blur=4)
    pen.dot(hx - 2, hy + kind.head * kind.chin * 0.86, 22, 11, SHADE, 0.4, blur=5)
