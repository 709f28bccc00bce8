"""The easel a scene is painted on: chance, air, and the few ways paint gets onto the paper.

Coordinates are picture units: x to the right and y down, 0-256 each. Every mark is a piece of SVG text.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from foxdog.drawn.places.air import Air
from foxdog.drawn.places.colour import vary

T = TypeVar("T")
Point = tuple[float, float]
Stop = tuple[float, str, float]

# Numbers written in full: those in scientific notation are as good as nothing, the others have more decimals than
# anyone can see.
_TINY = re.compile(r"\d(?:\.\d+)?e-\d+")
_SURPLUS = re.compile(r"(?<=\d\.\d\d)\d+")


class Scene(NamedTuple):
    """What a place's painter hands back: behind the animal, before it, and the y where its feet stand."""

    back: str
    front: str
    ground: float


def smooth(points: Sequence[Point], *, closed: bool = False) -> str:
    """Return path data of a soft curve through the points (Catmull-Rom, as cubic Béziers)."""
    count = len(points)
    last = count if closed else count - 1
    data = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for i in range(last):
        before, here = points[i - 1 if closed or i else 0], points[i]
        there = points[(i + 1) % count]
        after = points[(i + 2) % count] if closed else points[min(i + 2, count - 1)]
        data.append(
            f"C{here[0] + (there[0] - before[0]) / 6:.1f} {here[1] + (there[1] - before[1]) / 6:.1f} "
            f"{there[0] - (after[0] - here[0]) / 6:.1f} {there[1] - (after[1] - here[1]) / 6:.1f} "
            f"{there[0]:.1f} {there[1]:.1f}"
        )
    return "".join(data) + ("Z" if closed else "")


def polygon(points: Sequence[Point]) -> str:
    """Return path data of a closed shape with straight sides."""
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"


def fill(data: str, colour: str, opacity: float = 1.0) -> str:
    """Return a filled path."""
    return f'<path d="{data}" fill="{colour}"' + (f' fill-opacity="{opacity}"/>' if opacity < 1 else "/>")


def line(data: str, colour: str, width: float, opacity: float = 1.0) -> str:
    """Return a round-ended stroke ``width`` units wide."""
    return (
        f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" '
        f'stroke-linejoin="round"' + (f' stroke-opacity="{opacity}"/>' if opacity < 1 else "/>")
    )


def box(x: float, y: float, width: float, height: float, colour: str, opacity: float = 1.0, radius: float = 0.0) -> str:
    """Return a rectangle with its upper left corner at (x, y)."""
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{colour}"'
        + (f' rx="{radius}"' if radius else "")
        + (f' fill-opacity="{opacity}"/>' if opacity < 1 else "/>")
    )


def oval(cx: float, cy: float, rx: float, ry: float, colour: str, opacity: float = 1.0) -> str:
    """Return an ellipse."""
    where = f'cx="{cx}" cy="{cy}" rx="{rx}" ry="{ry}"'
    return f'<ellipse {where} fill="{colour}"' + (f' fill-opacity="{opacity}"/>' if opacity < 1 else "/>")


class Easel:
    """Chance, air and definitions (gradients, blurs) of one picture.

    Args:
        rng: Where every choice of the picture comes from.
        air: Sky, haze and light of the picture.
    """

    def __init__(self, rng: np.random.Generator, air: Air) -> None:
        self.rng = rng
        self.air = air
        self._defs: list[str] = []
        self._names = 0

    # Chance ---------------------------------------------------------------------------------------------------

    def between(self, low: float, high: float) -> float:
        """Return a number between the two."""
        return float(self.rng.uniform(low, high))

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[int(self.rng.integers(len(choices)))]

    def chance(self, share: float) -> bool:
        """Return True in ``share`` of all cases."""
        return bool(self.rng.random() < share)

    def tone(self, colour: str, depth: float = 0.0, amount: float = 1.0) -> str:
        """Return a slightly varied colour as this picture's air shows it at ``depth`` (0-1)."""
        return self.air.tone(vary(self.rng, colour, amount), depth)

    # Paint ----------------------------------------------------------------------------------------------------

    def define(self, template: str) -> str:
        """Keep a definition, its id written as ``{}``, and return the id it got."""
        self._names += 1
        name = f"s{self._names}"
        self._defs.append(template.replace("{}", name))
        return name

    def gradient(self, start: Point, end: Point, stops: Sequence[Stop]) -> str:
        """Return a linear gradient from ``start`` to ``end`` as a paint; stops are (offset, colour, opacity)."""
        marks = "".join(f'<stop offset="{o}" stop-color="{c}" stop-opacity="{a}"/>' for o, c, a in stops)
        name = self.define(
            f'<linearGradient id="{{}}" gradientUnits="userSpaceOnUse" x1="{start[0]}" y1="{start[1]}" '
            f'x2="{end[0]}" y2="{end[1]}">{marks}</linearGradient>'
        )
        return f"url(#{name})"

    def fall(self, top: float, bottom: float, upper: str, lower: str) -> str:
        """Return a vertical gradient between two colours."""
        return self.gradient((0, top), (0, bottom), ((0, upper, 1), (1, lower, 1)))

    def halo(self, cx: float, cy: float, radius: float, colour: str, opacity: float, flat: float = 1.0) -> str:
        """Return a soft round glow that fades to nothing at ``radius``; ``flat`` squeezes it vertically."""
        name = self.define(
            f'<radialGradient id="{{}}"><stop offset="0" stop-color="{colour}" stop-opacity="{opacity}"/>'
            f'<stop offset=".45" stop-color="{colour}" stop-opacity="{opacity * 0.55}"/>'
            f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
        )
        return oval(cx, cy, radius, radius * flat, f"url(#{name})")

    def blurred(self, parts: Sequence[str], spread: float, bottom: float = 256) -> str:
        """Return the parts out of focus by ``spread`` units (2 or more: finer blurs take the renderer far longer).

        Nothing is drawn below ``bottom``: the time a blur takes goes with its area.
        """
        name = self.define(
            f'<filter id="{{}}" filterUnits="userSpaceOnUse" x="-7" y="-7" width="270" height="{bottom + 14}" '
            f'color-interpolation-filters="sRGB"><feGaussianBlur stdDeviation="{max(2.0, spread)}"/></filter>'
        )
        return f'<g filter="url(#{name})">{"".join(parts)}</g>'

    def sheet(self, parts: Sequence[str]) -> str:
        """Return the parts as one fragment, with the definitions made since the last sheet.

        Painters write numbers into their marks as they come (only the busiest marks round them to keep the text short);
        here they are all cut to hundredths of a unit.
        """
        defs, self._defs = "".join(self._defs), []
        fragment = f"<defs>{defs}</defs>{''.join(parts)}"
        return _SURPLUS.sub("", _TINY.sub("0", fragment))
