"""An animal sitting on its haunches, its side to us."""

from __future__ import annotations

import numpy as np

from foxdog.drawn import bust, head, limbs, pattern, tails
from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import SHADE, shadow_of
from foxdog.drawn.pose import Pose
from foxdog.drawn.shapes import fluff, polygon, smooth, trace
from foxdog.drawn.traits import Coat, Kind

_SLOPE = -52  # degrees: how steeply the back rises from rump to withers


def draw(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """An animal sitting on its haunches, facing right, feet on y=0."""
    b = 0.72 + kind.bulk / 150
    high = 62 + kind.leg * 0.55
    at = 20 * b, -high - 18 - kind.head * 14
    limbs.ground_shadow(pen, -6 * b, 52 * b)
    tails.draw(pen, kind, coat, _tail(kind, b))
    _foreleg(pen, kind, coat, b, high, far=True)
    d = polygon(_trunk(pen, kind, b, high, at))
    pen.fill(d, coat.main)
    with pen.clip(d):
        _coat_of(pen, kind, coat, b, high)
        bust.chest(pen, kind, coat, (at[0] + 9 * b, -high + 4), 15 * b, high * 0.46)
    pen.volume(d, coat.main, 11, strength=0.4, rim=0.3)
    _foreleg(pen, kind, coat, b, high, far=False)
    _haunch(pen, kind, coat, b, high)
    # The shadow of the head on the neck: without it the head floats.
    with pen.clip(d):
        pen.dot(at[0] + 2, at[1] + kind.head * kind.chin + 4, 22 * b, 12, SHADE, 0.36, blur=5)
    with pen.group(f"translate({at[0]:.1f} {at[1]:.1f}) scale({kind.head * 1.05:.3f})"):
        head.draw(pen, kind, coat, pose)


def _trunk(pen: Pen, kind: Kind, b: float, high: float, at: tuple[float, float]) -> np.ndarray:
    """The outline of neck and trunk, from the nape down the back, along the ground and up the chest."""
    (x, y), m = at, kind.mane
    back = [(x - 18 - 5 * m, y + 4), (x - 22 - 6 * m, y + 22), (-10 * b, -high * 0.84), (-26 * b, -high * 0.58),
            (-38 * b, -high * 0.32), (-42 * b, -high * 0.12)]  # fmt: skip
    seat = [(-38 * b, 0), (-8 * b, 2), (10 * b, -5), (19 * b, -high * 0.26)]
    chest = [(28 * b, -high * 0.48), (33 * b + 4 * m, -high * 0.72), (x + 16 + 6 * m, y + 34), (x + 15 + 3 * m, y + 14)]
    if kind.fur <= 0:
        return trace([*back, *seat, *chest], closed=True)
    # The outline runs anticlockwise on paper, so fur lies to its right.
    mirror = np.array([-1.0, 1.0])
    rear = fluff(trace(back) * mirror, kind.fur * 0.6, 10, pen.rng, lean=1.3) * mirror
    front = fluff(trace(chest) * mirror, kind.fur, 10, pen.rng, lean=-0.8) * mirror
    return np.vstack([rear, trace([back[-1], *seat, chest[0]]), front])


def _coat_of(pen: Pen, kind: Kind, coat: Coat, b: float, high: float) -> None:
    """The pattern of the trunk, laid along the sloping back."""
    long = high * 0.62
    with pen.group(f"translate({-6 * b:.1f} {-high * 0.46:.1f}) rotate({_SLOPE})"):
        box = (-long, -27 * b, long, 30 * b)
        pattern.paint(pen, kind, coat, box)
        pattern.hair(pen, kind, coat, box)


def _tail(kind: Kind, b: float) -> list[tuple[float, float]]:
    n = kind.tail_len
    if kind.tail in ("curl", "plume"):
        return [(-28 * b, -10), (-48 * b, -14), (-64 * b, -30), (-62 * b, -52), (-48 * b, -58), (-40 * b, -50)]
    if kind.tail in ("brush", "low"):
        low = kind.tail_w * 0.5
        return [(-26 * b, -low - 3), (-40 * b - n * 0.14, -low), (-40 * b - n * 0.34, -low),
                (-40 * b - n * 0.52, -low - 5), (-40 * b - n * 0.66, -low - 14)]  # fmt: skip
    return [(-30 * b, -8), (-40 * b - n * 0.18, -5), (-40 * b - n * 0.36, -5), (-40 * b - n * 0.52, -11),
            (-40 * b - n * 0.62, -20)]  # fmt: skip


def _foreleg(pen: Pen, kind: Kind, coat: Coat, b: float, high: float, *, far: bool) -> None:
    x, y = (24 * b, -1.5) if far else (17 * b, 0.0)
    joints = [(x - (6 * b if far else -1), -high * 0.5), (x, -high * 0.28), (x, -6 + y), (x + 6, -4 + y)]
    widths = [8 * b, 7, 5.6, 5.6] if far else [13 * b, 8.6, 6.2, 6]
    limbs.leg(pen, kind, coat, joints, widths, far=far, blend=0.0 if far else high * 0.2)


def _haunch(pen: Pen, kind: Kind, coat: Coat, b: float, high: float) -> None:
    """The folded hind leg: a round thigh and a foot flat on the ground."""
    tone, foot = limbs.leg_tone(kind, coat)
    paw = smooth([(-20 * b, 2), (-18 * b, -8), (-2 * b, -8), (9 * b, -9), (15 * b, -4), (12 * b, 2)])
    pen.fill(paw, foot)
    pen.volume(paw, foot, 4, strength=0.4, rim=0.25)
    top = -high * 0.5
    thigh = smooth([(-40 * b, -14), (-34 * b, top * 0.78), (-18 * b, top), (0, top * 0.74), (4 * b, top * 0.36),
                    (-8 * b, -5), (-28 * b, -1)])  # fmt: skip
    # The thigh melts into the back above, whose pattern goes on underneath.
    pen.fill(thigh, pen.ramp(top, 0, ((0, tone, 0), (0.45, tone, 0.75), (0.75, tone))))
    if kind.pattern == "spots":
        with pen.clip(thigh):
            for _ in range(8):
                x, y = pen.rng.uniform((-38 * b, top), (2 * b, -4))
                pen.speck(x, y, 2, 4, coat.dark, 0.95)
    pen.volume(thigh, tone, 9, strength=0.36, rim=0.16)
    pen.dot(2 * b, -8, 8 * b, 4, shadow_of(shadow_of(tone)), 0.3, blur=3)
