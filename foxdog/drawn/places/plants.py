"""Bushes, grasses and what flowers among them, each drawn upwards from the point (x, y) where it leaves the ground."""

import math

from foxdog.drawn.places.colour import mix, shift
from foxdog.drawn.places.easel import Easel, fill, line, oval, smooth


def crown(easel: Easel, cx: float, cy: float, rx: float, ry: float, bumps: int = 11) -> str:
    """Return path data of a mass of foliage about (cx, cy)."""
    turn = easel.between(0, 6.3)
    points = []
    for i in range(bumps):
        angle = turn + 2 * math.pi * i / bumps
        reach = easel.between(0.82, 1.14)
        points.append((cx + rx * reach * math.cos(angle), cy + ry * reach * math.sin(angle)))
    return smooth(points, closed=True)


def bush(easel: Easel, x: float, y: float, width: float, height: float, leaf: str, depth: float = 0.0) -> list[str]:
    """Return a low bush: two masses and a sprinkle of leaf dabs."""
    base, lit = easel.tone(leaf, depth), easel.tone(shift(leaf, light=0.05), depth)
    parts = [fill(crown(easel, x, y - height * 0.35, width * 0.5, height * 0.62, 12), base)]
    parts.append(fill(crown(easel, x - width * 0.1, y - height * 0.55, width * 0.3, height * 0.36, 9), lit, 0.8))
    for _ in range(int(width * (0.5 if depth < 0.3 else 0.16))):
        angle, reach = easel.between(3.0, 6.4), math.sqrt(easel.between(0.1, 1.1))
        px, py = x + math.cos(angle) * width * 0.5 * reach, y - height * 0.3 + math.sin(angle) * height * 0.62 * reach
        parts.append(
            leaf_dab(
                px,
                py,
                easel.between(2.2, 4.4) * height / 40,
                easel.between(-2.6, -0.5),
                shift(base, light=easel.between(-0.04, 0.09)),
            )
        )
    return parts


def leaf_dab(x: float, y: float, size: float, angle: float, colour: str, plump: float = 0.55) -> str:
    """Return one pointed leaf of length ``2 * size`` from (x, y) in direction ``angle`` (radians)."""
    dx, dy = math.cos(angle) * size, math.sin(angle) * size
    across, down = -dy * plump, dx * plump
    return fill(
        f"M{x:.1f} {y:.1f}q{dx + across:.1f} {dy + down:.1f} {2 * dx:.1f} {2 * dy:.1f}"
        f"q{-dx - across:.1f} {-dy - down:.1f} {-2 * dx:.1f} {-2 * dy:.1f}Z",
        colour,
    )


def blade(x: float, y: float, height: float, lean: float, width: float, colour: str) -> str:
    """Return one grass blade whose tip ends ``lean`` units to the right of its foot."""
    tip_x, tip_y, belly = x + lean, y - height, lean * 0.15
    return fill(
        f"M{x - width / 2:.1f} {y:.1f}Q{x - width / 2 + belly:.1f} {y - height * 0.6:.1f} {tip_x:.1f} {tip_y:.1f}"
        f"Q{x + width / 2 + belly:.1f} {y - height * 0.5:.1f} {x + width / 2:.1f} {y:.1f}Z",
        colour,
    )


def tuft(easel: Easel, x: float, y: float, height: float, colour: str, count: int = 7) -> list[str]:
    """Return a fan of grass blades."""
    parts = []
    for _ in range(count):
        lean = easel.between(-0.55, 0.55) * height
        tall = height * easel.between(0.55, 1.0)
        shade = shift(colour, light=easel.between(-0.05, 0.06), turn=easel.between(-6, 6))
        parts.append(blade(x + lean * 0.18, y, tall, lean * 0.7, max(1.0, height * 0.09), shade))
    return parts


def fern(easel: Easel, x: float, y: float, height: float, colour: str) -> list[str]:
    """Return a fern: arching fronds with paired leaflets that shorten towards the tip."""
    parts, places = [], steps(13)
    for lean in (-1.0, 1.0, -0.6, 0.62, -0.2, 0.25):
        lean += easel.between(-0.12, 0.12)
        shade = shift(colour, light=easel.between(-0.03, 0.05) - 0.03 * abs(lean))
        tall = height * (1.05 - 0.35 * abs(lean))
        stem = [
            (x + lean * height * (0.25 * t + 0.6 * t * t), y - tall * (1.3 * t - 0.55 * t * t * abs(lean)))
            for t in places
        ]
        parts.append(line(smooth(stem), shade, max(0.7, height * 0.018)))
        for (x0, y0), (x1, y1), t in zip(stem[1:], stem[2:], places[1:], strict=False):
            size = height * 0.125 * (1.1 - t) * min(1.0, 0.5 + 3 * t)
            along = math.atan2(y1 - y0, x1 - x0)
            parts += [leaf_dab(x0, y0, size, along + side, shade, 0.62) for side in (-0.95, 0.95)]
    return parts


def steps(count: int) -> list[float]:
    """Return ``count`` numbers from 0 to 1 at equal distances."""
    return [i / (count - 1) for i in range(count)]


def flower(easel: Easel, x: float, y: float, height: float, petal: str, stem: str) -> list[str]:
    """Return a small meadow flower on a bent stem."""
    tip = x + easel.between(-0.25, 0.25) * height
    size = easel.between(1.5, 2.6) * (0.5 + height / 36)
    kind = int(easel.rng.integers(3))
    parts = [line(f"M{x} {y}Q{x} {y - height * 0.6} {tip} {y - height}", stem, 0.8)]
    if kind == 0:
        for i in range(6):
            angle = i * math.pi / 3
            parts.append(
                oval(
                    tip + math.cos(angle) * size,
                    y - height + math.sin(angle) * size * 0.75,
                    size * 0.62,
                    size * 0.5,
                    petal,
                )
            )
        parts.append(oval(tip, y - height, size * 0.55, size * 0.45, mix(petal, "#d9a441", 0.7)))
    elif kind == 1:
        parts.append(
            fill(
                f"M{tip - size} {y - height - size}q{size} {size * 0.7} {2 * size} 0"
                f"q.2 {2 * size} {-size} {2.1 * size}q{-1.2 * size} 0 {-size} "
                f"{-2.1 * size}Z",
                petal,
            )
        )
    else:
        parts += [
            oval(
                tip + easel.between(-1, 1),
                y - height + i * size * 0.9,
                size * 0.5,
                size * 0.5,
                shift(petal, light=0.03 * (2 - i)),
            )
            for i in range(4)
        ]
    return parts


def mushroom(easel: Easel, x: float, y: float, height: float) -> list[str]:
    """Return a mushroom with a domed cap."""
    cap = easel.tone(easel.pick(("#b5654a", "#c79a6b", "#a98467", "#d8c4a0")))
    stem, half = easel.tone("#e5d8bf"), height * 0.5
    return [
        fill(
            f"M{x - height * 0.13} {y}L{x - height * 0.1} {y - height * 0.6}"
            f"H{x + height * 0.1}L{x + height * 0.16} {y}Z",
            stem,
        ),
        fill(
            f"M{x - half} {y - height * 0.55}Q{x - half * 0.9} {y - height * 1.05} {x} "
            f"{y - height}Q{x + half} {y - height * 1.02} {x + half} {y - height * 0.55}"
            f"Q{x} {y - height * 0.42} {x - half} {y - height * 0.55}Z",
            cap,
        ),
        oval(x - half * 0.35, y - height * 0.8, half * 0.22, half * 0.12, shift(cap, light=0.12), 0.8),
    ]
