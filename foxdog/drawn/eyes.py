"""Eyes, from the front and from the side."""

from __future__ import annotations

import numpy as np

from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import mix, shadow_of
from foxdog.drawn.pose import Pose
from foxdog.drawn.shapes import Points, smooth
from foxdog.drawn.traits import Coat, Kind

INK = "#2b1d20"


def draw(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """Draw both eyes, the far one first."""
    far = 1 if pose.yaw >= 0 else -1
    for side in (far, -far):
        _eye(pen, kind, coat, pose, side)


def _eye(pen: Pen, kind: Kind, coat: Coat, pose: Pose, side: int) -> None:
    eye_at(pen, kind, coat, pose, side, pose.at(side * kind.eye_x, 0), pose.narrow(side))


def eye_at(pen: Pen, kind: Kind, coat: Coat, pose: Pose, side: int, at: tuple[float, float], narrow: float) -> None:
    """Draw one eye at `at`, its inner corner towards the nose; `narrow` is the factor of its width."""
    x, y = at
    lean = -np.degrees(kind.slant) * side * 0.75
    r = kind.eye_r
    # Local frame: the inner corner at -x, the outer at +x (mirrored for the left eye).
    with pen.group(f"translate({x:.1f} {y:.1f}) rotate({lean:.1f}) scale({side * narrow:.2f} 1)"):
        if pose.eyes == "closed":
            arc = [(-r * 1.15, r * 0.35), (-r * 0.4, r * 0.75), (r * 0.5, r * 0.6), (r * 1.2, -r * 0.1)]
            pen.line(smooth(arc, closed=False), INK, r * 0.34)
            return
        open_ = 0.78 if pose.eyes == "narrow" else 1.0
        almond = 0.72 if kind.slit else 0.88
        tall = r * almond * open_
        lid = [(-r * 1.28, r * 0.42), (-r * 0.5, -tall * 0.86), (r * 0.3, -tall), (r * 1.2, -r * 0.15),
               (r * 0.6, tall * 0.82), (-r * 0.3, tall * 0.92)]  # fmt: skip
        _socket(pen, kind, coat, lid, r)
        _ball(pen, kind, coat, pose, side, lid, r)
        pen.line(smooth(lid[:4], closed=False), INK, r * 0.3)


def _socket(pen: Pen, kind: Kind, coat: Coat, lid: Points, r: float) -> None:
    if kind.mask != "husky":
        pen.dot(0, 0, r * 1.5, r * 1.25, shadow_of(coat.main), 0.35, blur=r * 0.3)
    pen.line(smooth(lid, sharp=(0, 3)), INK, r * 0.42)


def _ball(pen: Pen, kind: Kind, coat: Coat, pose: Pose, side: int, lid: Points, r: float) -> None:
    d = smooth(lid, sharp=(0, 3))
    gx, gy = pose.gaze[0] * side + pose.yaw * 1.4 * side, pose.gaze[1]
    pen.fill(d, "#f3e6d6" if not kind.slit else mix(coat.iris, INK, 0.25))
    with pen.clip(d):
        pen.dot(gx, gy, r * 0.92, r * 0.92, mix(coat.iris, INK, 0.45))
        pen.dot(gx, gy + r * 0.06, r * 0.8, r * 0.8, coat.iris)
        pen.dot(gx, gy + r * 0.42, r * 0.55, r * 0.36, mix(coat.iris, "#fff0b8", 0.55), 0.7, blur=r * 0.12)
        if kind.slit:
            pen.dot(gx, gy, r * 0.3, r * 0.8, INK)
        else:
            size = 0.36 if coat.iris == "#6fb7e0" else 0.5
            pen.dot(gx, gy, r * size, r * size, "#1a1114")
        pen.dot(0, -r * 0.9, r * 1.4, r * 0.55, INK, 0.45, blur=r * 0.15)
    # The catch-light sits at the upper left in both eyes, whatever the mirror.
    pen.dot(gx - side * r * 0.3, gy - r * 0.32, r * 0.27, r * 0.27, "#ffffff", 0.95)
    pen.dot(gx + side * r * 0.3, gy + r * 0.36, r * 0.1, r * 0.1, "#ffffff", 0.6)
