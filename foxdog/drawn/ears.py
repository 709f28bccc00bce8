"""Ears: upright, hanging, and tipped."""

from __future__ import annotations

import numpy as np

from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import mix, shadow_of
from foxdog.drawn.pose import Pose
from foxdog.drawn.shapes import smooth
from foxdog.drawn.traits import Coat, Kind


def behind(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """Draw the ears that stand behind the skull (upright and tipped ones)."""
    if kind.ear == "drop":
        return
    far = 1 if pose.yaw >= 0 else -1
    for side in (far, -far):
        _upright(pen, kind, coat, pose, side)


def before(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """Draw the ears that hang over the cheeks."""
    if kind.ear != "drop":
        return
    far = 1 if pose.yaw >= 0 else -1
    for side in (far, -far):
        _hanging(pen, kind, coat, pose, side)


def _upright(pen: Pen, kind: Kind, coat: Coat, pose: Pose, side: int) -> None:
    at = pose.edge(side * kind.ear_x, -kind.crown * 0.62)
    # Two ears never listen in quite the same direction.
    lean = np.degrees(kind.ear_splay) * side - np.degrees(pose.yaw) * 0.12 + pen.rng.normal(0, 3.5)
    _shell(pen, kind, coat, at, lean, side, kind.ear_w * pose.narrow(side))


def aside(pen: Pen, kind: Kind, coat: Coat, at: tuple[float, float], lean: float, *, far: bool) -> None:
    """Draw an upright ear of a head in profile facing right, its base at `at`."""
    # Ears that stand far apart also fall apart in profile; upright they would be a rabbit's.
    apart = np.degrees(kind.ear_splay) * (0.3 if kind.ear_splay < 0.5 else 0.65) * (1 if far else -1)
    _shell(pen, kind, coat, at, lean + apart, 1, kind.ear_w * (0.62 if far else 0.8))


def _shell(pen: Pen, kind: Kind, coat: Coat, at: tuple[float, float], lean: float, side: int, w: float) -> None:
    h, r = kind.ear_h, kind.ear_round
    # Local frame: base at y=0, tip upwards, outer side towards +x (mirrored for the left ear).
    tip_x, blunt = w * 0.09, w * (0.06 + 0.24 * r)
    shell = [(-w * 0.52, 12), (-w * (0.35 + 0.08 * r), -h * 0.45), (tip_x - blunt, -h * (0.93 + 0.02 * r)),
             (tip_x, -h * 1.02),
             (tip_x + blunt, -h * (0.92 + 0.02 * r)), (w * (0.42 + 0.06 * r), -h * 0.42), (w * 0.47, h * 0.02),
             (w * 0.34, 18)]  # fmt: skip
    outer, tip = _ear_colours(kind, coat)
    with pen.group(f"translate({at[0]:.1f} {at[1]:.1f}) rotate({lean:.1f}) scale({side} 1)"):
        d = smooth(shell, sharp=(0, 7))
        paint = pen.ramp(
            -h, 0, ((0, tip), (max(0.05, kind.ear_tip * 0.75), tip), (kind.ear_tip + 0.12, outer), (1, outer))
        )
        pen.fill(d, paint)
        with pen.clip(d):
            _inside(pen, kind, coat, w, h)
        pen.volume(d, outer, 5, strength=0.35, rim=0.3)
        if kind.ear == "tipped":
            _tip_fold(pen, coat, outer, w, h)


def _ear_colours(kind: Kind, coat: Coat) -> tuple[str, str]:
    if kind.mask == "husky":
        return coat.dark, coat.dark
    if kind.mask == "shepherd":
        return mix(coat.main, coat.dark, 0.55), coat.dark
    if kind.mask == "grey":
        return mix(coat.accent, coat.main, 0.35), coat.dark
    return coat.main, coat.dark if kind.ear_tip else coat.main


def _inside(pen: Pen, kind: Kind, coat: Coat, w: float, h: float) -> None:
    hollow = [(-w * 0.3, 12), (-w * 0.22, -h * 0.4), (w * 0.08, -h * 0.86), (w * 0.27, -h * 0.38), (w * 0.36, 12)]
    d = smooth(hollow, sharp=(0, 4))
    pen.fill(d, coat.ear)
    with pen.clip(d):
        pen.dot(w * 0.2, -h * 0.2, w * 0.24, h * 0.42, shadow_of(coat.ear), 0.75, blur=4)
        if kind.fur > 0:
            # Pale hair grows from the inner rim across the hollow.
            for k in range(6):
                y0 = 14 - k * h * 0.1
                tuft = [(-w * 0.42, y0 + 6), (-w * 0.1 + k, y0 - h * 0.16), (w * (0.12 - 0.02 * k), y0 - h * 0.3),
                        (-w * 0.12, y0 - h * 0.08)]  # fmt: skip
                pen.fill(smooth(tuft, sharp=(0, 2)), mix(coat.light, coat.ear, 0.12), 0.9)


def _tip_fold(pen: Pen, coat: Coat, outer: str, w: float, h: float) -> None:
    fold = [
        (-w * 0.42, -h * 0.62),
        (w * 0.02, -h * 1.08),
        (w * 0.42, -h * 0.66),
        (w * 0.5, -h * 0.2),
        (w * 0.1, -h * 0.48),
    ]
    d = smooth(fold, sharp=(3,))
    pen.fill(d, shadow_of(outer), 0.5, blur=1.5)
    pen.fill(d, mix(outer, coat.dark, 0.2))
    pen.volume(d, outer, 4, strength=0.4, rim=0.5)


def _hanging(pen: Pen, kind: Kind, coat: Coat, pose: Pose, side: int) -> None:
    at = pose.edge(side * kind.ear_x, -kind.crown * 0.62)
    lean = pose.yaw * -8 + side * pen.rng.uniform(-4, 4)
    _flap(pen, kind, coat, at, lean, side, kind.ear_w * (0.55 + 0.45 * pose.narrow(side)))


def hang_aside(pen: Pen, kind: Kind, coat: Coat, at: tuple[float, float]) -> None:
    """Draw a hanging ear of a head in profile facing right: it grows out of the fur at `at` and hangs behind it."""
    w, h = kind.ear_w * 1.25, kind.ear_h
    flap = [(w * 0.16, -2), (-w * 0.2, -7), (-w * 0.52, 3), (-w * 0.68, h * 0.42), (-w * 0.5, h * 0.84),
            (-w * 0.12, h * 1.04), (w * 0.22, h * 0.84), (w * 0.28, h * 0.4)]  # fmt: skip
    colour = _flap_colour(kind, coat)
    with pen.group(f"translate({at[0]:.1f} {at[1]:.1f}) rotate({pen.rng.uniform(0, 9):.1f})"):
        d = smooth(flap)
        with pen.group("translate(3 5)"):
            pen.fill(d, pen.ramp(0, h, ((0, "#2a1a30", 0), (0.4, "#2a1a30", 0.25), (1, "#2a1a30", 0.25))))
        pen.fill(
            d, pen.ramp(-7, h, ((0, colour, 0.2), (0.22, colour), (0.6, colour), (1, mix(colour, coat.dark, 0.35))))
        )
        _flecks(pen, kind, coat, d, (-w * 0.6, h * 0.2, w * 0.2, h))
        pen.volume(d, colour, 6, strength=0.45, rim=0.35, fade=(0, h * 0.5))


def _flecks(pen: Pen, kind: Kind, coat: Coat, d: str, box: tuple[float, float, float, float]) -> None:
    if kind.mask == "spots":
        with pen.clip(d):
            for _ in range(6):
                x, y = pen.rng.uniform(box[:2], box[2:])
                pen.speck(x, y, 1, 3, coat.main, 0.7, blur=0.5)


def _flap(pen: Pen, kind: Kind, coat: Coat, at: tuple[float, float], lean: float, side: int, w: float) -> None:
    h = kind.ear_h
    flap = [(-17, -4), (-5, -11), (w * 0.34, -4), (w * 0.66, h * 0.36), (w * 0.66, h * 0.82), (w * 0.3, h * 1.04),
            (-w * 0.1, h * 0.84), (-w * 0.28, h * 0.42)]  # fmt: skip
    colour = _flap_colour(kind, coat)
    with pen.group(f"translate({at[0]:.1f} {at[1]:.1f}) rotate({lean:.1f}) scale({side} 1)"):
        d = smooth(flap, sharp=(0,))
        with pen.group("translate(-3 4)"):
            pen.fill(d, "#2a1a30", 0.25, blur=3)
        pen.fill(d, pen.ramp(-10, h, ((0, colour), (0.55, colour), (1, mix(colour, coat.dark, 0.35)))))
        _flecks(pen, kind, coat, d, (-4, 0, w, h))
        pen.volume(d, colour, 7, strength=0.45, rim=0.4)


def _flap_colour(kind: Kind, coat: Coat) -> str:
    if kind.mask == "spots":
        return coat.dark
    if kind.mask == "blaze":
        return mix(coat.main, coat.dark, 0.12)
    return mix(coat.main, coat.dark, 0.28)
