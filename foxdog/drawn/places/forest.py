"""The forest: mist between trunks, a soft floor, large dark stems that frame the clearing."""

from foxdog.drawn.places import plants, trees
from foxdog.drawn.places.colour import mix, shift
from foxdog.drawn.places.easel import Easel, Scene, box, fill, line, oval, polygon
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

# Season: leaf colours, bark, floor. Every entry is one limited palette.
SEASONS = {
    "summer": (("#6f8a5b", "#58795a", "#8a9a5e"), "#6b5a4c", "#8f9a68"),
    "spring": (("#a9b878", "#8fae82", "#c8c07f"), "#76685a", "#a3b07c"),
    "autumn": (("#c0904f", "#b0744c", "#cfab5f"), "#655148", "#a99a68"),
    "russet": (("#9a6f58", "#b98a6a", "#86755a"), "#5d4e4b", "#9c9070"),
    "pinewood": (("#4f6f66", "#5f7c6b", "#44625f"), "#705c52", "#7f9070"),
    "bluewood": (("#5f7f86", "#567378", "#7d9690"), "#5a5660", "#8b9c90"),
    "heather": (("#7d8a72", "#8f8270", "#a09a78"), "#6a5a5e", "#a08c96"),
}


class Wood:
    """One forest: what grows in it and in which colours.

    Args:
        easel: The easel it is painted on; the season and the kind of tree are drawn from its chance.
    """

    def __init__(self, easel: Easel) -> None:
        self.easel = easel
        season = easel.pick(tuple(SEASONS))
        self.leaves, bark, self.floor = SEASONS[season]
        evergreen = season in ("pinewood", "bluewood")
        self.kind = easel.pick(("pine", "pine", "birch") if evergreen else ("birch", "broad", "broad", "pine"))
        self.bark = "#cfc6b6" if self.kind == "birch" else bark
        self.grass = mix(self.floor, self.leaves[1], 0.45)
        self.horizon = easel.between(142, 160)

    def trunk(self, x: float, y: float, width: float, depth: float) -> list[str]:
        """Return one of this wood's trunks."""
        colour = self.easel.tone(shift(self.bark, light=-0.04 * (1 - depth)), depth)
        return trees.trunk(self.easel, x, y, width, colour, birch=self.kind == "birch")

    def leaf(self, depth: float = 0.0, light: float = 0.0) -> str:
        """Return one of this wood's leaf colours."""
        return self.easel.tone(shift(self.easel.pick(self.leaves), light=light), depth)


def paint_forest(easel: Easel, occlude: bool) -> Scene:
    """Paint a forest, in one of seven palettes and as pinewood, birchwood or broad-leaf wood."""
    wood = Wood(easel)
    horizon, ground = wood.horizon, easel.between(198, 212)
    parts = [*sky(easel, horizon), box(0, 0, 256, horizon + 20, easel.air.haze, 0.45)]
    parts += [easel.blurred(_far_trees(wood), 2.0, horizon + 12), mist(easel, horizon + 4, 90, 0.5)]
    parts += [*_middle_trees(wood), mist(easel, horizon + 10, 56, 0.6)]
    if easel.air.light in ("day", "dusk") and easel.chance(0.65):
        parts += _shafts(easel, horizon)
    parts.append(clearing(easel, 124, mix(easel.air.haze, easel.air.low, 0.5), 0.5))
    parts += [*_floor(wood), *moonlight(easel, ground), *_frame(wood)]
    if easel.air.dark and easel.chance(0.5):
        parts += fireflies(easel, horizon - 30)
    return Scene(easel.sheet(parts), easel.sheet(_front(wood, occlude)), ground)


def _far_trees(wood: Wood) -> list[str]:
    """Return the wall of trees that is hardly more than a change in the mist."""
    easel, parts = wood.easel, []
    for i in range(13):
        x = -10 + i * 23 + easel.between(-9, 9)
        foot = wood.horizon + 8
        if wood.kind == "pine":
            parts += trees.pine(easel, x, foot, easel.between(80, 150), wood.leaf(easel.between(0.58, 0.74)))
        else:
            parts.append(
                fill(plants.crown(easel, x, easel.between(14, 74), 30, 40), wood.leaf(easel.between(0.55, 0.74)))
            )
            stem = easel.tone(wood.bark, easel.between(0.55, 0.7))
            parts.append(line(f"M{x} {foot}L{x + easel.between(-6, 6)} 20", stem, easel.between(2, 4.5)))
    return parts


def _middle_trees(wood: Wood) -> list[str]:
    """Return the trees at middle distance, paler where the animal will stand, and the undergrowth at their feet."""
    easel, parts = wood.easel, []
    for i in range(9):
        x = -4 + i * 33 + easel.between(-13, 13)
        aside = abs(x - 128) > 40
        depth = easel.between(0.3, 0.48) if aside else 0.62
        foot = wood.horizon + (easel.between(8, 18) if aside else 6)
        if wood.kind == "pine" and easel.chance(0.75):
            parts += trees.pine(easel, x, foot, easel.between(110, 180), wood.leaf(depth))
        else:
            parts += wood.trunk(x, foot, easel.between(5.5, 10) if aside else 4.5, depth)
            if aside and easel.chance(0.6) and wood.kind != "pine":
                parts += trees.bough(
                    easel, x + easel.between(-12, 12), easel.between(-8, 16), easel.between(24, 38), wood.leaf(depth)
                )
    for i in range(9):
        x = -8 + i * 34 + easel.between(-10, 10)
        low = 0.5 if abs(x - 128) < 50 else 1.0
        parts += plants.bush(
            easel,
            x,
            wood.horizon + 13,
            easel.between(38, 62),
            easel.between(14, 30) * low,
            easel.pick(wood.leaves),
            0.42 if low == 1 else 0.5,
        )
    return parts


def _shafts(easel: Easel, horizon: float) -> list[str]:
    """Return slanting shafts of sunlight that fade before they reach the ground."""
    x0, lean = easel.air.sun[0], 128 - easel.air.sun[0]
    ray = easel.gradient((0, 0), (0, horizon + 20), ((0, easel.air.glow, 0.34), (1, easel.air.glow, 0)))
    parts = []
    for _ in range(3):
        x, width = x0 + easel.between(-50, 50), easel.between(8, 24)
        drift = lean * easel.between(0.5, 0.8)
        shaft = (
            (x, -5),
            (x + width, -5),
            (x + width * 1.8 + drift, horizon + 24),
            (x + drift - width * 0.4, horizon + 24),
        )
        parts.append(fill(polygon(shaft), ray))
    return parts


def _floor(wood: Wood) -> list[str]:
    """Return the forest floor: a bank, moss, perhaps a path, brush strokes, and what grows or has fallen there."""
    easel, horizon, floor = wood.easel, wood.horizon, wood.floor
    bank = ridge(easel, horizon + 10, 5)
    parts = [land(bank, easel.fall(horizon, 225, easel.tone(floor, 0.42), easel.tone(shift(floor, light=-0.02), 0.04)))]
    if easel.chance(0.4):
        parts.append(winding_path(easel, horizon + 12, easel.tone(mix(floor, "#dccba6", 0.6), 0.15), 0.8))
    for _ in range(7):
        y = easel.between(horizon + 18, 240)
        size = (y - horizon) * easel.between(0.4, 0.8)
        moss = easel.tone(shift(wood.grass, light=easel.between(-0.03, 0.05)), 0.1)
        parts.append(oval(easel.between(0, 256), y, size, size * 0.16, moss, 0.4))
    parts += strokes(easel, horizon + 16, 240, (floor, shift(floor, light=0.07), shift(wood.grass, light=-0.04)), 40)
    for _ in range(34):
        x, y = easel.between(0, 256), easel.between(horizon + 22, 250)
        parts.append(plants.leaf_dab(x, y, 0.8 + (y - horizon) / 55, easel.between(-0.5, 0.5), wood.leaf(0.05, 0.05)))
    side = easel.pick((-1, 1))
    if easel.chance(0.22):
        x, y = 128 + side * 92, horizon + 32
        log = easel.tone(shift(wood.bark, light=-0.02), 0.14)
        parts += [
            oval(x, y + 6, 46, 4, easel.tone("#3d3a33"), 0.3),
            line(f"M{x - 38} {y - 2}L{x + 38} {y + 1}", log, 13),
            oval(x - side * 38, y - 0.5, 5, 6.5, shift(log, light=0.16)),
            oval(x - side * 38, y - 0.5, 2.4, 3.4, shift(log, light=0.08)),
        ]
    for _ in range(9):
        x = 128 + easel.pick((-1, 1)) * easel.between(46, 126)
        parts += plants.tuft(
            easel, x, height_at(bank, x) + easel.between(12, 44), easel.between(7, 16), easel.tone(wood.grass, 0.15)
        )
    return parts


def _frame(wood: Wood) -> list[str]:
    """Return the big near trunks at the sides and the boughs that hang into the top of the picture."""
    easel, parts = wood.easel, []
    for side in easel.pick(((-1,), (1,), (-1, 1), (-1, 1))):
        x = 128 + side * easel.between(86, 122)
        foot, width = easel.between(194, 222), easel.between(14, 27)
        parts.append(oval(x + 6, foot + 1, width * 1.5, 4, easel.tone("#3d3a33"), 0.28))
        parts += wood.trunk(x, foot, width, 0.06)
        for offset in (-0.8, 0.1, 0.8):
            parts += plants.tuft(
                easel, x + width * offset, foot + 4, easel.between(9, 16), easel.tone(wood.grass, 0.05)
            )
        if easel.chance(0.55):
            parts += plants.fern(
                easel, x - side * easel.between(16, 24), foot + 8, easel.between(26, 38), easel.tone(wood.grass, 0.02)
            )
        if easel.chance(0.45):
            for step in range(int(easel.rng.integers(1, 4))):
                parts += plants.mushroom(easel, x - side * (18 + 8 * step), foot + 6 + 2 * step, easel.between(7, 13))
        if wood.kind != "pine":
            for _ in range(3):
                bough_x, bough_y = x + easel.between(-30, 30), easel.between(-14, 16)
                parts += trees.bough(easel, bough_x, bough_y, easel.between(26, 42), wood.leaf(0.05, -0.03))
    return parts


def _front(wood: Wood, occlude: bool) -> list[str]:
    """Return what stands before the animal; with ``occlude`` a trunk or a thicket covers part of it."""
    easel, parts = wood.easel, []
    leaf = easel.tone(shift(wood.grass, light=-0.08))
    for _ in range(9):
        x = 128 + easel.pick((-1, 1)) * easel.between(30, 130)
        parts += plants.tuft(easel, x, 260, easel.between(16, 36), leaf, 6)
    if easel.chance(0.5):
        parts += plants.fern(
            easel, 128 + easel.pick((-1, 1)) * easel.between(88, 118), 262, easel.between(44, 66), leaf
        )
    if occlude and easel.chance(0.5):
        parts += wood.trunk(128 + easel.pick((-1, 1)) * easel.between(36, 52), 262, easel.between(28, 39), 0)
    elif occlude:
        middle = 128 + easel.between(-26, 26)
        for offset in (-58, 56, -30, 28, -4):
            shade = easel.tone(shift(wood.grass, light=easel.between(-0.1, -0.02)))
            parts += plants.tuft(easel, middle + offset + 14, 262, easel.between(70, 92), shade, 9)
            parts += plants.fern(easel, middle + offset, 264, easel.between(84, 104), shift(shade, light=0.03))
    return parts
