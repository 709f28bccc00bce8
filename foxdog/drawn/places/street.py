"""A street: house fronts with lit windows, a pavement, and the furniture of the town."""

from foxdog.drawn.places import foreground, plants, town, trees
from foxdog.drawn.places.colour import mix, shift
from foxdog.drawn.places.easel import Easel, Scene, box, fill, line, oval, polygon
from foxdog.drawn.places.land import clearing, mist, moonlight, sky

# House walls, roofs, pavement: one limited palette each.
TOWNS = (
    (("#c4a98c", "#a98e80", "#b9b09a", "#9a9c98"), "#86665a", "#aba498"),
    (("#b98f78", "#c7a98a", "#a37d70", "#a89c90"), "#6d6463", "#a19c98"),
    (("#9fada6", "#b8b49c", "#8c9ca0", "#c2a890"), "#6f6a72", "#a6a6a2"),
    (("#c9b6a4", "#b59aa0", "#a5a7b0", "#c4bda8"), "#7a6470", "#a9a3a6"),
    (("#b0a68a", "#c9b18a", "#96998a", "#a98c78"), "#756455", "#b0a792"),
)


def paint_street(easel: Easel, occlude: bool) -> Scene:
    """Paint a street: a row of houses, a lane that runs away from us, or a garden fence in a suburb."""
    walls, roof, stone = easel.pick(TOWNS)
    kind = easel.pick(("row", "row", "lane", "suburb"))
    kerb, ground = easel.between(164, 178), easel.between(200, 213)
    parts = sky(easel, kerb - 20)
    parts += [easel.blurred(_skyline(easel, walls, kerb), 2.0, kerb + 4), mist(easel, kerb - 10, 90, 0.45)]
    if kind == "lane":
        parts += _lane(easel, walls, roof, kerb)
    elif kind == "row":
        parts += _row(easel, walls, roof, kerb)
    else:
        parts += _suburb(easel, walls, roof, kerb)
    if kind != "suburb" and easel.chance(0.3):
        parts += town.bunting(easel)
    parts.append(clearing(easel, 126, easel.tone(mix(easel.air.haze, walls[2], 0.3)), 0.36))
    parts += [*_pavement(easel, stone, kerb, kind), *moonlight(easel, ground)]
    parts += _furniture(easel, kerb, roof)
    return Scene(easel.sheet(parts), easel.sheet(_front(easel, occlude)), ground)


def _skyline(easel: Easel, walls: tuple[str, ...], kerb: float) -> list[str]:
    """Return far roofs and towers in the haze."""
    parts, x = [], -10.0
    while x < 262:
        width, tall = easel.between(18, 40), easel.between(50, 108)
        colour = easel.tone(easel.pick(walls), 0.7)
        parts.append(box(x, kerb - tall, width, tall, colour))
        if easel.chance(0.6):
            parts.append(
                fill(
                    polygon(
                        ((x - 1, kerb - tall), (x + width / 2, kerb - tall - width * 0.5), (x + width + 1, kerb - tall))
                    ),
                    colour,
                )
            )
        x += width - 1
    return parts


def _row(easel: Easel, walls: tuple[str, ...], roof: str, kerb: float) -> list[str]:
    """Return a row of house fronts parallel to the picture, some of them shops."""
    parts, x = [], easel.between(-40, -8)
    while x < 260:
        width = easel.between(56, 84)
        height = easel.between(100, 150)
        parts += town.house(easel, x, kerb, width, height, easel.pick(walls), roof, 0.24)
        x += width + (easel.between(12, 30) if easel.chance(0.22) else 0)
    return parts


def _lane(easel: Easel, walls: tuple[str, ...], roof: str, kerb: float) -> list[str]:
    """Return houses on both sides that step back into the haze, leaving the middle open."""
    far = easel.between(-12, 12)
    parts = town.house(
        easel, 128 + far - 34, kerb - 2, 34, easel.between(52, 70), easel.pick(walls), roof, 0.6, gable=True
    )
    parts += town.house(easel, 128 + far, kerb - 2, 38, easel.between(58, 84), easel.pick(walls), roof, 0.57)
    if easel.chance(0.4):
        tower = easel.tone(walls[0], 0.64)
        x, top = 128 + far + easel.pick((-24, 20)), kerb - easel.between(96, 118)
        parts = [
            box(x - 7, top, 14, kerb - top, tower),
            fill(polygon(((x - 9, top), (x, top - 26), (x + 9, top))), easel.tone(roof, 0.6)),
            *parts,
        ]
    for depth, inset, width, height in ((0.5, 92, 40, 92), (0.36, 62, 46, 122), (0.16, 20, 56, 164)):
        for side in (-1, 1):
            edge = inset + easel.between(-5, 5)
            x = edge - width if side < 0 else 256 - edge
            wide = width + (30 if depth < 0.2 else 0)
            x -= 30 if side < 0 and depth < 0.2 else 0
            parts += town.house(
                easel,
                x,
                kerb + 8 * (0.5 - depth),
                wide,
                height * easel.between(0.88, 1.08),
                easel.pick(walls),
                roof,
                depth,
            )
        parts.append(mist(easel, kerb, 70, 0.18))
    return parts


def _suburb(easel: Easel, walls: tuple[str, ...], roof: str, kerb: float) -> list[str]:
    """Return one or two houses in gardens, trees between them, a hedge or a picket fence in front."""
    parts = []
    for x in (easel.between(-30, 0), easel.between(150, 180)):
        parts += town.house(
            easel, x, kerb - 4, easel.between(78, 100), easel.between(72, 92), easel.pick(walls), roof, 0.26, gable=True
        )
    for x in (easel.between(92, 112), easel.between(136, 160)):
        leaf = easel.tone(easel.pick(("#8a9a6c", "#76907a", "#b59a68", "#a8a27a")), 0.38)
        parts += trees.leafy_tree(easel, x, kerb - 4, easel.between(66, 96), leaf, easel.tone("#75604f", 0.38))
    if easel.chance(0.5):
        for i in range(10):
            parts += plants.bush(easel, -6 + 30 * i, kerb + 2, 44, 26, "#7d9070", 0.26)
        return parts
    paint = easel.tone(easel.pick(("#d3cdc0", "#9a7f66", "#8c9a98")), 0.2)
    parts += [box(0, kerb - 20, 256, 3, shift(paint, light=-0.03)), box(0, kerb - 9, 256, 3, shift(paint, light=-0.03))]
    for x in range(-3, 260, 9):
        parts.append(
            fill(
                polygon(((x, kerb), (x, kerb - 26), (x + 2.8, kerb - 30), (x + 5.6, kerb - 26), (x + 5.6, kerb))), paint
            )
        )
    return parts


def _pavement(easel: Easel, stone: str, kerb: float, kind: str) -> list[str]:
    """Return the pavement the animal stands on: slabs, cobbles or plain asphalt, with a kerb."""
    far, near = easel.tone(shift(stone, light=-0.03), 0.16), easel.tone(shift(stone, light=0.03))
    parts = [box(0, kerb, 256, 256 - kerb, easel.fall(kerb, 256, far, near))]
    seam = easel.tone(shift(stone, light=-0.09))
    surface = easel.pick(("slabs", "cobbles", "cobbles", "road"))
    if kind == "lane":
        gutter = easel.tone(shift(stone, light=-0.12), 0.14)
        parts += [
            fill(
                polygon(((128 + s * 24, kerb), (128 + s * 26, kerb), (128 + s * 118, 258), (128 + s * 110, 258))),
                gutter,
                0.6,
            )
            for s in (-1, 1)
        ]
    elif easel.chance(0.5):
        road = easel.tone(shift(stone, light=-0.13, chroma=0.7), 0.12)
        parts += [box(0, kerb, 256, 15, road), box(0, kerb + 15, 256, 3.4, easel.tone(shift(stone, light=0.08)))]
        kerb += 18
    if surface == "slabs":
        y, step = kerb + 8, 10.0
        while y < 258:
            parts.append(line(f"M0 {y}H256", seam, 0.9, 0.55))
            y, step = y + step, step * 1.4
        parts += [line(f"M{128 + i * 22} {kerb}L{128 + i * 58} 260", seam, 0.9, 0.5) for i in range(-7, 8)]
    elif surface == "cobbles":
        y, size = kerb + 4, 3.2
        while y < 260:
            x = easel.between(-8, 0)
            while x < 260:
                tint = shift(stone, light=easel.between(-0.07, 0.05))
                parts.append(oval(x, y, size * 1.25, size * 0.6, easel.air.tone(tint, 0.1), 0.55))
                x += size * 2.7
            y, size = y + size * 1.45, min(8.5, size * 1.15)
    else:
        for _ in range(60):
            x, y = easel.between(0, 256), easel.between(kerb + 4, 254)
            parts.append(
                line(
                    f"M{x} {y}h{(y - kerb) * easel.between(0.05, 0.3)}",
                    easel.tone(shift(stone, light=easel.between(-0.06, 0.06))),
                    1.1,
                    0.45,
                )
            )
    if easel.air.light == "overcast" and easel.chance(0.5):
        parts += _puddles(easel, kerb)
    if easel.air.dark:
        parts += [easel.halo(easel.pick((36, 70, 190, 222)), kerb + 20, 46, "#ffcf87", 0.35, 0.4) for _ in range(2)]
    shade = easel.gradient((0, kerb), (0, kerb + 16), ((0, easel.tone("#4a4548"), 0.22), (1, easel.tone("#4a4548"), 0)))
    return [*parts, box(0, kerb, 256, 16, shade)]


def _puddles(easel: Easel, kerb: float) -> list[str]:
    """Return a few puddles that hold the colour of the sky."""
    parts = []
    for _ in range(int(easel.rng.integers(2, 5))):
        y = easel.between(kerb + 14, 246)
        x, size = 128 + easel.pick((-1, 1)) * easel.between(20, 120), (y - kerb + 14) * easel.between(0.35, 0.6)
        parts.append(
            fill(plants.crown(easel, x, y, size, size * 0.2, 9), mix(easel.air.low, easel.air.haze, 0.4), 0.55)
        )
        parts.append(line(f"M{x - size * 0.5} {y - 0.5}h{size * 0.6}", easel.air.glow, 0.8, 0.6))
    return parts


def _furniture(easel: Easel, kerb: float, roof: str) -> list[str]:
    """Return one thing at each side of the pavement."""
    parts = []
    pieces = [town.lamp_post, town.hydrant, town.bicycle, town.bins, town.letter_box, town.street_tree, town.planter]
    for side in (-1, 1):
        piece = pieces.pop(int(easel.rng.integers(len(pieces))))
        parts += piece(easel, 128 + side * easel.between(80, 106), kerb + easel.between(16, 26), roof)
    return parts


def _front(easel: Easel, occlude: bool) -> list[str]:
    """Return what stands nearest: leaves, a bollard, a planter; with ``occlude`` a post, railings or a café chair."""
    side = easel.pick((-1, 1))
    if not occlude:
        parts = []
        if easel.chance(0.5):
            for _ in range(7):
                leaf = easel.tone(easel.pick(("#b98a55", "#a8735a", "#9a9465")))
                parts.append(
                    plants.leaf_dab(
                        easel.between(0, 256), easel.between(226, 252), easel.between(2, 3.6), easel.between(0, 6), leaf
                    )
                )
        if easel.chance(0.45):
            parts += foreground.bollard(easel, 128 + side * easel.between(92, 114), 256, 62)
        return parts
    kind = easel.pick(("post", "railing", "planter", "bin"))
    if kind == "post":
        x, iron = 128 + side * easel.between(38, 50), easel.tone("#4f5654")
        paint = easel.gradient(
            (x - 14, 0), (x + 14, 0), ((0, shift(iron, light=0.07), 1), (1, shift(iron, light=-0.06), 1))
        )
        return [
            box(x - 12, -6, 24, 270, paint),
            box(x - 18, 182, 36, 84, paint, radius=4),
            box(x - 15, 171, 30, 7, paint, radius=3),
            box(x - 15, 52, 30, 6, paint, radius=2),
        ]
    if kind == "railing":
        iron = easel.tone("#4c5352")
        bars = [line(f"M{x} 262V166m-3 0l3 -9l3 9Z", iron, 4.2) for x in range(-4, 262, 15)]
        return [*bars, line("M-4 176H260", iron, 5), line("M-4 206H260", iron, 4)]
    if kind == "planter":
        return foreground.flower_box(easel, 128 + side * easel.between(6, 26), 262)
    return foreground.crates(easel, 128 + side * easel.between(8, 26), 256)
