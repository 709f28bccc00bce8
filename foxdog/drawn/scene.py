"""What decides a picture: a scene, and the plan of all scenes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foxdog.drawn.kinds import KINDS
from foxdog.drawn.scenery import LIGHTS, PLACES
from foxdog.drawn.traits import Kind

VIEWS = {"portrait": 0.5, "sit": 0.2, "stand": 0.16, "trot": 0.07, "lie": 0.045, "curl": 0.025}
_LIGHT_SHARES = {"day": 0.46, "dusk": 0.21, "overcast": 0.25, "night": 0.08}
# Pale, thick-coated animals of BOTH classes are met somewhat more often in the snow.
_SNOW_LOVERS = ("arctic fox", "spitz", "husky")


@dataclass(frozen=True)
class Scene:
    """Everything that decides one picture.

    Attributes:
        number: Which picture this is, from 0.
        seed: The seed of the whole set; with `number` it seeds the brush.
        label: 'fox' or 'dog'.
        kind: A key of `KINDS`.
        coat: Index of the coat within the kind.
        view: A key of `VIEWS`.
        place: One of `scenery.PLACES`.
        light: One of `scenery.LIGHTS`.
        distance: From 0 (fills the frame) to 1 (far away).
        occlusion: Whether something substantial stands before the animal.
        blur: Standard deviation of the focus blur in pixels (0 = sharp).
        motion: Length of the motion blur in pixels (0 = none).
        exposure: Brightness factor, 1 = as painted.
        mirror: Whether the animal faces left.
        yaw: Turn of the head in radians, see `Pose`.
        pitch: Nod of the head, see `Pose`.
        tilt: Roll of the head in degrees.
        mouth: 'shut' or 'open'.
        eyes: 'open', 'narrow' or 'closed'.
        gaze: Shift of the pupils in head units.
        offset: Shift of the animal in pixels, x to the right, y down.
        rotation: Roll of the whole animal in degrees.
        profile: Whether the head is in pure profile.
        aside: Whether a sitting animal turns its side to us.
    """

    number: int
    seed: int
    label: str
    kind: str
    coat: int
    view: str
    place: str
    light: str
    distance: float
    occlusion: bool
    blur: float
    motion: float
    exposure: float
    mirror: bool
    yaw: float
    pitch: float
    tilt: float
    mouth: str
    eyes: str
    gaze: tuple[float, float]
    offset: tuple[float, float]
    rotation: float
    profile: bool
    aside: bool


def plan(count: int = 1200, seed: int = 0) -> list[Scene]:
    """The scenes of a set, half of them foxes; scene k does not depend on `count`."""
    return [_scene(number, seed) for number in range(count)]


def _scene(number: int, seed: int) -> Scene:
    rng = np.random.default_rng([seed, number])
    # Circumstances are drawn before the animal and without looking at it: no background may give the answer away.
    circumstances = _circumstances(rng)
    circumstances |= _turned(number, seed, circumstances["view"])
    label = _label(number, seed)
    kind = _kind(rng, label, circumstances["place"])
    coat = _pick(rng, {str(i): c.share for i, c in enumerate(kind.coats)})
    return Scene(number=number, seed=seed, label=label, kind=kind.name, coat=int(coat), **circumstances)


def _label(number: int, seed: int) -> str:
    # Every pair of numbers holds one fox and one dog in random order, so any even count is balanced.
    first = bool(np.random.default_rng([seed, number // 2, 7]).random() < 0.5)
    return "fox" if first == (number % 2 == 0) else "dog"


def _pick(rng: np.random.Generator, shares: dict[str, float]) -> str:
    weights = np.array(list(shares.values()))
    return str(rng.choice(list(shares), p=weights / weights.sum()))


def _kind(rng: np.random.Generator, label: str, place: str) -> Kind:
    shares = {
        kind.name: kind.share * (1.7 if place == "snow" and kind.name in _SNOW_LOVERS else 1.0)
        for kind in KINDS.values()
        if kind.label == label
    }
    return KINDS[_pick(rng, shares)]


def _circumstances(rng: np.random.Generator) -> dict:
    view = _pick(rng, VIEWS)
    asleep = view == "curl" or (view == "lie" and rng.random() < 0.15)
    eyes = "closed" if asleep or rng.random() < 0.02 else "narrow" if rng.random() < 0.1 else "open"
    return dict(
        view=view,
        place=str(rng.choice(PLACES)),
        light=_pick(rng, {k: _LIGHT_SHARES[k] for k in LIGHTS}),
        distance=float(rng.beta(1.4, 2.0)),
        occlusion=bool(rng.random() < 0.1),
        blur=float(rng.uniform(0.7, 2.0)) if rng.random() < 0.1 else 0.0,
        motion=float(rng.uniform(4, 10)) if rng.random() < (0.16 if view == "trot" else 0.03) else 0.0,
        exposure=float(rng.uniform(0.6, 0.85)) if rng.random() < 0.05 else 1.0,
        mirror=bool(rng.random() < 0.5),
        **_bearing(rng, view),
        eyes=eyes,
        mouth="open" if eyes != "closed" and rng.random() < 0.25 else "shut",
        # Now and then the frame cuts the animal off.
        offset=(float(rng.normal(0, 30 if rng.random() < 0.08 else 9)), float(rng.normal(0, 5))),
    )


def _turned(number: int, seed: int, view: str) -> dict:
    """Which sitting animals turn their side to us, and how these hold their heads."""
    rng = np.random.default_rng([seed, number, 5])
    if view != "sit" or rng.random() >= 0.45:
        return {"aside": False}
    return {"aside": True} | {key: value for key, value in _bearing(rng, "stand").items() if key in ("profile", "yaw")}


def _bearing(rng: np.random.Generator, view: str) -> dict:
    """How the head is held; animals in profile look ahead, at us, or back over the shoulder."""
    centre = {"portrait": 0.0, "sit": 0.0, "lie": 0.1, "curl": 0.25}.get(view, float(rng.choice((0.55, 0.25, -0.45))))
    spread = {"portrait": 0.36, "sit": 0.3, "lie": 0.3}.get(view, 0.12)
    in_profile = {"portrait": 0.1, "stand": 0.36, "trot": 0.36}.get(view, 0.0)
    return {
        "profile": bool(rng.random() < in_profile),
        "yaw": float(np.clip(rng.normal(centre, spread), -0.68, 0.68)),
        "pitch": float(np.clip(rng.normal(0.02, 0.07), -0.13, 0.17)),
        "tilt": float(np.clip(rng.normal(0, 6), -16, 16)),
        "gaze": (float(rng.normal(0, 0.9)), float(rng.normal(0, 0.6))),
        "rotation": float(rng.normal(0, 2.2)),
    }
