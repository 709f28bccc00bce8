"""A room: a papered wall, a window with weather in it, a few good pieces of furniture, a floor to stand on."""

from collections.abc import Callable

from foxdog.drawn.places import foreground, furniture, houseplants, plants, walls
from foxdog.drawn.places.colour import mix, shift
from foxdog.drawn.places.easel import Easel, Scene, box, fill, line, oval, polygon
from foxdog.drawn.places.land import clearing
from foxdog.drawn.places.window import window

# Paints a piece of furniture at (x, y) in its own colour and that of the floor.
Piece = Callable[[Easel, float, float, str, str], list[str]]

# Wall, its second colour, floor, and two colours for the things that stand about.
SCHEMES = (
    ("#a9b8a4", "#8fa391", "#b08f6c", "#c98f6e", "#5f7a78"),
    ("#c9b49c", "#b79d84", "#8f7058", "#7d8f86", "#b5705c"),
    ("#9fb0bb", "#889dab", "#a98a70", "#c7a25f", "#6b6f8c"),
    ("#c3a8a0", "#b19089", "#9a7860", "#7f9489", "#d0ab72"),
    ("#b5b58e", "#a09f76", "#94765a", "#b97f64", "#5e7471"),
    ("#8fa3a3", "#7a9092", "#b59876", "#d3a982", "#a8625a"),
    ("#b3a7b8", "#9c90a5", "#a1856f", "#c9a36a", "#6d8480"),
    ("#d0c4ae", "#bcae95", "#a5876a", "#8397a2", "#c07f65"),
)


def paint_room(easel: Easel, occlude: bool) -> Scene:
    """Paint a room in one of eight colour schemes, with furniture at both sides of a calm middle."""
    scheme = easel.pick(SCHEMES)
    wall, second, floor, accent, other = scheme
    foot, ground = easel.between(166, 180), easel.between(204, 216)
    lit, shaded = (easel.tone(shift(wall, light=step)) for step in (0.03, -0.02))
    parts = [box(0, 0, 256, 256, easel.fall(0, foot, lit, shaded))]
    parts += _paper(easel, wall, second, foot)
    parts += _floor(easel, floor, foot)
    view = easel.chance(0.62)
    if view:
        x, y = easel.pick((easel.between(26, 50), easel.between(152, 176), 94)), easel.between(22, 34)
        wide, tall, frame = easel.between(58, 74), easel.between(74, 92), shift(wall, light=0.16, chroma=0.5)
        parts += window(easel, x, y, wide, tall, frame, accent)
    else:
        parts += walls.hang(easel, accent, other, wall, foot)
    parts.append(clearing(easel, 132, easel.tone(shift(wall, light=0.06)), 0.4))
    parts += _furnish(easel, foot, scheme)
    if easel.chance(0.6):
        parts += _rug(easel, ground, accent, other)
    if view and easel.air.light in ("day", "dusk"):
        parts += _sunlight(easel, foot)
    return Scene(easel.sheet(parts), easel.sheet(_front(easel, scheme, occlude)), ground)


def _paper(easel: Easel, wall: str, second: str, foot: float) -> list[str]:
    """Return the wall's covering: plain, striped, dotted, sprigged or panelled, and its skirting board."""
    kind = easel.pick(("plain", "stripes", "dots", "sprigs", "panel", "half"))
    ink, parts = easel.tone(second), []
    if kind == "stripes":
        pitch = easel.between(12, 26)
        parts += [box(x * pitch, 0, pitch * 0.45, foot, ink, 0.6) for x in range(int(256 / pitch) + 1)]
    elif kind in ("dots", "sprigs"):
        pitch = easel.between(16, 24)
        for row in range(int(foot / pitch) + 1):
            for column in range(int(256 / pitch) + 2):
                x, y = (column + 0.5 * (row % 2) - 0.5) * pitch, (row + 0.5) * pitch
                if kind == "dots":
                    parts.append(oval(x, y, 2.1, 2.1, ink, 0.75))
                else:
                    parts += [plants.leaf_dab(x, y, 2.6, turn, ink) for turn in (-2.3, -1.57, -0.8)]
    elif kind in ("panel", "half"):
        rail = foot - easel.between(46, 66)
        parts.append(box(0, rail, 256, foot - rail, easel.tone(shift(second, light=0.02))))
        parts.append(box(0, rail - 3, 256, 4, easel.tone(shift(wall, light=0.08))))
        if kind == "panel":
            for x in range(-20, 256, 36):
                parts.append(
                    line(
                        f"M{x + 5} {rail + 10}h26V{foot - 9}h-26Z",
                        easel.tone(shift(second, light=-0.05)),
                        1.2,
                        0.7,
                    )
                )
    board = easel.tone(shift(wall, light=0.1, chroma=0.6))
    return [*parts, box(0, foot - 7, 256, 8, board), box(0, foot, 256, 2, easel.tone("#4b4038"), 0.35)]


def _floor(easel: Easel, floor: str, foot: float) -> list[str]:
    """Return floor boards running into the room, large tiles, or a plain carpet."""
    base = easel.fall(foot, 256, easel.tone(shift(floor, light=-0.04), 0.1), easel.tone(shift(floor, light=0.04)))
    parts = [box(0, foot, 256, 256 - foot, base)]
    seam = easel.tone(shift(floor, light=-0.1))
    kind = easel.pick(("boards", "boards", "planks", "tiles", "carpet"))
    if kind in ("boards", "tiles"):
        vanish = 128 + easel.between(-30, 30)
        for i in range(-9, 10):
            near, far = vanish + i * 46, vanish + i * 18
            following = (vanish + (i + 1) * 18, vanish + (i + 1) * 46)
            tint = easel.tone(floor, 0.05, 2.2)
            parts.append(
                fill(polygon(((far, foot), (following[0], foot), (following[1], 262), (near, 262))), tint, 0.35)
            )
            parts.append(line(f"M{far} {foot}L{near} 262", seam, 0.9, 0.55))
    if kind in ("planks", "tiles"):
        y, step = foot + 6, 7.0
        while y < 262:
            parts.append(line(f"M-4 {y}H260", seam, 0.9, 0.5))
            if kind == "planks":
                for _ in range(3):
                    parts.append(line(f"M{easel.between(0, 256)} {y}v{step * 1.3}", seam, 0.9, 0.5))
            y, step = y + step, step * 1.3
    shade = easel.gradient((0, foot), (0, foot + 22), ((0, easel.tone("#3d332e"), 0.3), (1, easel.tone("#3d332e"), 0)))
    return [*parts, box(0, foot, 256, 24, shade)]


def _sunlight(easel: Easel, foot: float) -> list[str]:
    """Return the light of the window's two panes on the floor, fading towards us."""
    slant = easel.between(-30, 30)
    ray = easel.gradient((0, foot), (0, 256), ((0, easel.air.glow, 0.36), (1, easel.air.glow, 0.04)))
    panes = []
    for left, right in ((-34, -3), (3, 34)):
        far, near = 128 - slant, 128 + slant
        pane = (
            (far + left * 0.8, foot + 8),
            (far + right * 0.8, foot + 8),
            (near + right * 1.9, 252),
            (near + left * 1.9, 252),
        )
        panes.append(fill(polygon(pane), ray))
    return panes


def _rug(easel: Easel, ground: float, accent: str, other: str) -> list[str]:
    """Return an oval or fringed rug under the animal, in quiet colours."""
    cloth, border = easel.tone(mix(accent, "#b8ad9c", 0.45)), easel.tone(mix(other, "#c9bda8", 0.3))
    if easel.chance(0.5):
        sizes = ((112, 27, border), (101, 23.5, cloth), (84, 19, border), (81, 18, cloth))
        return [oval(128, ground + 4, 113, 28, easel.tone("#3d332e"), 0.22)] + [
            oval(128, ground + 2, a, b, c) for a, b, c in sizes
        ]
    rows = [(0, 0, cloth), (3, 5, border), (6, 9, cloth), (30, 36, border), (36, 39, cloth)]
    top, tall = ground - 21, 42
    parts = [fill(polygon(((34, top), (222, top), (248, top + tall), (8, top + tall))), cloth)]
    for start, stop, colour in rows[1:]:
        left, right = (34 - 26 * start / tall, 34 - 26 * stop / tall)
        parts.append(
            fill(
                polygon(
                    ((left, top + start), (256 - left, top + start), (256 - right, top + stop), (right, top + stop))
                ),
                colour,
            )
        )
    for i in range(48):
        x = 9 + i * 5
        parts.append(line(f"M{x} {top + tall}l{easel.between(-1, 1)} 4", cloth, 1))
    return parts


def _furnish(easel: Easel, foot: float, scheme: tuple[str, ...]) -> list[str]:
    """Return one piece of furniture at each side, and sometimes a sofa behind the animal."""
    parts = []
    _, second, floor, accent, other = scheme
    pieces: tuple[Piece, ...]
    if easel.chance(0.25):
        parts += furniture.sofa(easel, 128, foot + 16, 176, mix(other, second, 0.45))
        pieces = (furniture.lamp, houseplants.plant)
    else:
        pieces = (
            furniture.lamp,
            houseplants.plant,
            furniture.shelf,
            furniture.armchair,
            furniture.fireplace,
            furniture.cabinet,
        )
    # At night somebody has lit a lamp or the fire.
    shining = [piece for piece in pieces if piece in (furniture.lamp, furniture.fireplace)]
    left = easel.pick(shining if easel.air.dark else pieces)
    right = easel.pick([piece for piece in pieces if piece is not left])
    if easel.chance(0.5):
        left, right = right, left
    for side, piece in ((-1, left), (1, right)):
        if easel.air.dark or easel.chance(0.88):
            parts += piece(
                easel,
                128 + side * easel.between(92, 108),
                foot + easel.between(8, 16),
                easel.pick((accent, other)),
                floor,
            )
    return parts


def _front(easel: Easel, scheme: tuple[str, ...], occlude: bool) -> list[str]:
    """Return what stands before the animal: a leaf, a ball, a book; with ``occlude`` a chair, a sofa arm or a plant."""
    _, second, floor, accent, other = scheme
    side = easel.pick((-1, 1))
    if not occlude:
        kind = easel.pick(("leaves", "ball", "books", "nothing", "leaves"))
        x = 128 + side * easel.between(88, 108)
        if kind == "leaves":
            return houseplants.big_leaves(easel, 128 + side * 126, 268, 62, easel.tone("#64806a"))
        if kind == "ball":
            return [
                oval(x + 2, 243, 13, 3.5, "#3a302c", 0.3),
                oval(x, 233, 11, 11, easel.tone(accent)),
                fill(f"M{x - 11} 233q11 -7 22 0q-11 6 -22 0Z", easel.tone("#e6dcc8"), 0.9),
            ]
        if kind == "books":
            return [oval(x, 247, 26, 3.5, "#3a302c", 0.3), *_books(easel, x, (accent, other, second))]
        return []
    kind = easel.pick(("sofa", "chair", "plant", "basket"))
    if kind == "sofa":
        return foreground.sofa_back(easel, side, easel.tone(mix(other, second, 0.25)))
    if kind == "chair":
        return foreground.chair(128 + side * easel.between(34, 46), 258, easel.tone(shift(floor, light=-0.08)))
    if kind == "plant":
        x = 128 + side * easel.between(44, 56)
        leaves = houseplants.big_leaves(easel, x, 226, 92, easel.tone("#5f7f69"))
        return [*leaves, *houseplants.pot(x, 262, 44, easel.tone(accent))]
    return foreground.basket(easel, 128 + side * easel.between(12, 32), 258)


def _books(easel: Easel, x: float, covers: tuple[str, ...]) -> list[str]:
    """Return three books in an untidy pile about ``x``."""
    parts = []
    for i in range(3):
        cover = easel.tone(easel.pick(covers), 0, 2)
        parts.append(box(x - 20 + easel.between(-3, 3), 240 - 6 * i, 38 - 4 * i, 6, cover, radius=1))
    return parts
