"""A head: from the front or three-quarter here, in profile by its own module."""

from __future__ import annotations

import numpy as np

from foxdog.drawn import ears, eyes, marks, muzzle, profile
from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import mix, shadow_of
from foxdog.drawn.pose import Pose
from foxdog.drawn.shapes import fluff, polygon, trace
from foxdog.drawn.traits import Coat, Kind


def draw(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """Draw a head with its eyes on y=0 around the origin, in head units."""
    if pose.profile:
        profile.draw(pen, kind, coat, pose)
        return
    with pen.group(f"rotate({pose.tilt:.1f} 0 30)"):
        ears.behind(pen, kind, coat, pose)
        d = polygon(_skull(pen, kind, pose))
        base = mix(coat.main, "#fff4dc", 0.08)
        pen.fill(d, pen.ramp(-kind.crown, kind.chin, ((0, base), (0.55, coat.main), (1, coat.main))))
        with pen.clip(d):
            marks.paint(pen, kind, coat, pose)
            _hair(pen, kind, coat)
            _brow_shadow(pen, kind, coat, pose)
        # No rim of light across the forehead: it would cut the ears off like a helmet.
        pen.volume(d, coat.main, 9, strength=0.42, rim=0.32, fade=(-kind.crown * 1.05, -kind.crown * 0.1))
        ears.before(pen, kind, coat, pose)
        muzzle.draw(pen, kind, coat, pose)
        eyes.draw(pen, kind, coat, pose)


def _skull(pen: Pen, kind: Kind, pose: Pose) -> np.ndarray:
    """The outline of the head, clockwise from the crown, with a fur edge along the cheeks."""
    right = _cheek_side(pen, kind, pose, 1)
    left = _cheek_side(pen, kind, pose, -1)
    return np.vstack([right, left[::-1]])


def _cheek_side(pen: Pen, kind: Kind, pose: Pose, side: int) -> np.ndarray:
    s, c, ch = kind.skull, kind.cheek, kind.chin
    down = kind.cheek_y
    pinch = 0.64 if kind.label == "fox" else 0.84
    half = [(0, -kind.crown), (s * 0.48, -kind.crown * 0.93), (s * 0.86, -kind.crown * 0.6),
            (s * 1.04, -kind.crown * 0.12),
            (c * 0.93, down * 0.35), (c, down), (c * pinch, down + (ch - down) * 0.48),
            (kind.jaw + 8, down + (ch - down) * 0.8),
            (kind.jaw * 0.5, ch), (0, ch)]  # fmt: skip
    line = trace([pose.edge(side * x, y) for x, y in half])
    if kind.fluff <= 0:
        return line
    start, stop = 8 * 3 + 2, 8 * 8
    # `fluff` points to the left of the walk; the right cheek is walked downwards, so it is turned.
    edge = _outward(line[start:stop], kind.fluff, pen, side)
    return np.vstack([line[:start], edge, line[stop:]])


def _outward(line: np.ndarray, depth: float, pen: Pen, side: int) -> np.ndarray:
    flip = np.array([-1.0, 1.0]) if side < 0 else np.array([1.0, 1.0])
    return fluff(line * flip, depth, 9.5, pen.rng, lean=0.9) * flip


def _hair(pen: Pen, kind: Kind, coat: Coat) -> None:
    """Dry-brush strokes that follow the growth of the fur, away from the nose."""
    count = 70 if kind.fur > 0 else 36
    for tone, opacity in ((mix(coat.main, "#fff4dc", 0.55), 0.3), (shadow_of(coat.main), 0.22)):
        d = []
        for _ in range(count):
            a = pen.rng.uniform(0, 2 * np.pi)
            r = pen.rng.uniform(26, kind.cheek * 1.05)
            x, y = r * np.cos(a), 6 + r * 0.9 * np.sin(a)
            k = pen.rng.uniform(0.1, 0.2)
            d.append(
                f"M{x:.1f} {y:.1f}q{x * k * 0.5 + 1:.1f} {(y - 12) * k * 0.5:.1f} {x * k:.1f} {(y - 12) * k + 2:.1f}"
            )
        pen.line("".join(d), tone, 1.1, opacity)


def _brow_shadow(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    # The stop: the hollow between forehead and muzzle, deeper in dogs than in foxes.
    for side in (-1, 1):
        x, y = pose.at(side * kind.eye_x * 0.42, 3)
        pen.dot(x, y, 5, 9, shadow_of(coat.main), 0.028 * kind.stop + 0.06, blur=2.6)
