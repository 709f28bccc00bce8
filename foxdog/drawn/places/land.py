"""Sky, hills and ground: the large calm shapes every outdoor scene is built from."""

import math
from collections.abc import Sequence
from itertools import pairwise

from foxdog.drawn.places.easel import Easel, Point, box, fill, line, oval, smooth


def ridge(easel: Easel, y: float, swell: float, steps: int = 7) -> list[Point]:
    """Return the skyline of a hill: points from beyond the left edge to beyond the right, about height ``y``."""
    phase, lean = easel.between(0, 6.3), easel.between(-0.5, 0.5)
    points = []
    for i in range(steps + 1):
        x = -20 + 296 * i / steps
        wave = easel.between(-0.5, 0.5) + 0.8 * math.sin(phase + i * 1.1)
        points.append((x, y + swell * (wave + lean * (i / steps - 0.5))))
    return points


def land(skyline: Sequence[Point], colour: str, bottom: float = 270) -> str:
    """Return everything below a skyline in one colour or gradient."""
    return fill(smooth(skyline) + f"L{skyline[-1][0]} {bottom}L{skyline[0][0]} {bottom}Z", colour)


def height_at(skyline: Sequence[Point], x: float) -> float:
    """Return the y of a skyline at ``x``."""
    for (x0, y0), (x1, y1) in pairwise(skyline):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return skyline[-1][1]


def sky(easel: Easel, horizon: float) -> list[str]:
    """Return the sky down to ``horizon`` with its sun, moon, stars and clouds."""
    air = easel.air
    x, y = air.sun
    parts = [box(0, 0, 256, 256, easel.fall(0, horizon, air.top, air.low))]
    if air.light == "night":
        for _ in range(int(easel.rng.integers(14, 40))):
            across, down, size = easel.between(0, 256), easel.between(0, horizon * 0.75), easel.between(0.4, 0.95)
            parts.append(oval(across, down, size, size, "#e9ecf2", easel.between(0.3, 0.85)))
        if easel.chance(0.7):
            radius = easel.between(9, 15)
            parts.append(easel.halo(x, y, radius * 4.5, air.glow, 0.4))
            if easel.chance(0.5):
                parts.append(oval(x, y, radius, radius, air.glow, 0.95))
            else:
                arc = f"A{radius} {radius} 0 1 1 {x} {y + radius}"
                inner = f"A{radius * 1.15} {radius * 1.15} 0 0 0 {x} {y - radius}Z"
                parts.append(fill(f"M{x} {y - radius}{arc}{inner}", air.glow, 0.95))
    elif air.light == "dusk":
        radius = easel.between(13, 22)
        parts += [easel.halo(x, y, 110, air.glow, 0.75), oval(x, y, radius, radius, air.glow, 0.9)]
    elif air.light == "day":
        parts.append(easel.halo(x, y, 105, air.glow, 0.6))
        if easel.chance(0.45):
            radius = easel.between(10, 16)
            parts.append(oval(x, y, radius, radius, air.glow, 0.85))
    if easel.chance({"day": 0.7, "dusk": 0.8, "overcast": 1.0, "night": 0.4}[air.light]):
        parts += clouds(easel, horizon)
    if not air.dark and easel.chance(0.25):
        parts += birds(easel, horizon)
    return parts


def clouds(easel: Easel, horizon: float) -> list[str]:
    """Return a few clouds, lit from above: long and flat-bottomed, or piled up in heaps."""
    air, parts = easel.air, []
    body = {"day": "#f9f3e6", "dusk": "#f6cdb4", "overcast": "#e4e3de", "night": "#7d8fae"}[air.light]
    heaped = air.light == "day" and easel.chance(0.45)
    for _ in range(int(easel.rng.integers(1, 4))):
        cx, cy = easel.between(-10, 266), easel.between(0.1, 0.62) * horizon
        length, thick = easel.between(26, 62), easel.between(5, 11)
        if heaped:
            length, thick = length * 0.7, thick * 2.1
        puffs = [(cx - length, cy)]
        count = int(easel.rng.integers(3, 6))
        for i in range(count):
            across = (i + 0.5) / count * 2 - 1
            puffs.append((cx + across * length, cy - thick * (1.25 - across * across) * easel.between(0.6, 1.2)))
        puffs += [(cx + length, cy), (cx + length * 0.3, cy + 2.2), (cx - length * 0.4, cy + 1.6)]
        paint = easel.gradient((0, cy - thick), (0, cy + 3), ((0, body, 0.88), (1, body, 0.25)))
        parts.append(fill(smooth(puffs, closed=True), paint))
    return parts


def birds(easel: Easel, horizon: float) -> list[str]:
    """Return a loose flight of far birds."""
    x, y = 128 + easel.pick((-1, 1)) * easel.between(30, 84), easel.between(0.2, 0.5) * horizon
    ink = easel.tone("#5b5c62", 0.3)
    flight = []
    for i in range(int(easel.rng.integers(3, 7))):
        bx, by, span = x + i * easel.between(6, 10), y + easel.between(-7, 7), easel.between(2.2, 3.8)
        data = f"M{bx - span} {by}q{span * 0.6} {-span * 0.8} {span} .4q{span * 0.4} {-span} {span} -.6"
        flight.append(line(data, ink, 0.9))
    return flight


def fireflies(easel: Easel, top: float) -> list[str]:
    """Return the fireflies of a summer night, between ``top`` and the lower edge."""
    parts = []
    for _ in range(int(easel.rng.integers(6, 16))):
        x, y, size = (
            128 + easel.pick((-1, 1)) * easel.between(34, 124),
            easel.between(top, 236),
            easel.between(0.7, 1.3),
        )
        parts += [
            oval(x, y, size * share, size * share, "#f6e3a0", glow)
            for share, glow in ((5, 0.08), (2.6, 0.2), (1, 0.95))
        ]
    return parts


def mist(easel: Easel, y: float, depth: float, opacity: float = 0.7) -> str:
    """Return a veil of haze that is thickest at ``y`` and gone ``depth`` units above and a third below."""
    haze = easel.air.haze
    stops = ((0, haze, 0), (0.7, haze, opacity), (1, haze, 0))
    return box(0, y - depth, 256, depth * 1.35, easel.gradient((0, y - depth), (0, y + depth * 0.35), stops))


def clearing(easel: Easel, y: float, colour: str, opacity: float = 0.5) -> str:
    """Return the pool of soft light behind the middle of the picture, so that whoever stands there reads."""
    return easel.halo(128, y, 112, colour, opacity, flat=0.85)


def moonlight(easel: Easel, ground: float) -> list[str]:
    """Return a pool of moonlight where the animal will stand, at night; a cast shadow needs something to fall on."""
    return [easel.halo(128, ground + 6, 118, "#c3d0e0", 0.42, flat=0.36)] if easel.air.dark else []


def strokes(easel: Easel, top: float, bottom: float, colours: tuple[str, ...], count: int) -> list[str]:
    """Return dry brush strokes lying flat on the ground, longer and wider the nearer they are."""
    parts = []
    for _ in range(count):
        near = easel.between(0, 1)
        y = top + (bottom - top) * near
        x, length = easel.between(-20, 250), (0.35 + near) * easel.between(10, 34)
        bend = easel.between(-2, 2) * (0.3 + near)
        data = f"M{x} {y}q{length / 2} {bend} {length} {bend * 0.4}"
        parts.append(line(data, easel.tone(easel.pick(colours), 0.25 * (1 - near)), 0.7 + 2.4 * near, 0.35))
    return parts


def winding_path(easel: Easel, top: float, colour: str, opacity: float = 1.0) -> str:
    """Return a path that winds from the lower edge up to ``top``, narrowing with distance."""
    side = easel.pick((-1, 1))
    end = 128 + side * easel.between(10, 60)
    bends = (
        (262, 128 - side * 26, 52),
        (226, 128 - side * 18, 38),
        (198, 128 + side * 6, 25),
        (178, 128 + side * 34, 14),
    )
    middle = [*bends, (max(top + 6, 166.0), end + side * 6, 7), (top, end - side * 6, 2.5)]
    left = [(x - half, y) for y, x, half in middle]
    right = [(x + half, y) for y, x, half in reversed(middle)]
    return fill(smooth(left) + "L" + smooth(right)[1:] + "Z", colour, opacity)
