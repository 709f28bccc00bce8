"""Where the animal stands: five places in four kinds of light.

A place comes as SVG fragments for a 256 x 256 picture, to be stacked as ``back``, the animal, ``front``, ``light``.
Everything random comes from the generator handed in, so one seed always gives the same picture, and nothing here
knows which animal will stand in it: scenery must not give the answer away.
"""

from dataclasses import dataclass

import numpy as np

from foxdog.drawn.places import PAINTERS
from foxdog.drawn.places.air import choose_air
from foxdog.drawn.places.easel import Easel
from foxdog.drawn.places.overlay import light_overlay

PLACES = ("forest", "snow", "grass", "room", "street")
LIGHTS = ("day", "dusk", "overcast", "night")


@dataclass(frozen=True)
class Place:
    """A painted place, as SVG fragments in picture units (0-256, y down).

    Attributes:
        back: What lies behind the animal; covers the whole picture.
        front: What stands before the animal.
        ground: The y where the animal's feet stand.
        light: Laid over everything: the colour of the light, a vignette, the grain of the paper.
    """

    back: str
    front: str
    ground: float
    light: str


def paint(rng: np.random.Generator, place: str, light: str, *, occlude: bool = False) -> Place:
    """Paint a place.

    Args:
        rng: Where every choice comes from.
        place: One of ``PLACES``.
        light: One of ``LIGHTS``.
        occlude: Whether something substantial stands before the animal: 15-35 % of the middle of the picture is
            covered, from below or off to one side, so that a face is never hidden entirely.

    Returns:
        The painted place; its definitions have ids that start with ``s``.
    """
    easel = Easel(rng, choose_air(rng, light, indoors=place == "room"))
    scene = PAINTERS[place](easel, occlude)
    return Place(scene.back, scene.front, scene.ground, easel.sheet(light_overlay(easel, indoors=place == "room")))
