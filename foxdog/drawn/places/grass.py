"""Open country: meadow, rolling hills, wheat, a park, and dunes by the sea or in the desert."""

import math

from foxdog.drawn.places import landmarks, plants, trees, wayside
from foxdog.drawn.places.colour import mix, shift
from foxdog.drawn.places.easel import Easel, Scene, box, fill, line, oval, polygon, smooth
from foxdog.drawn.places.land import (
    clearing,
    fireflies,
    height_at,
    land,
    mist,
    moonlight,
    ridge,
    sky,
    strokes,
    winding_path,
)

GREENS = ("#8fa067", "#7c9a6c", "#a3a868", "#86a084", "#9aa27c")
BLOOMS = ("#e3d6c0", "#c9869a", "#d9b25c", "#9a8bbd", "#d58f6a", "#8fa9c9")


def paint_grass(easel: Easel, occlude: bool) -> Scene:
    """Paint one of seven kinds of open country."""
    kind = easel.pick(("meadow", "meadow", "hills", "bloom", "wheat", "park", "dunes", "desert"))
    horizon, ground = easel.between(116, 146), easel.between(194, 210)
    green = easel.pick(GREENS)
    field = {"wheat": "#c4a868", "dunes": "#cdbd96", "desert": easel.pick(("#cfa67c", "#d1b48a", "#c2957a"))}.get(
        kind, green
    )
    parts = sky(easel, horizon + 8)
    parts += _distance(easel, kind, horizon, green, field)
    parts.append(clearing(easel, 120, easel.tone(mix(easel.air.low, easel.air.haze, 0.5)), 0.4))
    parts += [*_ground(easel, kind, horizon, field), *moonlight(easel, ground)]
    parts += _details(easel, kind, horizon, field)
    if easel.air.dark and kind not in ("dunes", "desert") and easel.chance(0.5):
        parts += fireflies(easel, horizon)
    return Scene(easel.sheet(parts), easel.sheet(_front(easel, kind, green, field, occlude)), ground)


def _distance(easel: Easel, kind: str, horizon: float, green: str, field: str) -> list[str]:
    """Return what lies behind the field: sea, mesas, or hills with hedges and far trees."""
    parts = []
    if kind == "dunes":
        sea = easel.tone("#7fa3ad", 0.3)
        parts.append(
            box(0, horizon - 8, 256, 40, easel.fall(horizon - 8, horizon + 20, easel.tone("#6f96a6", 0.45), sea))
        )
        parts += [
            line(
                f"M{easel.between(-10, 230)} {horizon - 4 + 3 * i}h{easel.between(8, 40)}",
                easel.tone("#e6ebe6", 0.3),
                0.8,
                0.6,
            )
            for i in range(7)
        ]
        if easel.chance(0.7):
            what = easel.pick((landmarks.lighthouse, landmarks.sail, landmarks.sail))
            parts += what(easel, 128 + easel.pick((-1, 1)) * easel.between(56, 104), horizon - 4, 0.34)
        return parts
    if kind == "desert":
        parts.append(box(0, horizon + 4, 256, 30, easel.tone(field, 0.55)))
        for depth in (0.72, 0.55):
            x, width, tall = easel.between(0, 200), easel.between(40, 90), easel.between(20, 44)
            mesa = (
                (x - width * 0.3, horizon + 14),
                (x, horizon - tall * 0.4),
                (x + 5, horizon - tall),
                (x + width * 0.7, horizon - tall + 2),
                (x + width * 0.8, horizon - tall * 0.3),
                (x + width * 1.2, horizon + 14),
            )
            parts.append(fill(polygon(mesa), easel.tone("#b5806c", depth)))
        return [*parts, mist(easel, horizon + 10, 50, 0.5)]
    tints = (mix(green, "#7f96b0", 0.55), mix(green, "#86a0a0", 0.35), green)
    for step, depth in enumerate((0.68, 0.5, 0.34)):
        y = horizon - 12 + 11 * step
        crest = ridge(easel, y, (15 if kind == "hills" else 8) - 2 * step, 5)
        for _ in range(int(easel.between(3, 9))):
            x = easel.between(-5, 261)
            foot, size = height_at(crest, x) + 2, easel.between(10, 20) * (1 + 0.35 * step)
            leaf = easel.tone(shift(green, light=-0.09), depth)
            if easel.chance(0.3):
                parts += trees.pine(easel, x, foot, size * 1.5, leaf)
            else:
                parts.append(fill(plants.crown(easel, x, foot - size * 0.4, size * 0.6, size * 0.5, 9), leaf))
        parts.append(
            land(
                crest,
                easel.fall(
                    y - 10,
                    y + 40,
                    easel.tone(tints[step], depth),
                    easel.tone(shift(tints[step], light=0.03), depth + 0.08),
                ),
            )
        )
        if step == 1 and kind in ("hills", "wheat"):
            parts += _hedges(easel, y, field, depth)
        if step == 1 and easel.chance(0.55):
            what = easel.pick((landmarks.farm, landmarks.windmill, landmarks.poplars, landmarks.poplars))
            x = 128 + easel.pick((-1, 1)) * easel.between(58, 108)
            parts += what(easel, x, height_at(crest, x) + 6, 0.4)
    return [*parts, mist(easel, horizon + 12, 40, 0.45)]


def _hedges(easel: Easel, y: float, field: str, depth: float) -> list[str]:
    """Return far fields: slanting strips in neighbouring colours."""
    parts = []
    for _ in range(3):
        x, width = easel.between(-20, 200), easel.between(34, 80)
        strip = ((x, y + 4), (x + width, y + 1), (x + width * 1.25, y + 13), (x - width * 0.1, y + 16))
        parts.append(fill(smooth(strip, closed=True), easel.tone(field, depth, 3), 0.5))
    return parts


def _ground(easel: Easel, kind: str, horizon: float, field: str) -> list[str]:
    """Return the field the animal stands in, paler and greyer with distance, modelled by brush strokes."""
    top = horizon + 14
    parts = []
    rows = 3 if kind in ("dunes", "desert", "hills") else 2
    for step in range(rows):
        y = top + step * 66 / rows
        crest = ridge(easel, y, 7 if kind in ("dunes", "desert") else 4, 4)
        depth = 0.26 - 0.2 * step / rows
        shade = -0.02 if kind in ("dunes", "desert") else -0.05
        paint = easel.fall(
            y, y + 80, easel.tone(shift(field, light=0.04), depth), easel.tone(shift(field, light=shade), depth * 0.4)
        )
        parts.append(land(crest, paint))
        if kind in ("dunes", "desert"):
            parts.append(line(smooth(crest), easel.tone(shift(field, light=0.08), depth), 1.4, 0.6))
    inks = (shift(field, light=0.07), shift(field, light=-0.06), shift(field, turn=14))
    parts += strokes(easel, top + 8, 250, inks, 34 if kind in ("dunes", "desert") else 60)
    if kind == "wheat":
        for i in range(5):
            y = top + 3 + i * i * 2.2
            for _ in range(120 - 18 * i):
                x, tall = easel.between(-4, 260), 5 + 2.4 * i
                if abs(x - 128) > 40 or i < 3:
                    parts.append(
                        line(
                            f"M{x} {y + 4}q{easel.between(-1, 1)} {-tall * 0.6} {easel.between(-1.5, 2.5)} {-tall}",
                            easel.tone(shift(field, light=easel.between(-0.07, 0.09)), 0.25 - 0.05 * i),
                            0.7 + 0.2 * i,
                            0.8,
                        )
                    )
    return parts


def _details(easel: Easel, kind: str, horizon: float, field: str) -> list[str]:
    """Return what gives each kind its character, kept to the sides: trees, a path, a fence, stones, beach grass."""
    parts = []
    side = easel.pick((-1, 1))
    if kind == "park" or (kind in ("meadow", "hills") and easel.chance(0.3)):
        parts.append(winding_path(easel, horizon + 18, easel.tone("#d3c3a2", 0.12), 0.85))
    if kind in ("park", "meadow", "hills") and easel.chance(0.6):
        x, foot = 128 + side * easel.between(84, 122), easel.between(164, 190)
        leaf = easel.tone(shift(easel.pick((*GREENS, "#b58f58", "#c8a0a4")), light=-0.05), 0.1)
        parts.append(oval(x + 8, foot, 44, 5, easel.tone(shift(field, light=-0.14)), 0.45))
        parts += trees.leafy_tree(easel, x, foot, easel.between(105, 165), leaf, easel.tone("#75604f", 0.1))
    if kind == "park" and easel.chance(0.7):
        parts += wayside.bench(easel, 128 - side * easel.between(78, 96), easel.between(172, 182))
    if kind in ("dunes", "desert"):
        for _ in range(9):
            x, y = 128 + easel.pick((-1, 1)) * easel.between(46, 126), easel.between(horizon + 24, 226)
            tint = "#a2a070" if kind == "dunes" else "#a08f64"
            parts += plants.tuft(easel, x, y, (y - 110) * 0.2, easel.tone(tint, 0.12), 8)
        for _ in range(5 if kind == "desert" else 0):
            x, y = 128 + easel.pick((-1, 1)) * easel.between(60, 126), easel.between(horizon + 30, 222)
            size = (y - 110) * easel.between(0.05, 0.12)
            stone = easel.tone("#9c7a68", 0.1)
            parts += [
                fill(plants.crown(easel, x, y, size * 1.5, size, 7), stone),
                oval(x - size * 0.3, y - size * 0.4, size * 0.7, size * 0.3, shift(stone, light=0.06), 0.7),
            ]
        if kind == "desert" and easel.chance(0.6):
            parts += wayside.cactus(
                easel, 128 + side * easel.between(84, 112), easel.between(176, 198), easel.between(44, 80)
            )
    if kind == "bloom":
        parts += _flower_rows(easel, horizon)
    if kind in ("meadow", "wheat", "hills") and easel.chance(0.25):
        parts += landmarks.bales(easel, 128 - side * easel.between(70, 104), horizon + easel.between(30, 42), 0.2)
    elif kind in ("meadow", "hills", "wheat") and easel.chance(0.4):
        parts += wayside.rail(easel, -side, easel.between(166, 178))
    if kind in ("meadow", "park", "hills"):
        blooms = [easel.pick(BLOOMS) for _ in range(2)]
        for _ in range(int(easel.between(10, 60))):
            x, y = easel.between(0, 256), easel.between(horizon + 26, 236)
            if abs(x - 128) > 48 or y < 170:
                size = (y - horizon) / 60
                parts.append(oval(x, y, size, size * 0.75, easel.tone(easel.pick(blooms), 0.1), 0.85))
    return parts


def _flower_rows(easel: Easel, horizon: float) -> list[str]:
    """Return a field of flowers in long bands that widen towards us, thinner where the animal will stand."""
    parts, y, step = [], horizon + 18, 3.0
    hues = easel.pick(
        (
            ("#a393bf", "#8d86b5"),
            ("#d9a08c", "#cf8578"),
            ("#e0c987", "#d4b26a"),
            ("#d6a3ae", "#c489a0"),
            ("#dcd6c4", "#c9c6d2"),
        )
    )
    while y < 250:
        for _ in range(int(200 / step**0.75)):
            x = easel.between(-4, 260)
            if abs(x - 128) < 56 and y > 168 and easel.chance(0.85):
                continue
            tint = easel.tone(shift(easel.pick(hues), light=easel.between(-0.04, 0.05)), max(0.0, 0.3 - step * 0.03))
            parts.append(oval(x, y + easel.between(-0.3, 0.3) * step, step * 0.36, step * 0.3, tint, 0.9))
        y, step = y + step * 1.5, step * 1.14
    return parts


def _front(easel: Easel, kind: str, green: str, field: str, occlude: bool) -> list[str]:
    """Return grasses and flowers along the lower edge; with ``occlude`` they grow up to the animal's shoulder."""
    parts = []
    tall, dip = (112, 0.25) if occlude else (26, 0.0)
    leaf = {"wheat": "#b8995a", "dunes": "#a8a272", "desert": "#a39264"}.get(kind, shift(green, light=-0.07))
    bloom = easel.pick(BLOOMS)
    spread = easel.between(-26, 26)
    for _ in range(46 if occlude else 14):
        x = 128 + spread + easel.between(-76, 76) if occlude else 128 + easel.pick((-1, 1)) * easel.between(34, 130)
        height = tall * easel.between(0.6, 1.15) * (1 - dip * math.cos((x - 128) / 60) ** 2)
        parts += plants.tuft(easel, x, 262, height, easel.tone(leaf), 6)
        if kind == "wheat":
            parts += _ear(easel, x, 262 - height * 1.05, field)
        elif kind not in ("dunes", "desert") and easel.chance(0.4):
            parts += plants.flower(easel, x + 4, 262, height * 1.05, easel.tone(bloom), easel.tone(leaf))
    return parts


def _ear(easel: Easel, x: float, y: float, field: str) -> list[str]:
    """Return an ear of wheat on its stalk, nodding a little."""
    grain, nod = easel.tone(shift(field, light=0.02)), easel.between(-0.5, 0.5)
    parts = [line(f"M{x} 262Q{x} {y + 14} {x + nod * 6} {y}", grain, 1)]
    for i in range(5):
        at_x, at_y = x + nod * (6 + i), y - i * 2.6
        parts += [plants.leaf_dab(at_x, at_y, 2.1, -math.pi / 2 + turn, grain) for turn in (-0.6, 0.6)]
    return parts
