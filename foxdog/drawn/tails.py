"""Tails: where they run and how they are painted."""

from __future__ import annotations

import numpy as np

from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import mix, shadow_of
from foxdog.drawn.limbs import Frame
from foxdog.drawn.shapes import Points, fluff, limb, polygon, smooth, trace
from foxdog.drawn.traits import Coat, Kind


def draw(pen: Pen, kind: Kind, coat: Coat, spine: Points, *, scale: float = 1.0) -> None:
    """A tail along `spine` (root to tip), in the manner of the kind."""
    profile = _TAIL_WIDTHS[kind.tail]
    outline = limb(spine, [w * kind.tail_w * scale for w in profile])
    half = (len(outline) - 8) // 2 + 2
    if kind.fur > 0:
        outline = _furred(pen, kind, outline, half)
    d = polygon(outline)
    colour = _tail_colour(kind, coat)
    pen.fill(d, colour)
    tip = _tip_colour(kind, coat)
    with pen.clip(d):
        if kind.pattern == "grey":
            pen.line(
                smooth(np.asarray(spine) - np.array((0, kind.tail_w * 0.5)), closed=False), coat.dark, 4, 0.7, blur=2
            )
        if tip:
            _paint_tip(pen, kind, spine, tip)
        _streaks(pen, spine, kind.tail_w, colour)
    pen.volume(d, colour, kind.tail_w * 0.5 + 2, strength=0.42, rim=0.3)


_TAIL_WIDTHS = {
    "brush": [0.42, 0.7, 0.95, 1.1, 1.08, 0.85, 0.4, 0.02],
    "curl": [0.8, 1.0, 1.0, 0.95, 0.7, 0.1],
    "plume": [0.6, 0.95, 1.1, 1.0, 0.7, 0.05],
    "sabre": [1.1, 1.05, 0.95, 0.8, 0.55, 0.2],
    "otter": [1.35, 1.15, 1.0, 0.75, 0.45, 0.15],
    "low": [0.65, 0.9, 1.0, 0.95, 0.7, 0.1],
}


def _furred(pen: Pen, kind: Kind, outline: np.ndarray, half: int) -> np.ndarray:
    depth = kind.fur * (1.1 if kind.tail in ("brush", "plume", "low") else 0.7)
    mirror = np.array([-1.0, 1.0])
    one = fluff(outline[:half] * mirror, depth, 9, pen.rng, lean=1.2) * mirror
    other = fluff(outline[half:-4][::-1], depth, 9, pen.rng, lean=1.2)
    return np.vstack([one, other[::-1], outline[-4:]])


def _tail_colour(kind: Kind, coat: Coat) -> str:
    return {
        "saddle": mix(coat.dark, coat.main, 0.25), "tricolour": coat.dark, "husky": mix(coat.main, coat.light, 0.15),
        "urajiro": mix(coat.main, coat.light, 0.12), "silver": coat.dark,
    }.get(kind.pattern, coat.main)  # fmt: skip


def _tip_colour(kind: Kind, coat: Coat) -> str:
    if kind.tail_tip:
        return coat.light if kind.tail_tip == "light" else coat.dark
    return coat.light if kind.pattern in ("husky", "urajiro") else ""


def _paint_tip(pen: Pen, kind: Kind, spine: Points, colour: str) -> None:
    line = trace(spine)
    end = line[int(len(line) * (0.7 if kind.tail == "brush" else 0.78)) :]
    end = np.vstack([end, end[-1] + (end[-1] - end[-2]) * 6])
    along = np.gradient(end, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None] + 1e-9
    side = np.stack([-along[:, 1], along[:, 0]], axis=1)
    # The border of the tip is toothed like wet fur, never a straight cut; the tip bends with the tail.
    teeth = []
    for i, k in enumerate(np.linspace(-1.3, 1.3, 11)):
        reach = pen.rng.uniform(0.7, 1.2) if i % 2 else pen.rng.uniform(-0.1, 0.2)
        teeth.append(end[0] + side[0] * k * kind.tail_w - along[0] * kind.tail_w * reach)
    wide = side * np.linspace(1.3, 1.6, len(end))[:, None] * kind.tail_w
    d = polygon(np.vstack([teeth, end + wide, (end - wide)[::-1]]))
    pen.line(d, colour, 3, 0.3)
    pen.fill(d, colour)


def _streaks(pen: Pen, spine: Points, width: float, colour: str) -> None:
    line = trace(spine)
    for tone, opacity in ((mix(colour, "#fff4dc", 0.5), 0.3), (shadow_of(colour), 0.3)):
        d = []
        for _ in range(16):
            i = int(pen.rng.integers(0, max(1, len(line) - 10)))
            shift = pen.rng.uniform(-0.8, 0.8, 2) * width
            part = line[i : i + 8] + shift
            d.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (part[0], part[3], part[-1])))
        pen.line("".join(d), tone, 1.2, opacity)


def standing_spine(kind: Kind, f: Frame, rng: np.random.Generator, stride: float = 0.0) -> list[tuple[float, float]]:
    """Where the tail of a standing animal runs, from its root."""
    x, y = f.rump
    n, s = kind.tail_len, rng.uniform(-0.12, 0.12)
    if kind.tail == "brush":
        up = stride * 0.3 + s
        bend = [
            (-0.12, 0.1),
            (-0.28, 0.32 - up * 0.3),
            (-0.45, 0.52 - up * 0.7),
            (-0.65, 0.62 - up * 1.2),
            (-0.88, 0.58 - up * 1.8),
        ]
        return [(x + 6, y + 3)] + [(x + a * n, y + b * n) for a, b in bend]
    if kind.tail == "low":
        bend = [(-0.12, 0.1), (-0.22, 0.35), (-0.28, 0.62), (-0.4 - s, 0.82), (-0.6 - s, 0.9)]
        return [(x + 6, y + 3)] + [(x + a * n, y + b * n) for a, b in bend]
    if kind.tail in ("curl", "plume"):
        r = 17 + kind.tail_w * 0.35
        angles = np.linspace(2.6, 2.6 + (5.4 if kind.tail == "curl" else 3.9), 7)
        cx, cy = x + r * 0.55 + 3, y - r * 0.95
        return [(x + 8, y + 6)] + [(cx + r * np.cos(a), cy + r * np.sin(a)) for a in angles]
    if kind.tail == "sabre":
        bend = [(-0.12, -0.06), (-0.3, -0.3), (-0.38 + s, -0.6), (-0.34 + s, -0.9)]
        return [(x + 6, y + 4)] + [(x + a * n * 0.8, y + b * n * 0.8) for a, b in bend]
    bend = [(-0.15, 0.02), (-0.4, 0.1 + s), (-0.65, 0.1 + s * 2), (-0.92, -0.04 + s * 3)]
    return [(x + 6, y + 6)] + [(x + a * n, y + b * n) for a, b in bend]
