"""Shapes: smooth curves, limbs and fur edges, as point arrays and SVG paths.

All coordinates are SVG user units, x to the right, y downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

Points = Sequence[tuple[float, float]] | np.ndarray


def smooth(points: Points, *, closed: bool = True, sharp: Sequence[int] = ()) -> str:
    """A path ('d') that flows through `points`; the indices in `sharp` stay corners."""
    p = [(float(x), float(y)) for x, y in points]
    n = len(p)
    corners = {i % n for i in sharp}
    parts = [f"M{p[0][0]:.1f} {p[0][1]:.1f}"]
    for i in range(n if closed else n - 1):
        (x1, y1), (x2, y2) = p[i], p[(i + 1) % n]
        x0, y0 = p[i - 1] if closed or i else p[0]
        x3, y3 = p[(i + 2) % n] if closed or i + 2 < n else p[-1]
        k1 = 0 if i in corners else 1 / 6
        k2 = 0 if (i + 1) % n in corners else 1 / 6
        parts.append(
            f"C{x1 + (x2 - x0) * k1:.1f} {y1 + (y2 - y0) * k1:.1f} "
            f"{x2 - (x3 - x1) * k2:.1f} {y2 - (y3 - y1) * k2:.1f} {x2:.1f} {y2:.1f}"
        )
    return "".join(parts) + ("Z" if closed else "")


def trace(points: Points, *, closed: bool = False, per: int = 8) -> np.ndarray:
    """Sample the smooth curve through `points` (`per` samples a segment): (n, 2) coordinates."""
    p = np.asarray(points, float)
    n = len(p)
    pad = np.vstack([p[-1], p, p[0], p[1]]) if closed else np.vstack([p[0], p, p[-1]])
    t = np.linspace(0, 1, per, endpoint=False)[:, None]
    out = [_catmull(pad[i : i + 4], t) for i in range(n if closed else n - 1)]
    return np.vstack(out if closed else [*out, p[-1:]])


def _catmull(q: np.ndarray, t: np.ndarray) -> np.ndarray:
    a, b, c, d = q
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def limb(spine: Points, widths: Sequence[float]) -> np.ndarray:
    """Outline (n, 2) of a tapering limb along `spine`; `widths` are half-widths at its points."""
    line = trace(spine)
    half = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(widths)), widths)
    side = _normals(line) * half[:, None]
    start = _cap(line[::-1], half[::-1])
    return np.vstack([line + side, _cap(line, half), (line - side)[::-1], start])


def _cap(line: np.ndarray, half: np.ndarray) -> np.ndarray:
    # A round end: a limb cut off square looks like a plank.
    ahead = line[-1] - line[-2]
    ahead = ahead / (np.hypot(*ahead) + 1e-9)
    across = np.array([-ahead[1], ahead[0]])
    turn = np.radians([55, 20, -20, -55])[:, None]
    return line[-1] + half[-1] * (np.cos(turn) * ahead + np.sin(turn) * across)


def _normals(line: np.ndarray) -> np.ndarray:
    step = np.gradient(line, axis=0)
    step /= np.hypot(step[:, 0], step[:, 1])[:, None] + 1e-9
    return np.stack([-step[:, 1], step[:, 0]], axis=1)


def polygon(points: np.ndarray) -> str:
    """A closed path through densely sampled points."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def fluff(line: np.ndarray, depth: float, step: float, rng: np.random.Generator, lean: float = 0.6) -> np.ndarray:
    """Turn a densely sampled line into a fur edge.

    Args:
        line: (n, 2) coordinates; the fur points to its left when walking along it (y down).
        depth: Length of a tuft in user units.
        step: Mean distance between tufts in user units.
        rng: Source of the unevenness.
        lean: How far tufts lean along the walking direction, as a share of `depth`.

    Returns:
        (m, 2) coordinates of the new edge, from the first to the last point of `line`.
    """
    lengths = np.r_[0, np.cumsum(np.hypot(*np.diff(line, axis=0).T))]
    count = max(2, int(lengths[-1] / step))
    at = np.linspace(0, lengths[-1], count + 1)
    at[1:-1] += rng.uniform(-0.25, 0.25, count - 1) * lengths[-1] / count
    side, along = _frames(line)
    out = [line[:1]]
    for a, b in pairwise(at):
        share = np.array([0.35, 0.7, 0.92, 1.0])
        where = a + (b - a) * share
        tall = depth * rng.uniform(0.55, 1.15) * _taper(b / lengths[-1]) * np.array([0.45, 0.85, 1.0, 0.0])
        base = np.stack([np.interp(where, lengths, line[:, k]) for k in (0, 1)], 1)
        s = np.stack([np.interp(where, lengths, side[:, k]) for k in (0, 1)], 1)
        f = np.stack([np.interp(where, lengths, along[:, k]) for k in (0, 1)], 1)
        out.append(base + s * tall[:, None] + f * (tall * lean * share**2)[:, None])
    return np.vstack(out)


def _taper(share: float) -> float:
    # Tufts shrink towards both ends, so that no stray one sticks out where the edge joins a smooth outline.
    return float(np.clip(min(share, 1 - share) * 6, 0.25, 1))


def _frames(line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    normal = -_normals(line)
    return normal, np.stack([-normal[:, 1], normal[:, 0]], axis=1)
