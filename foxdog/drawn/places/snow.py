"""Snow: rolling white in blue and lilac shadow, firs that thin out into the falling flakes."""

import math

from foxdog.drawn.places import plants, trees
from foxdog.drawn.places.colour import mix, shift
from foxdog.drawn.places.easel import Easel, Point, Scene, box, fill, line, oval, polygon, smooth
from foxdog.drawn.places.land import clearing, height_at, land, mist, moonlight, ridge, sky

# Snow in the light, snow in the shadow, firs, wood.
PALETTES = (
    ("#e6ebec", "#a9bdd0", "#4f6d70", "#6d5a52"),
    ("#e9e8ec", "#b3b4d0", "#56667a", "#6a5960"),
    ("#eceae2", "#a8c0c4", "#5d7468", "#786152"),
    ("#e8e4e8", "#b7aec6", "#5b5f78", "#705a5c"),
)


def paint_snow(easel: Easel, occlude: bool) -> Scene:
    """Paint a winter landscape: hills, a fir wood, a frozen lake or a village far away."""
    lit, shade, fir, wood = easel.pick(PALETTES)
    horizon, ground = easel.between(118, 150), easel.between(196, 210)
    theme = easel.pick(("hills", "wood", "lake", "village", "mountains"))
    parts = sky(easel, horizon + 10)
    if easel.air.dark and easel.chance(0.35):
        parts.append(easel.blurred(_aurora(easel), 3, 110))
    if theme in ("mountains", "lake") or easel.chance(0.25):
        parts += _mountains(easel, horizon, lit, shade)
    parts += _hills(easel, horizon, lit, shade, fir, theme)
    parts.append(clearing(easel, 118, easel.tone(shade, 0.35), 0.55))
    parts += [*_field(easel, horizon + 34, lit, shade), *moonlight(easel, ground)]
    if easel.chance(0.35):
        parts += _fence(easel, wood, lit)
    if theme == "wood" or easel.chance(0.7):
        parts += _near_trees(easel, lit, shade, fir, wood)
    back = easel.sheet(parts)
    return Scene(back, easel.sheet(_front(easel, lit, shade, fir, wood, occlude)), ground)


def _aurora(easel: Easel) -> list[str]:
    """Return northern lights: two or three soft green and violet curtains."""
    parts = []
    for hue in easel.pick((("#8fd0b4", "#7fb6b0"), ("#9cc9a8", "#a58fc4"), ("#86c0bd", "#9f9ccb", "#9cd0ae"))):
        y, x = easel.between(40, 76), -20.0
        foot = []
        while x < 290:
            foot.append((x, y + easel.between(-12, 12)))
            x += easel.between(28, 50)
        top = [(px + 8, py - easel.between(26, 52)) for px, py in reversed(foot)]
        paint = easel.gradient((0, y - 46), (0, y + 10), ((0, hue, 0), (0.75, hue, 0.4), (1, hue, 0.05)))
        parts.append(fill(smooth(foot) + "L" + smooth(top)[1:] + "Z", paint))
    return parts


def _mountains(easel: Easel, horizon: float, lit: str, shade: str) -> list[str]:
    """Return far peaks, each with a lit and a shaded flank."""
    parts = []
    for depth, height in ((0.62, 74), (0.5, 50)):
        for _ in range(3):
            x, tall = easel.between(-20, 276), height * easel.between(0.7, 1.15)
            half = tall * easel.between(0.95, 1.4)
            peak, foot = horizon + 12 - tall, horizon + 16
            fold = x + easel.between(-0.1, 0.25) * half
            parts.append(fill(polygon(((x - half, foot), (x, peak), (x + half, foot))), easel.tone(shade, depth)))
            face = (
                (x - half, foot),
                (x, peak),
                (x + 3, peak + tall * 0.3),
                (fold - 5, peak + tall * 0.5),
                (fold + 4, peak + tall * 0.72),
                (fold - half * 0.15, foot),
            )
            parts.append(fill(polygon(face), easel.tone(lit, depth + 0.05), 0.75))
    return [*parts, mist(easel, horizon + 12, 60, 0.8)]


def _hills(easel: Easel, horizon: float, lit: str, shade: str, fir: str, theme: str) -> list[str]:
    """Return two or three snowy hills, each a step nearer, with trees or houses along their crests."""
    parts = []
    for step, depth in enumerate((0.58, 0.4, 0.22)):
        y = horizon + 4 + 13 * step
        crest = ridge(easel, y, 10 - 2.5 * step, 5)
        top, low = easel.tone(lit, depth), easel.tone(mix(lit, shade, 0.8), depth)
        copse = []
        for _ in range(int(easel.between(3, 8)) if theme == "wood" or easel.chance(0.7) else 0):
            x = easel.between(0, 256)
            if step == 2 and abs(x - 128) < 62:
                continue
            size = easel.between(16, 30) * (1 + 0.6 * step)
            snow = easel.tone(mix(lit, shade, 0.45), depth) if step else ""
            copse += trees.pine(easel, x, height_at(crest, x) + 2, size, easel.tone(fir, depth + 0.05), snow=snow)
        if step == 1 and theme == "village":
            copse += _village(easel, crest, lit, depth)
        parts += [*copse, land(crest, easel.fall(y - 10, y + 34, top, low))]
        if step == 1 and theme == "lake":
            ice = easel.tone(mix(shade, "#8fb4c4", 0.5), 0.3)
            parts += [box(-5, y + 8, 266, 26, ice)] + [
                line(
                    f"M{easel.between(-10, 220)} {y + 10 + 4 * i}h{easel.between(20, 80)}",
                    easel.tone(lit, 0.3),
                    0.8,
                    0.6,
                )
                for i in range(6)
            ]
        parts.append(mist(easel, y + 6, 34, 0.35))
    return parts


def _village(easel: Easel, crest: list[Point], lit: str, depth: float) -> list[str]:
    """Return a few far houses with snow on their roofs and, towards evening, a light in the window."""
    parts, centre = [], 128 + easel.pick((-1, 1)) * easel.between(62, 84)
    for i in range(int(easel.rng.integers(1, 4))):
        x, size = centre + (i - 1) * 24 + easel.between(-4, 4), easel.between(11, 17)
        y = height_at(crest, x) + 2
        wall = easel.tone(easel.pick(("#a2705c", "#8d7a6a", "#b59a78", "#7c6a66")), depth)
        parts.append(box(x - size * 0.6, y - size * 0.75, size * 1.2, size * 0.8, wall))
        parts.append(box(x + size * 0.2, y - size * 1.5, size * 0.2, size * 0.6, shift(wall, light=-0.05)))
        roof = ((x - size * 0.85, y - size * 0.68), (x, y - size * 1.45), (x + size * 0.85, y - size * 0.68))
        parts.append(fill(polygon(roof), easel.tone(lit, depth * 0.7)))
        glows = easel.air.light != "day"
        parts.append(
            box(
                x - size * 0.15,
                y - size * 0.5,
                size * 0.3,
                size * 0.3,
                "#ffd98c" if glows else shift(wall, light=-0.15),
            )
        )
        if glows:
            parts.append(easel.halo(x, y - size * 0.35, size, "#ffd08a", 0.55))
    return parts


def _field(easel: Easel, top: float, lit: str, shade: str) -> list[str]:
    """Return the near snow: drifts with a bright crest and a blue hollow, sometimes a line of footprints."""
    parts = []
    for step in range(3):
        y = top + step * (28 + 4 * step)
        crest = ridge(easel, y, 5, 4)
        depth = 0.14 - 0.06 * step
        paint = easel.fall(
            y - 4, y + 44, easel.tone(mix(lit, shade, 0.12), depth), easel.tone(mix(lit, shade, 0.75), depth)
        )
        parts += [land(crest, paint), line(smooth(crest), easel.tone(lit), 1.2, 0.5)]
    for _ in range(16):
        x, y = easel.between(-10, 240), easel.between(top + 12, 252)
        length = easel.between(10, 40)
        parts.append(
            line(
                f"M{x} {y}q{length / 2} {easel.between(-3, 3)} {length} 0",
                easel.tone(easel.pick((lit, shade))),
                easel.between(0.8, 2),
                0.4,
            )
        )
    if easel.chance(0.4):
        slope, start = easel.between(-40, 40), 128 + easel.pick((-1, 1)) * 62
        for i in range(9):
            near = i / 8
            x, y = start + slope * near + (4 if i % 2 else -4) * (0.4 + near), top + 10 + (236 - top) * near
            parts.append(oval(x, y, 1.2 + 2.6 * near, 0.6 + 1.2 * near, easel.tone(shift(shade, light=-0.06)), 0.6))
    return parts


def _near_trees(easel: Easel, lit: str, shade: str, fir: str, wood: str) -> list[str]:
    """Return a tall fir, a birch or a bare young tree at one or both sides."""
    parts = []
    for side in easel.pick(((-1,), (1,), (-1, 1))):
        x, foot = 128 + side * easel.between(84, 120), easel.between(186, 214)
        kind = easel.pick(("fir", "fir", "birch", "bare"))
        shadow = easel.tone("#8fa3bd")
        away = 1 if easel.air.sun[0] < x else -1
        parts.append(oval(x + away * 16, foot + 1, 38, 4.5, shadow, 0.45))
        if kind == "fir":
            parts += trees.pine(
                easel,
                x,
                foot,
                easel.between(110, 190),
                easel.tone(fir, 0.06),
                snow=easel.tone(mix(lit, shade, 0.4), 0.02),
            )
        elif kind == "birch":
            parts += trees.trunk(easel, x, foot, easel.between(10, 18), easel.tone("#d5d0c8", 0.05), birch=True)
        else:
            parts += trees.bare_tree(easel, x, foot, easel.between(90, 140), easel.tone(wood, 0.1))
    return parts


def _fence(easel: Easel, wood: str, lit: str) -> list[str]:
    """Return a low snow-capped fence that runs in from one side and stops before the middle."""
    parts, y = [], easel.between(176, 186)
    start, stop = easel.pick(((-6, 66), (192, 262)))
    colour = easel.tone(wood, 0.15)
    parts += [line(f"M{start} {y - h}L{stop} {y - h + 2}", colour, 2.2) for h in (9, 17)]
    for x in range(start + 6, stop, 18):
        parts += [box(x, y - 24, 4, 27, colour, radius=1), oval(x + 2, y - 24, 3.4, 1.9, easel.tone(lit))]
    return parts


def _front(easel: Easel, lit: str, shade: str, fir: str, wood: str, occlude: bool) -> list[str]:
    """Return the nearest drift, dry stalks, falling flakes; with ``occlude`` also snowy stones, a fir or a birch."""
    parts = []
    bright, blue = easel.tone(lit), easel.tone(mix(lit, shade, 0.6))
    for _ in range(5):
        x = 128 + easel.pick((-1, 1)) * easel.between(50, 126)
        parts += plants.tuft(easel, x, 262, easel.between(24, 44), easel.tone(mix(wood, "#b59a6e", 0.6)), 5)
    if occlude:
        kind, side = easel.pick(("stones", "fir", "birch")), easel.pick((-1, 1))
        if kind == "stones":
            parts += _stones(easel, side, bright, blue)
        elif kind == "fir":
            x = 128 + side * easel.between(44, 56)
            parts += trees.pine(
                easel, x, 252, easel.between(172, 196), easel.tone(fir), snow=easel.tone(mix(lit, shade, 0.4))
            )
        else:
            x = 128 + side * easel.between(36, 50)
            parts += trees.trunk(easel, x, 254, easel.between(27, 36), easel.tone("#d5d0c8"), birch=True)
    # The nearest drift lies in the corners: across the middle it would cut a portrait off like a bust on a shelf.
    crest = [(x, y + 0.0011 * (16384 - min((x - 128) ** 2, 16384))) for x, y in ridge(easel, 240, 5, 8)]
    parts.append(land(crest, easel.fall(232, 262, bright, blue)))
    if easel.chance(0.6):
        for _ in range(int(easel.rng.integers(24, 90))):
            size = easel.between(0.5, 1.9) ** 1.3
            parts.append(
                oval(easel.between(0, 256), easel.between(0, 250), size, size, bright, easel.between(0.45, 0.9))
            )
    return parts


def _stones(easel: Easel, side: int, bright: str, blue: str) -> list[str]:
    """Return three snow-capped stones, the largest off to one side, the smallest in the middle."""
    parts = []
    for across, top, half in ((68, 156, 62), (20, 188, 48), (-22, 214, 42)):
        x, y = 128 + side * (across + easel.between(-5, 5)), top + easel.between(-5, 5)
        rim, cap = [], []
        for i in range(11):
            turn = math.pi * i / 10
            bump = 1 + easel.between(-0.05, 0.05)
            rim.append((x - half * math.cos(turn) * bump, 266 - (266 - y) * math.sin(turn) ** 0.6 * bump))
            if 2 <= i <= 8:
                cap.append((rim[-1][0], rim[-1][1] + easel.between(12, 26) * math.sin(math.pi * (i - 2) / 6)))
        stone = easel.tone(easel.pick(("#868a92", "#7c8390", "#8f8a8a")))
        parts.append(fill(smooth(rim) + "Z", easel.fall(y, 262, stone, shift(stone, light=-0.12))))
        over = [(px, py - 3 * math.sin(math.pi * i / 6)) for i, (px, py) in enumerate(rim[2:9])]
        parts.append(fill(smooth(over) + "L" + smooth(cap[::-1])[1:] + "Z", easel.fall(y - 4, y + 40, bright, blue)))
    return parts
