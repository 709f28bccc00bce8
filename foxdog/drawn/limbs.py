"""Legs, and the measures of the trunk they carry."""

from __future__ import annotations

from dataclasses import dataclass

from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import mix, receding, shadow_of
from foxdog.drawn.shapes import Points, limb, polygon, trace
from foxdog.drawn.traits import Coat, Kind


@dataclass(frozen=True)
class Frame:
    """Measures of a trunk in profile, body units (feet at y=0, facing right)."""

    leg: float
    bulk: float
    length: float

    @property
    def top(self) -> float:
        """How high the withers are (y, so negative)."""
        return -(self.leg + self.bulk)

    @property
    def rump(self) -> tuple[float, float]:
        """Where the tail is set on."""
        return -self.length * 0.49, self.top + self.bulk * 0.16


def frame(kind: Kind) -> Frame:
    """The measures of a kind."""
    return Frame(kind.leg, kind.bulk, kind.length)


def leg(
    pen: Pen, kind: Kind, coat: Coat, joints: Points, widths: list[float], *, far: bool, blend: float = 0.0
) -> None:
    """A leg along `joints` (hip to toe); far legs are darker; `blend` is how far below its root it shows its edge."""
    widths = [w * kind.leg_w for w in widths]
    d = polygon(limb(joints, widths))
    main, foot = leg_tone(kind, coat)
    if far:
        main, foot = receding(main), receding(foot)
    at = 1 - (kind.stockings or 0.45)
    top, seam = joints[0][1] - widths[0], joints[0][1] + blend
    # Above `seam` a near leg melts into the trunk, whose pattern and shading go on underneath.
    melt = (0, main, 1.0 if far else 0.0), ((seam - top) / -top, main, 1.0)
    at = max(at, melt[1][0])
    pen.fill(d, pen.ramp(top, 0, (*melt, (at, main), (min(1, at + 0.2), foot), (1, foot))))
    fade = None if far else (joints[0][1] - 4, seam + 8)
    pen.volume(d, mix(main, foot, 0.4), 5, strength=0.26 if far else 0.38, rim=0.0 if far else 0.22, fade=fade)
    if kind.pattern == "spots":
        _leg_spots(pen, coat, d, joints)
    _toes(pen, joints[-1], widths[-1], foot)


def ground_shadow(pen: Pen, x: float, rx: float) -> None:
    """The soft shadow on the ground under an animal, `rx` wide to either side."""
    pen.dot(x, 0, rx, 7, "#2a2036", 0.4, blur=4)


def leg_tone(kind: Kind, coat: Coat) -> tuple[str, str]:
    """The colours of a leg and of its foot."""
    return _leg_colour(kind, coat), _foot_colour(kind, coat)


def _leg_colour(kind: Kind, coat: Coat) -> str:
    if kind.pattern in ("saddle", "grey"):
        return mix(coat.accent, coat.main, 0.6) if kind.pattern == "saddle" else coat.accent
    if kind.pattern == "collie":
        return coat.main if coat.main != "#33303a" else coat.accent
    return coat.main


def _foot_colour(kind: Kind, coat: Coat) -> str:
    if kind.stockings:
        return coat.dark
    return {
        "urajiro": coat.light, "husky": coat.light, "tricolour": coat.light, "collie": coat.light, "bib": coat.light,
        "saddle": mix(coat.main, coat.light, 0.4), "silver": coat.dark, "grey": mix(coat.accent, coat.light, 0.35),
    }.get(kind.pattern, mix(coat.main, coat.light, 0.3))  # fmt: skip


def _leg_spots(pen: Pen, coat: Coat, d: str, joints: Points) -> None:
    with pen.clip(d):
        for x, y in trace(joints)[3:-4:4]:
            a, b = pen.rng.uniform(-6, 6), pen.rng.uniform(-3, 3)
            pen.speck(x + a, y + b, 1.2, 2.6, coat.dark, 0.9)


def _toes(pen: Pen, toe: tuple[float, float], width: float, colour: str) -> None:
    x, y = toe
    for k in (-0.1, 0.55):
        pen.line(f"M{x + width * k:.1f} {y - 0.5:.1f}l0.6 {width * 0.7:.1f}", shadow_of(shadow_of(colour)), 0.9, 0.55)
