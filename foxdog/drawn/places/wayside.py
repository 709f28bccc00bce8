"""What stands by the way in open country: a bench, a paddock fence, a cactus.

Each stands at (x, y) with y the ground it stands on.
"""

from foxdog.drawn.places.colour import shift
from foxdog.drawn.places.easel import Easel, box, line, oval


def bench(easel: Easel, x: float, y: float) -> list[str]:
    """Return a park bench seen from the front."""
    wood, iron = easel.tone("#a07c58", 0.12), easel.tone("#55534f", 0.15)
    parts = [box(x - 24 + 42 * i, y - 20, 3, 22, iron) for i in (0, 1)]
    parts += [box(x - 28, y - 24 + 5 * i, 52, 3.4, shift(wood, light=-0.02 * i), radius=1) for i in range(3)]
    return [oval(x, y + 2, 34, 3, easel.tone("#5b6048"), 0.35), *parts, box(x - 29, y - 9, 55, 3.6, wood, radius=1)]


def rail(easel: Easel, side: int, y: float) -> list[str]:
    """Return a weathered paddock fence at one side, in shallow perspective."""
    parts, wood = [], easel.tone("#8f7b66", 0.14)
    for i in range(5):
        x, size = 128 + side * (56 + 18 * i), 1 + 0.16 * i
        parts.append(
            box(x - 1.6 * size, y - 20 * size + 2 * i, 3.2 * size, 23 * size, shift(wood, light=-0.03), radius=0.8)
        )
    for level in (8, 16):
        parts.append(line(f"M{128 + side * 54} {y - level}L{128 + side * 134} {y - level * 1.62 + 8}", wood, 2.4))
    return parts


def cactus(easel: Easel, x: float, y: float, height: float) -> list[str]:
    """Return a column cactus with one or two arms and a lit edge."""
    body = easel.tone("#6f8a6c", 0.08)
    width, arm = height * 0.17, height * 0.3
    parts = [
        oval(x + 8, y, height * 0.4, 3, easel.tone("#8a6650"), 0.4),
        line(f"M{x} {y}V{y - height}", body, width),
    ]
    for side in easel.pick(((-1,), (1,), (-1, 1))):
        at = y - height * easel.between(0.4, 0.6)
        parts.append(
            line(
                f"M{x} {at}h{side * arm * 0.6}q{side * arm * 0.3} 0 {side * arm * 0.3} {-arm * 0.35}v{-arm * 0.5}",
                body,
                width * 0.66,
            )
        )
    parts.append(line(f"M{x - width * 0.2} {y - 3}V{y - height}", shift(body, light=0.07), width * 0.18, 0.8))
    return parts
