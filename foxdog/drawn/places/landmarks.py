"""Far-off things that tell one open landscape from the next: a barn, a windmill, bales, a lighthouse, a sail.

Each stands at (x, y) with y the line where it meets the land; ``depth`` 0-1 fades it into the haze.
"""

from foxdog.drawn.places.colour import shift
from foxdog.drawn.places.easel import Easel, box, fill, line, oval, polygon, smooth


def farm(easel: Easel, x: float, y: float, depth: float) -> list[str]:
    """Return a farmhouse with a barn beside it and a light in its window towards evening."""
    parts = []
    for dx, wide, tall, wall in ((0, 30, 15, "#a86f5c"), (-27, 20, 12, "#c9b79c")):
        face, roof = easel.tone(wall, depth), easel.tone("#6f625f", depth)
        left, top = x + dx - wide / 2, y - tall
        parts += [
            box(left, top, wide, tall + 2, face),
            fill(
                polygon(
                    (
                        (left - 3, top + 1),
                        (left + 4, top - tall * 0.75),
                        (left + wide - 4, top - tall * 0.75),
                        (left + wide + 3, top + 1),
                    )
                ),
                roof,
            ),
        ]
        lit = easel.air.light in ("dusk", "night")
        pane = "#f3d08e" if lit else shift(face, light=-0.12)
        parts += [box(left + wide * share, top + tall * 0.35, 3.4, 4.4, pane) for share in (0.2, 0.65)]
    return parts


def windmill(easel: Easel, x: float, y: float, depth: float) -> list[str]:
    """Return a windmill, its four sails at any angle."""
    tower, cap, wood = easel.tone("#cdbfa6", depth), easel.tone("#80685c", depth), easel.tone("#8d7a68", depth)
    parts = [
        fill(polygon(((x - 9, y + 2), (x - 5.5, y - 34), (x + 5.5, y - 34), (x + 9, y + 2))), tower),
        fill(f"M{x - 7} {y - 33}q7 -14 14 0Z", cap),
        box(x - 2, y - 9, 4, 11, cap),
        box(x - 1.5, y - 24, 3, 4, cap),
    ]
    turn = easel.between(8, 80)
    for quarter in range(4):
        sail = line(f"M{x} {y - 36}v-24", wood, 1) + box(x, y - 60, 5, 19, tower, 0.85)
        parts.append(f'<g transform="rotate({turn + 90 * quarter} {x} {y - 36})">{sail}</g>')
    return parts


def bales(easel: Easel, x: float, y: float, depth: float) -> list[str]:
    """Return round hay bales scattered about a point."""
    parts = []
    for dx, dy in ((0, 0), (-26, -7), (22, -9)):
        size, straw = 9 + dy * 0.35, easel.tone("#c9ab6c", depth)
        cx, cy = x + dx, y + dy - size * 0.8
        parts += [
            oval(cx + 4, cy + size * 0.85, size * 1.7, 2, easel.tone("#7a6a48", depth), 0.4),
            box(cx - size * 0.2, cy - size, size * 1.3, size * 1.95, shift(straw, light=-0.03), radius=size * 0.5),
            oval(cx - size * 0.2, cy, size * 0.86, size, shift(straw, light=0.04)),
            oval(cx - size * 0.2, cy, size * 0.5, size * 0.58, shift(straw, light=-0.02)),
            oval(cx - size * 0.2, cy, size * 0.26, size * 0.3, shift(straw, light=0.05)),
        ]
    return parts


def lighthouse(easel: Easel, x: float, y: float, depth: float) -> list[str]:
    """Return a banded lighthouse on a low headland."""
    rock, white, band = (easel.tone(c, depth) for c in ("#8b857c", "#e2d9c8", "#b0675a"))
    parts = [fill(smooth(((x - 44, y + 4), (x - 20, y - 5), (x + 8, y - 8), (x + 48, y + 4)), closed=True), rock)]
    for i, colour in enumerate((white, band, white, band, white)):
        low, high = 6.5 - 0.75 * i, 5.75 - 0.75 * i
        at = y - 6 - 8 * i
        parts.append(fill(polygon(((x - low, at), (x + low, at), (x + high, at - 8.3), (x - high, at - 8.3))), colour))
    lamp = easel.air.light in ("dusk", "night")
    parts += [
        box(x - 2.2, y - 53, 4.4, 7, "#ffdf9a" if lamp else white),
        fill(f"M{x - 3.6} {y - 52}q3.6 -7 7.2 0Z", band),
    ]
    return [*parts, easel.halo(x, y - 50, 34, "#ffd998", 0.7)] if lamp else parts


def sail(easel: Easel, x: float, y: float, depth: float) -> list[str]:
    """Return a small sailing boat."""
    cloth, hull = easel.tone(easel.pick(("#eee6d6", "#d9a27c", "#e3cfa4")), depth), easel.tone("#7a5f55", depth)
    return [
        fill(f"M{x - 10} {y - 3}h20q-3 6 -6 6h-9q-4 -1 -5 -6Z", hull),
        fill(f"M{x} {y - 28}L{x + 11} {y - 5}H{x}Z", cloth),
        fill(f"M{x - 1.5} {y - 24}L{x - 8} {y - 5}H{x - 1.5}Z", shift(cloth, light=-0.05)),
    ]


def poplars(easel: Easel, x: float, y: float, depth: float) -> list[str]:
    """Return a row of poplars, tall and narrow."""
    parts, leaf = [], easel.tone(easel.pick(("#6f8560", "#8a8f5c", "#a8925a")), depth)
    for i in range(int(easel.rng.integers(3, 6))):
        cx, tall = x + (i - 2) * easel.between(10, 13), easel.between(34, 52)
        shade = shift(leaf, light=easel.between(-0.03, 0.03))
        parts.append(
            fill(
                f"M{cx} {y + 2}C{cx - 9} {y - tall * 0.3} {cx - 4} {y - tall * 0.85} {cx} {y - tall}"
                f"C{cx + 4} {y - tall * 0.85} {cx + 9} {y - tall * 0.3} {cx} {y + 2}Z",
                shade,
            )
        )
    return parts
