"""Houses and street furniture. Things stand at (x, y) with y the ground they stand on."""

from foxdog.drawn.places import plants, trees
from foxdog.drawn.places.colour import mix, shift
from foxdog.drawn.places.easel import Easel, box, fill, line, oval, polygon

INK = "#3f3b3d"


def _shadow(easel: Easel, x: float, y: float, half: float) -> str:
    return oval(x + 4, y + 0.5, half, max(2.0, half * 0.14), easel.tone(INK), 0.32)


def house(
    easel: Easel,
    x: float,
    y: float,
    width: float,
    height: float,
    wall: str,
    roof: str,
    depth: float,
    *,
    gable: bool = False,
) -> list[str]:
    """Return a house front whose lower left corner is (x, y); ``depth`` 0-1 fades it into the haze."""
    face, slate = easel.tone(wall, depth, 1.6), easel.tone(roof, depth, 1.6)
    top = y - height
    parts = []
    if easel.chance(0.65):
        stack = x + width * easel.pick((0.2, 0.72))
        parts += [
            box(stack, top - width * 0.4, 7, width * 0.42, shift(slate, light=-0.03)),
            box(stack - 1, top - width * 0.4 - 2, 9, 3, slate),
        ]
    parts.append(box(x, top, width, height, easel.fall(top, y, shift(face, light=0.02), shift(face, light=-0.03))))
    kind = "gable" if gable else easel.pick(("gable", "pitched", "flat", "mansard"))
    if kind == "gable":
        rise = width * easel.between(0.32, 0.5)
        parts += [
            fill(polygon(((x, top + 1), (x + width / 2, top - rise), (x + width, top + 1))), face),
            line(
                f"M{x - 4} {top + 3}L{x + width / 2} {top - rise - 1}L{x + width + 4} {top + 3}",
                slate,
                5,
            ),
        ]
    elif kind == "flat":
        parts.append(box(x - 2, top - 3, width + 4, 6, shift(face, light=0.05)))
    else:
        rise = height * easel.between(0.14, 0.24)
        lean = width * (0.08 if kind == "mansard" else 0.16)
        parts.append(
            fill(
                polygon(((x - 2, top), (x + lean, top - rise), (x + width - lean, top - rise), (x + width + 2, top))),
                slate,
            )
        )
    return parts + _openings(easel, x, y, width, height, face, depth, shop=not gable and easel.chance(0.5))


def _openings(
    easel: Easel, x: float, y: float, width: float, height: float, face: str, depth: float, *, shop: bool
) -> list[str]:
    """Return windows in rows and a door, or in its place a ``shop`` with an awning."""
    parts, columns = [], 2 if width < 66 else 3
    rows = max(1, int((height - 40) / 34))
    pane_w, pane_h = width / columns * 0.42, 19.0
    trim = shift(face, light=0.07)
    for row in range(rows):
        for column in range(columns):
            wx = x + width * (column + 0.5) / columns - pane_w / 2
            wy = y - height + 10 + row * 34
            lit = easel.chance({"night": 0.5, "dusk": 0.4, "overcast": 0.1, "day": 0.0}[easel.air.light])
            glass = (
                mix("#f5cf8a", easel.air.haze, depth * 0.35) if lit else shift(face, light=-0.13, turn=60, chroma=0.7)
            )
            parts += [box(wx - 1.8, wy - 1.8, pane_w + 3.6, pane_h + 3.6, trim), box(wx, wy, pane_w, pane_h, glass)]
            parts += [
                box(wx + pane_w / 2 - 0.6, wy, 1.2, pane_h, trim),
                box(wx - 3, wy + pane_h + 1, pane_w + 6, 2, shift(trim, light=-0.05)),
            ]
            if lit:
                parts.append(easel.halo(wx + pane_w / 2, wy + pane_h / 2, 20, "#ffcf87", 0.3))
    base = y - 36
    if shop:
        cloth = easel.tone(easel.pick(("#b0786a", "#7f9a94", "#c0a26c", "#8a8aa5")), depth)
        glass = "#f0cd92" if easel.air.light in ("dusk", "night") else shift(face, light=-0.12, turn=50, chroma=0.6)
        parts += [
            box(x + 6, base + 8, width - 12, 26, mix(glass, easel.air.haze, depth * 0.4)),
            box(x + width * 0.62, base + 8, 1.6, 28, trim),
        ]
        count = 6
        for i in range(count):
            wide = (width - 4) / count
            stripe = cloth if i % 2 else mix(cloth, "#e9e0cc", 0.55)
            left = x + 2 + i * wide
            parts.append(fill(f"M{left + 1} {base - 2}h{wide}l1 10q{-wide / 2} 5 {-wide} 0Z", stripe))
    else:
        door = easel.tone(easel.pick(("#7c6a5e", "#6f8288", "#9a6a5c", "#6d7a66")), depth)
        at = x + width * easel.pick((0.2, 0.5, 0.7)) - 8
        parts += [
            box(at - 2, base - 2, 20, 38, trim),
            box(at, base, 16, 36, door),
            oval(at + 13, base + 19, 1, 1, trim),
        ]
    return parts


def bunting(easel: Easel) -> list[str]:
    """Return a line of little flags, or of light bulbs after dark, hung across the street."""
    left, right, sag = easel.between(18, 60), easel.between(18, 60), easel.between(16, 30)
    parts = [line(f"M-4 {left}Q128 {(left + right) / 2 + 2 * sag} 260 {right}", easel.tone("#5a5654", 0.25), 0.9)]
    hues = easel.pick(
        (("#b9796b", "#d8c49a", "#7f9a98"), ("#c9a566", "#e3d8c2", "#9a8ba5"), ("#8fa38a", "#d9b9a0", "#e6dcc6"))
    )
    for i in range(1, 20):
        t = i / 20
        x = -4 + 264 * t
        y = left * (1 - t) ** 2 + ((left + right) + 4 * sag) * t * (1 - t) + right * t**2
        if easel.air.dark:
            parts += [oval(x, y + 2.5, r, r, "#ffe0a0", glow) for r, glow in ((6, 0.12), (3.4, 0.2), (1.7, 0.95))]
        else:
            flag = ((x - 4.4, y - 0.4), (x + 4.4, y - 0.4), (x, y + 9))
            parts.append(fill(polygon(flag), easel.tone(hues[i % 3], 0.18)))
    return parts


def lamp_post(easel: Easel, x: float, y: float, _roof: str) -> list[str]:
    """Return a street lamp, lit in the evening."""
    iron = easel.tone("#525a58", 0.08)
    height = easel.between(132, 156)
    top = y - height
    parts = [
        _shadow(easel, x, y, 9),
        box(x - 1.7, top, 3.4, height, iron),
        box(x - 4, y - 22, 8, 22, iron, radius=1.5),
        box(x - 6, y - 3, 12, 4, iron, radius=1),
    ]
    glass = "#e3e0d0" if easel.air.light in ("day", "overcast") else "#ffe2a4"
    parts += [
        fill(polygon(((x - 5, top), (x + 5, top), (x + 8, top - 16), (x - 8, top - 16))), glass),
        fill(polygon(((x - 10, top - 16), (x + 10, top - 16), (x + 3, top - 23), (x - 3, top - 23))), iron),
        oval(x, top - 24, 2, 2, iron),
    ]
    if easel.air.light in ("dusk", "night"):
        parts.append(easel.halo(x, top - 8, 80, "#ffd08a", 0.7))
    return parts


def hydrant(easel: Easel, x: float, y: float, _roof: str) -> list[str]:
    """Return a fire hydrant."""
    paint = easel.tone(easel.pick(("#b0604f", "#c09a52", "#7f8f94")), 0.06)
    return [
        _shadow(easel, x, y, 14),
        box(x - 11, y - 4, 22, 5, shift(paint, light=-0.08), radius=1),
        box(x - 7.5, y - 34, 15, 31, paint, radius=2),
        oval(x, y - 34, 8.5, 6, paint),
        box(x - 10, y - 36, 20, 3.6, shift(paint, light=0.05), radius=1),
        box(x - 2, y - 44, 4, 5, paint, radius=1),
        oval(x - 9, y - 24, 3.4, 4, shift(paint, light=-0.06)),
        oval(x + 9, y - 24, 3.4, 4, shift(paint, light=-0.06)),
        oval(x, y - 22, 4.2, 4.2, shift(paint, light=0.04)),
    ]


def bicycle(easel: Easel, x: float, y: float, _roof: str) -> list[str]:
    """Return a bicycle leaning against nothing in particular."""
    frame, tyre = easel.tone(easel.pick(("#9a5f55", "#5f7f86", "#8c8a5c", "#6d6a80")), 0.06), easel.tone("#4a4648", 0.1)
    back, front, hub = (x - 19, y - 14), (x + 20, y - 14), (x - 2, y - 13)
    wheels = "".join(
        f'<circle cx="{cx}" cy="{cy}" r="13" fill="none" stroke="{tyre}" stroke-width="2"/>' for cx, cy in (back, front)
    )
    tubes = (
        f"M{back[0]} {back[1]}L{x - 8} {y - 33}L{hub[0]} {hub[1]}ZM{x - 8} {y - 33}L{x + 13} {y - 34}L{hub[0]} {hub[1]}"
        f"M{front[0]} {front[1]}L{x + 12} {y - 40}"
    )
    return [
        _shadow(easel, x, y, 34),
        wheels,
        line(tubes, frame, 2.2),
        line(f"M{x + 12} {y - 40}q-6 -4 -9 1", tyre, 2),
        line(f"M{x - 13} {y - 36}h9", tyre, 3.4),
        box(x + 15, y - 38, 15, 10, easel.tone("#a88a5f", 0.06), radius=1.5),
    ]


def bins(easel: Easel, x: float, y: float, _roof: str) -> list[str]:
    """Return two dustbins."""
    parts = [_shadow(easel, x, y, 28)]
    for dx, tall in ((-13, 36), (13, 32)):
        zinc = easel.tone(easel.pick(("#8d9696", "#7c8a80", "#8a8088")), 0.06)
        parts += [
            fill(polygon(((x + dx - 10, y - tall), (x + dx + 10, y - tall), (x + dx + 8, y), (x + dx - 8, y))), zinc),
            oval(x + dx, y - tall, 11.5, 3.6, shift(zinc, light=0.07)),
        ]
        parts += [
            line(f"M{x + dx + i * 4.5} {y - tall + 7}V{y - 4}", shift(zinc, light=-0.06), 1.2, 0.7) for i in (-1, 0, 1)
        ]
    return parts


def letter_box(easel: Easel, x: float, y: float, _roof: str) -> list[str]:
    """Return a pillar box."""
    paint = easel.tone(easel.pick(("#a8584c", "#c2a04f", "#5f7c8c")), 0.06)
    return [
        _shadow(easel, x, y, 15),
        box(x - 12, y - 58, 24, 57, paint, radius=3),
        box(x - 14, y - 5, 28, 6, shift(paint, light=-0.07), radius=1),
        oval(x, y - 59, 14, 5.5, shift(paint, light=0.05)),
        box(x - 7, y - 48, 14, 3, easel.tone(INK), radius=1),
        box(x - 6, y - 39, 12, 14, mix(paint, "#efe6d3", 0.65)),
        box(x + 5, y - 56, 7, 51, shift(paint, light=-0.05), 0.6),
    ]


def street_tree(easel: Easel, x: float, y: float, _roof: str) -> list[str]:
    """Return a clipped street tree in its grate."""
    leaf = easel.tone(easel.pick(("#8a9a6c", "#76907a", "#b59a68", "#c0a0a0")), 0.1)
    return [
        oval(x, y, 22, 4, easel.tone(INK), 0.35),
        *trees.leafy_tree(easel, x, y, easel.between(118, 150), leaf, easel.tone("#75604f", 0.1)),
    ]


def planter(easel: Easel, x: float, y: float, _roof: str) -> list[str]:
    """Return a stone tub with a clipped bush."""
    stone = easel.tone("#a59c90", 0.06)
    greenery = plants.bush(easel, x, y - 24, 44, 36, easel.pick(("#76907a", "#8a9a6c")), 0.08)
    tub = polygon(((x - 20, y - 27), (x + 20, y - 27), (x + 15, y), (x - 15, y)))
    return [
        _shadow(easel, x, y, 22),
        *greenery,
        fill(tub, stone),
        box(x - 22, y - 30, 44, 6, shift(stone, light=0.05), radius=1),
    ]
