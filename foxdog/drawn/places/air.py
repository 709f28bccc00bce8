"""The air of a picture: its sky, its haze and the light that tints everything in it."""

from dataclasses import dataclass

import numpy as np

from foxdog.drawn.places.colour import mix, shift

# Per light: (sky at the top, sky at the horizon, haze that swallows distant things).
SKIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "day": (
        ("#8fbcc9", "#e8e4cb", "#c9d8cf"),
        ("#a8cdcf", "#f2e2c9", "#d5dccb"),
        ("#84acc4", "#dbe6df", "#c0d2d6"),
        ("#b9d0c0", "#f3e9cf", "#d3dcc6"),
        ("#9fc0d8", "#f0dfd6", "#d2d6da"),
    ),
    "dusk": (
        ("#7b7aa6", "#f2c0a0", "#cfa9a6"),
        ("#a9849c", "#f5d0a8", "#dcb7a0"),
        ("#6583a6", "#edb9a0", "#bfa4ab"),
        ("#8a8a9c", "#f3c894", "#cdb096"),
        ("#8f97b8", "#f6d8c0", "#cdb8b8"),
        ("#6f95a0", "#f1d3a4", "#c3b7a2"),
    ),
    "overcast": (
        ("#9aa6ad", "#d5d6d0", "#bcc3c2"),
        ("#aeaca8", "#dcd7ca", "#c4c1b8"),
        ("#8fa0a6", "#cbd3d1", "#b1bdbe"),
        ("#a3a7b3", "#d8d3d3", "#bdbcc2"),
    ),
    "night": (
        ("#2c3b5c", "#8ba3ba", "#90a5b8"),
        ("#37395f", "#979fbb", "#989fb8"),
        ("#25465a", "#84acb1", "#8aabb0"),
        ("#3d3a5f", "#a09cba", "#9b9ab6"),
        ("#2d4052", "#9dada9", "#9aabab"),
    ),
}

# Per light: (ambient colour that objects are multiplied by, how strongly, how vivid they stay).
AMBIENCE = {
    "day": ("#fff6e2", 0.26, 1.08),
    "dusk": ("#b7a0b4", 0.52, 0.95),
    "overcast": ("#d9dde0", 0.45, 0.78),
    "night": ("#9fb0cc", 0.72, 0.64),
}
INDOOR_NIGHT = ("#c8aca2", 0.68, 0.88)


@dataclass(frozen=True)
class Air:
    """Sky, haze and light of one picture.

    Attributes:
        light: The name of the light.
        top: Sky colour at the upper edge.
        low: Sky colour at the horizon.
        haze: What distant things fade into.
        glow: Colour of the sun, the moon or a lit window.
        sun: Where the sun or the moon stands, in picture units.
        ambience: What objects are multiplied by, how strongly (0-1), and how vivid they stay (0-1).
    """

    light: str
    top: str
    low: str
    haze: str
    glow: str
    sun: tuple[float, float]
    ambience: tuple[str, float, float]

    def tone(self, colour: str, depth: float = 0.0) -> str:
        """Return a thing's own colour as seen in this light, ``depth`` 0 (near) to 1 (lost in the haze)."""
        ambient, strength, vivid = self.ambience
        channels = ((int(colour[i : i + 2], 16), int(ambient[i : i + 2], 16)) for i in (1, 3, 5))
        lit = "#" + "".join(f"{round(c * a / 255):02x}" for c, a in channels)
        return mix(shift(mix(colour, lit, strength), chroma=vivid), self.haze, depth)

    @property
    def dark(self) -> bool:
        """Whether lamps are on and stars are out."""
        return self.light == "night"


def choose_air(rng: np.random.Generator, light: str, *, indoors: bool = False) -> Air:
    """Choose the sky of the picture and where its sun or moon stands, well off the middle."""
    skies = SKIES[light]
    top, low, haze = skies[int(rng.integers(len(skies)))]
    turn = float(rng.normal(0, 5))
    side = -1 if rng.random() < 0.5 else 1
    height = {"day": 34, "dusk": 84, "overcast": 40, "night": 42}[light]
    glow = {"day": "#fff4d2", "dusk": "#ffe0b0", "overcast": "#f1efe6", "night": "#f6eccb"}[light]
    return Air(
        light=light,
        top=shift(top, turn=turn),
        low=shift(low, turn=turn),
        haze=shift(haze, turn=turn),
        glow=glow,
        sun=(128 + side * float(rng.uniform(48, 100)), height + float(rng.uniform(-14, 14))),
        ambience=INDOOR_NIGHT if indoors and light == "night" else AMBIENCE[light],
    )
