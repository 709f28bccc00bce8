"""The last wash over a picture: the light's colour on everything, a vignette, and the texture of paint on paper."""

from foxdog.drawn.places.easel import Easel
from foxdog.drawn.places.texture import gouache

# Per light: colours at the sun's corner and the opposite one (soft light), and how strongly they are laid on.
SLANT = {
    "day": ("#fff4d0", "#949ba6", 0.42),
    "dusk": ("#ffc48a", "#5f5a94", 0.42),
    "overcast": ("#c8ced0", "#7c8790", 0.25),
    "night": ("#c4d0e6", "#5a6790", 0.24),
}
# Per light: what the middle and the corners are multiplied by. The middle of a night stays lighter, as if moonlit, so
# that a dark animal is still told from a dark wood.
VIGNETTE = {
    "day": ("#ffffff", "#dcd4cc"),
    "dusk": ("#fff0e4", "#ad9bb4"),
    "overcast": ("#ffffff", "#d0d2d4"),
    "night": ("#dbe2f0", "#99a3c2"),
}
# A room keeps its lamps on: a night indoors is amber in the middle and only blue in the corners.
INDOOR_NIGHT = ("#f6dcbc", "#7d7f9f")


def light_overlay(easel: Easel, *, indoors: bool) -> list[str]:
    """Return the overlay for the easel's air, to be put on top of the animal too."""
    light = easel.air.light
    bright, dark, strength = SLANT[light]
    corner = 0 if easel.air.sun[0] < 128 else 256
    slant = easel.gradient((corner, 0), (256 - corner, 256), ((0, bright, 1), (1, dark, 1)))
    middle, edge = INDOOR_NIGHT if indoors and light == "night" else VIGNETTE[light]
    vignette = easel.define(
        '<radialGradient id="{}" cx=".5" cy=".56" r=".8">'
        f'<stop offset=".4" stop-color="{middle}"/><stop offset="1" stop-color="{edge}"/></radialGradient>'
    )
    return [_veil(slant, "soft-light", strength), _veil(f"url(#{vignette})", "multiply", 1), _paint(easel)]


def _veil(paint: str, mode: str, opacity: float) -> str:
    """Return a full-picture wash in a blend mode."""
    return f'<rect width="256" height="256" fill="{paint}" fill-opacity="{opacity}" style="mix-blend-mode:{mode}"/>'


def _paint(easel: Easel) -> str:
    """Return one of the paint textures, turned over at random so that few pictures share one."""
    flip_x, flip_y = easel.pick((-1, 1)), easel.pick((-1, 1))
    return (
        f'<image href="{gouache(int(easel.rng.integers(6)))}" width="256" height="256" '
        f'transform="translate({128 - 128 * flip_x} {128 - 128 * flip_y}) scale({flip_x} {flip_y})" '
        'style="image-rendering:optimizeSpeed;mix-blend-mode:soft-light"/>'
    )
