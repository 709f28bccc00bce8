"""The window of a room, with the picture's own sky in it."""

from foxdog.drawn.places.colour import mix, shift
from foxdog.drawn.places.easel import Easel, box, fill, line, oval
from foxdog.drawn.places.plants import crown
from foxdog.drawn.places.trees import pine

INK = "#3d332e"


def window(easel: Easel, x: float, y: float, width: float, height: float, frame: str, cloth: str) -> list[str]:
    """Return a window with its upper left corner at (x, y): the sky of the picture, hills or roofs, curtains."""
    air, wood = easel.air, easel.tone(frame)
    clip = easel.define(f'<clipPath id="{{}}"><rect x="{x}" y="{y}" width="{width}" height="{height}"/></clipPath>')
    view = [box(x, y, width, height, easel.fall(y, y + height, air.top, air.low))]
    if air.dark:
        view += [
            oval(easel.between(x, x + width), easel.between(y, y + height * 0.6), 0.6, 0.6, "#eef0f4", 0.8)
            for _ in range(9)
        ]
        view.append(oval(x + width * easel.between(0.2, 0.8), y + height * 0.25, 5, 5, air.glow))
    for depth in (0.6, 0.35):
        hill = easel.tone(easel.pick(("#7f9a7c", "#8a9a8c", "#93907a")), depth)
        view.append(
            fill(
                crown(
                    easel,
                    x + width * easel.between(0.1, 0.9),
                    y + height * (1.15 - 0.1 * depth),
                    width * 0.7,
                    height * 0.45,
                ),
                hill,
            )
        )
    for _ in range(int(easel.rng.integers(0, 4))):
        view += pine(
            easel,
            x + width * easel.between(0, 1),
            y + height,
            height * easel.between(0.25, 0.5),
            easel.tone("#5f7d70", 0.4),
        )
    parts = [
        box(x - 4, y - 4, width + 8, height + 8, wood, radius=1.5),
        f'<g clip-path="url(#{clip})">{"".join(view)}</g>',
    ]
    parts += [box(x + width / 2 - 1.3, y, 2.6, height, wood), box(x, y + height * 0.42, width, 2.4, wood)]
    parts += [
        box(x - 8, y + height + 4, width + 16, 5, shift(wood, light=0.03), radius=1),
        box(x - 6, y + height + 9, width + 12, 2.5, easel.tone(INK), 0.2),
    ]
    if easel.chance(0.65):
        drape = easel.tone(mix(cloth, frame, 0.35))
        for side in (-1, 1):
            edge = x - 9 if side < 0 else x + width + 9
            pull, foot = side * -(width * easel.between(0.16, 0.24) + 6), y + height + easel.between(10, 34)
            data = f"M{edge} {y - 9}h{pull}Q{edge + pull * 0.95} {y + height * 0.6} {edge + pull * 0.5} {foot}H{edge}Z"
            parts.append(fill(data, drape))
            for share in (0.25, 0.5, 0.75):
                at = edge + pull * share
                fold = f"M{at} {y - 8}Q{at} {y + height * 0.6} {edge + pull * share * 0.55} {foot - 1}"
                parts.append(line(fold, shift(drape, light=-0.05), 1.3, 0.6))
        parts.append(line(f"M{x - 14} {y - 10}h{width + 28}", easel.tone("#75604f"), 2.2))
    return parts
