"""Trees, each drawn upwards from the point (x, y) where it leaves the ground."""

import math

from foxdog.drawn.places.colour import shift
from foxdog.drawn.places.easel import Easel, fill, line, polygon, smooth
from foxdog.drawn.places.plants import crown, leaf_dab


def pine(easel: Easel, x: float, y: float, height: float, colour: str, *, snow: str = "") -> list[str]:
    """Return a conifer of overlapping skirts; ``snow``, if given, lies on the lit side of each."""
    tiers = max(4, int(height / 15))
    width = height * easel.between(0.2, 0.27)
    side = -1 if easel.air.sun[0] < x else 1
    parts = [line(f"M{x} {y}V{y - height * 0.5}", shift(colour, light=-0.07), height * 0.03)]
    for i in range(tiers):
        low, high = i / tiers, min(1.0, (i + 2.2) / tiers)
        half = width * (1 - low) ** 0.9 + 1
        foot, tip = y - height * (0.08 + 0.92 * low), y - height * (0.08 + 0.92 * high)
        rise, sag = foot - tip, height * 0.018
        left, right = half * easel.between(0.85, 1.1), half * easel.between(0.85, 1.1)
        data = (
            f"M{x} {tip}C{x + right * 0.2} {foot - rise * 0.5} {x + right * 0.55} {foot - rise * 0.16} "
            f"{x + right} {foot}Q{x + right * 0.72} {foot + sag} {x + right * 0.5} {foot}"
            f"Q{x + right * 0.3} {foot + sag * 2.2} {x} {foot + sag}"
            f"Q{x - left * 0.3} {foot + sag * 2.2} {x - left * 0.5} {foot}"
            f"Q{x - left * 0.72} {foot + sag} {x - left} {foot}"
            f"C{x - left * 0.55} {foot - rise * 0.16} {x - left * 0.2} {foot - rise * 0.5} {x} {tip}Z"
        )
        parts.append(fill(data, shift(colour, light=0.045 * (low - 0.4) + easel.between(-0.012, 0.012))))
        if snow:
            reach = side * (left if side < 0 else right) * 0.8
            crest = (
                f"M{x} {tip + rise * 0.3}C{x + reach * 0.2} {foot - rise * 0.46} {x + reach * 0.5} "
                f"{foot - rise * 0.18} {x + reach} {foot - rise * 0.04}"
                f"Q{x + reach * 0.6} {foot - rise * 0.16} {x + reach * 0.42} {foot - rise * 0.06}"
                f"Q{x + reach * 0.3} {foot - rise * 0.32} {x} {foot - rise * 0.34}Z"
            )
            parts.append(fill(crest, snow))
    return parts


def trunk(easel: Easel, x: float, y: float, width: float, colour: str, *, birch: bool = False) -> list[str]:
    """Return a tall trunk that leaves the picture at the top, lit from the sun's side, its roots spread a little."""
    lean, bend, thin = easel.between(-14, 14), easel.between(-5, 5), easel.between(0.6, 0.8)
    height = y + 10

    def middle(t: float) -> float:
        return x + lean * t + bend * 4 * t * (1 - t)

    def half(t: float) -> float:
        return width * 0.5 * (1 - (1 - thin) * t + 0.75 * max(0.0, 1 - t * 14) ** 2)

    climb = (0.0, 0.03, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0)
    left = [(middle(t) - half(t), y - height * t) for t in climb]
    right = [(middle(t) + half(t), y - height * t) for t in reversed(climb)]
    lit, shade = shift(colour, light=0.06), shift(colour, light=-0.08)
    if easel.air.sun[0] > x:
        lit, shade = shade, lit
    paint = easel.gradient((x - width * 0.6, 0), (x + width * 0.6, 0), ((0, lit, 1), (0.5, colour, 1), (1, shade, 1)))
    parts = [fill(smooth(left) + "L" + smooth(right)[1:] + f"Q{x} {y + width * 0.22} {left[0][0]} {y}Z", paint)]
    if width < 6:
        return parts
    ink = shift(colour, light=-0.40, chroma=0.8) if birch else shift(colour, light=-0.06)
    for _ in range(int(y / (7 if birch else 9))):
        t = easel.between(0.06, 1)
        at, edge = y - height * t, half(t)
        if birch:
            side, reach = easel.pick((-1, 1)), easel.between(0.25, 1.0) * edge
            start = middle(t) + side * edge * 0.97
            parts.append(
                fill(
                    f"M{start} {at - 1.2}q{-side * reach} .6 {-side * reach} 1.2"
                    f"q{side * reach * 0.5} 1.3 {side * reach} .9Z",
                    ink,
                    0.6,
                )
            )
        else:
            offset = easel.between(-0.75, 0.75) * edge
            data = f"M{middle(t) + offset} {at}q{easel.between(-1, 1)} 5 0 {easel.between(6, 15)}"
            parts.append(line(data, ink, easel.between(0.6, 1.3), 0.6))
    return parts


def bough(easel: Easel, x: float, y: float, reach: float, leaf: str) -> list[str]:
    """Return a leafy bough that hangs into the picture around (x, y): uneven masses, single leaves below them."""
    parts = []
    for value, size in ((-0.05, 1.0), (-0.01, 0.8), (0.035, 0.5)):
        shade = shift(leaf, light=value)
        lump_x, lump_y = x + easel.between(-0.45, 0.45) * reach, y - (1 - size) * reach * 0.5
        parts.append(fill(crown(easel, lump_x, lump_y, reach * size, reach * 0.6 * size, 11), shade))
        for _ in range(int(reach * 0.3)):
            across = easel.between(-1, 1)
            px = lump_x + across * reach * size
            py = lump_y + reach * 0.6 * size * (1 - across * across) ** 0.5 * easel.between(0.7, 1.05)
            parts.append(
                leaf_dab(px, py - 2, easel.between(2.2, 3.6), 1.57 - across + easel.between(-0.6, 0.6), shade, 0.8)
            )
    return parts


def leafy_tree(easel: Easel, x: float, y: float, height: float, leaf: str, wood: str) -> list[str]:
    """Return a round broad-leaf tree built from three values of one leaf colour."""
    radius = height * easel.between(0.27, 0.34)
    top = y - height + radius
    parts = [
        fill(
            polygon(
                ((x - height * 0.035, y), (x - height * 0.018, top), (x + height * 0.018, top), (x + height * 0.04, y))
            ),
            wood,
        ),
        line(
            f"M{x} {y - height * 0.36}q{radius * 0.3} {-height * 0.06} {radius * 0.45} {-height * 0.16}",
            wood,
            height * 0.018,
        ),
    ]
    lit = -1 if easel.air.sun[0] < x else 1
    lumps = [(0.0, 0.0, 0.8)]
    for i in range(6):
        angle = 1.05 * i + easel.between(-0.3, 0.3)
        lumps.append((0.55 * math.cos(angle), 0.5 * math.sin(angle), easel.between(0.46, 0.62)))
    for value, size, slide in ((-0.05, 1.0, 0.0), (0.0, 0.74, 0.17), (0.045, 0.4, 0.34)):
        shade = shift(leaf, light=value, turn=value * 120)
        for dx, dy, lump in lumps if value < 0 else lumps[:4:2]:
            middle_x, middle_y = x + radius * (dx + lit * slide), top + radius * (dy - slide)
            parts.append(fill(crown(easel, middle_x, middle_y, radius * lump * size, radius * lump * size, 8), shade))
    for _ in range(int(height / 4)):
        angle, reach = easel.between(0, 6.3), radius * easel.between(0.1, 1.0)
        px, py = x + reach * math.cos(angle), top + reach * math.sin(angle)
        tint = shift(leaf, light=easel.between(-0.04, 0.08))
        parts.append(leaf_dab(px, py, easel.between(1.2, 2.6) * height / 100, easel.between(0, 6.3), tint, 0.8))
    return parts


def bare_tree(easel: Easel, x: float, y: float, height: float, colour: str) -> list[str]:
    """Return a leafless tree: a tapering stem that forks three times."""
    parts = []

    def grow(x0: float, y0: float, length: float, lean: float, width: float) -> None:
        x1, y1 = x0 + lean * length, y0 - length * (1 - 0.35 * abs(lean))
        bend = easel.between(-0.1, 0.1) * length
        parts.append(line(f"M{x0} {y0}Q{(x0 + x1) / 2 + bend} {(y0 + y1) / 2} {x1} {y1}", colour, width))
        if width > 0.8:
            for turn in (easel.between(-0.65, -0.25), easel.between(0.2, 0.65)):
                grow(x1, y1, length * easel.between(0.6, 0.78), max(-1.1, min(1.1, lean + turn)), width * 0.6)

    grow(x, y, height * 0.36, easel.between(-0.1, 0.1), height * 0.05)
    return parts
