"""The pen: paints shapes with flat colour, soft edges and gouache shading, and collects the SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from foxdog.drawn.colour import lightness, mix, shadow_of

Stop = tuple[float, str] | tuple[float, str, float]  # share, colour, opacity


def _feather(blur: float) -> list[tuple[float, float]]:
    """Stroke widths and strengths that together make an edge `blur` soft, widest first."""
    bands = int(min(6, 3 + blur))
    return [(blur * 3.2 * (1 - k / bands), 1.25 / (bands - k + 1)) for k in range(bands)]


class Pen:
    """Collects SVG elements; hands out ids that are unique within one picture."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.parts: list[str] = []
        self._count = 0

    def svg(self) -> str:
        """Everything drawn so far."""
        return "".join(self.parts)

    def _id(self) -> str:
        self._count += 1
        return f"a{self._count}"  # scenery's ids start with s

    def fill(self, d: str, colour: str, opacity: float = 1.0, blur: float = 0.0) -> None:
        """A filled shape; `blur` is the softness of its edge in user units."""
        if not blur:
            self.parts.append(f'<path d="{d}" fill="{colour}" fill-opacity="{opacity:.2f}"/>')
            return
        # Feathered with strokes: a gaussian filter costs some 5 ms a shape, a stroke a tenth of that.
        self.parts.append(f'<g opacity="{opacity:.2f}">')
        for width, strength in _feather(blur):
            self.line(d, colour, width, strength)
        self.parts.append(f'<path d="{d}" fill="{colour}"/></g>')

    def line(self, d: str, colour: str, width: float, opacity: float = 1.0, blur: float = 0.0) -> None:
        """A round-ended stroke, `width` in user units."""
        for extra, strength in _feather(blur) if blur else ():
            self.line(d, colour, width + extra * 0.7, opacity * strength)
        self.parts.append(
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.2f}" stroke-linecap="round" '
            f'stroke-linejoin="round" stroke-opacity="{opacity:.2f}"/>'
        )

    def dot(self, x: float, y: float, rx: float, ry: float, colour: str, opacity: float = 1.0, blur: float = 0) -> None:
        """An ellipse with its centre at (x, y)."""
        paint = colour
        if blur:
            inner = max(0.0, min(rx, ry) - blur * 1.6)
            rx, ry = rx + blur * 1.4, ry + blur * 1.4
            paint = self._glow(colour, inner / min(rx, ry))
        self.parts.append(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.2f}" ry="{ry:.2f}" fill="{paint}" '
            f'fill-opacity="{opacity:.2f}"/>'
        )

    def speck(
        self, x: float, y: float, least: float, most: float, colour: str, opacity: float = 1.0, blur: float = 0
    ) -> None:
        """A dot whose two radii are drawn at random from `least` to `most`."""
        rx, ry = self.rng.uniform(least, most, 2)
        self.dot(x, y, rx, ry, colour, opacity, blur)

    def _glow(self, colour: str, solid: float) -> str:
        name = self._id()
        middle = (1 + solid) / 2
        self.parts.append(
            f'<radialGradient id="{name}"><stop offset="{solid:.2f}" stop-color="{colour}"/>'
            f'<stop offset="{middle:.2f}" stop-color="{colour}" stop-opacity="0.5"/>'
            f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
        )
        return f"url(#{name})"

    def ramp(self, top: float, bottom: float, stops: Sequence[Stop]) -> str:
        """A vertical gradient from y=`top` to y=`bottom`; stops are (share, colour[, opacity]). Returns a paint."""
        name = self._id()
        marks = "".join(
            f'<stop offset="{stop[0]:.2f}" stop-color="{stop[1]}" stop-opacity="{stop[2] if len(stop) > 2 else 1}"/>'
            for stop in stops
        )
        self.parts.append(
            f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="0" x2="0" '
            f'y1="{top:.1f}" y2="{bottom:.1f}">{marks}</linearGradient>'
        )
        return f"url(#{name})"

    @contextmanager
    def clip(self, d: str) -> Iterator[None]:
        """What is drawn inside the block shows only within the shape `d`."""
        name = self._id()
        self.parts.append(f'<clipPath id="{name}"><path d="{d}"/></clipPath><g clip-path="url(#{name})">')
        yield
        self.parts.append("</g>")

    @contextmanager
    def group(self, transform: str) -> Iterator[None]:
        """What is drawn inside the block is moved by an SVG transform."""
        self.parts.append(f'<g transform="{transform}">')
        yield
        self.parts.append("</g>")

    def volume(
        self,
        d: str,
        colour: str,
        depth: float,
        *,
        strength: float = 0.5,
        rim: float = 0.3,
        fade: tuple[float, float] | None = None,
    ) -> None:
        """Give the shape `d` a soft shadow at the lower right and a rim of light at the upper left.

        With `fade`, (top, bottom), both grow from nothing at y=`top` to full at y=`bottom`.
        """
        shade, shine = shadow_of(colour), mix(colour, "#fff4dc", 0.7)
        # On dark fur a rim of light reads as wire, so it fades with the colour.
        rim *= 0.35 + 0.65 * min(1.0, lightness(colour) * 2)
        if fade:
            shade, shine = (self.ramp(fade[0], fade[1], ((0, c, 0), (1, c, 1))) for c in (shade, shine))
        with self.clip(d):
            with self.group(f"translate({-depth * 0.5:.1f} {-depth * 0.7:.1f})"):
                if depth >= 9:
                    self._mist(d, shade, depth, strength)
                else:
                    for k in range(3):
                        self.line(d, shade, depth * (0.8 + 0.7 * k), strength * 0.4)
            if rim:
                with self.group(f"translate({depth * 0.1:.1f} {depth * 0.14:.1f})"):
                    for k in (1, 2):
                        self.line(d, shine, depth * 0.22 * k, rim * 0.6)

    def _mist(self, d: str, colour: str, depth: float, strength: float) -> None:
        # On large shapes the steps of stacked strokes would show, so these few get a true blur.
        name = self._id()
        self.parts.append(
            f'<filter id="{name}" x="-3%" y="-3%" width="106%" height="106%" color-interpolation-filters="sRGB">'
            f'<feGaussianBlur stdDeviation="{depth * 0.42:.1f}"/></filter><g filter="url(#{name})">'
        )
        self.line(d, colour, depth * 1.7, strength)
        self.parts.append("</g>")
