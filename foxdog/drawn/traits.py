"""The table of traits: what tells one kind of fox or dog from another.

Head lengths are in head units (eyes at y=0, a red fox's cheeks reach x=60); body lengths are in body
units (feet at y=0, a red fox stands about 100 high at the shoulder).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Coat:
    """The colours of one coat, '#rrggbb'."""

    main: str
    light: str
    dark: str
    accent: str
    iris: str = "#6b3d1e"
    ear: str = "#e8b9a4"
    share: float = 1.0


@dataclass(frozen=True)
class Kind:
    """Everything that stays the same within one kind.

    Attributes:
        name: The kind's name.
        label: 'fox' or 'dog'.
        share: How common the kind is within its label (any scale).
        coats: The coats it comes in.
        mask: The markings of the face, see `marks`.
        pattern: The pattern of the trunk, see `pattern`.
        skull, cheek, jaw: Half-widths of the head above the eyes, at the ruff and at the chin, head units.
        crown, cheek_y, chin: Height above the eyes of the crown, depth below them of the ruff and the chin.
        fluff: Length of the tufts of the cheeks.
        muzzle_w, muzzle_len, muzzle_y: Half-width of the muzzle, how far it juts out, how far below the eyes it ends.
        stop: Depth of the step between forehead and muzzle.
        nose: Half-width of the nose pad.
        eye_x, eye_r, slant, slit: Place, radius and slant (radians) of the eyes, and whether the pupil is a slit.
        ear: 'up', 'drop' or 'tipped'.
        ear_x, ear_w, ear_h, ear_splay: Place, width, length and outward lean (radians) of the ears.
        ear_round, ear_tip: Roundness of the tip (0 to 1), share of the ear that is dark.
        tail: 'brush', 'curl', 'plume', 'sabre', 'otter' or 'low'.
        tail_w, tail_len, tail_tip: Half-width and length in body units; colour of the tip ('', 'light', 'dark').
        length, leg, bulk: Length of the trunk, length of the legs, depth of the chest, body units.
        leg_w: Factor of the legs' thickness.
        fur, mane: Length of the fur along the outline in body units; how much of a mane (0 to about 1).
        stockings: Share of the leg that is dark, from the foot up.
        head: Head units to body units.
    """

    name: str
    label: str
    share: float
    coats: tuple[Coat, ...]
    mask: str
    pattern: str
    skull: float = 40
    crown: float = 36
    cheek: float = 48
    cheek_y: float = 16
    jaw: float = 20
    chin: float = 52
    fluff: float = 3
    muzzle_w: float = 20
    muzzle_len: float = 28
    muzzle_y: float = 34
    stop: float = 8
    nose: float = 8
    eye_x: float = 21
    eye_r: float = 8.5
    slant: float = 0.15
    slit: bool = False
    ear: str = "up"
    ear_x: float = 29
    ear_w: float = 30
    ear_h: float = 40
    ear_splay: float = 0.25
    ear_round: float = 0.2
    ear_tip: float = 0.0
    tail: str = "curl"
    tail_w: float = 12
    tail_len: float = 80
    tail_tip: str = ""
    length: float = 112
    leg: float = 48
    leg_w: float = 1.0
    bulk: float = 42
    fur: float = 3
    mane: float = 0
    stockings: float = 0.0
    head: float = 0.62
