"""A head in pure profile, facing right."""

from __future__ import annotations

import numpy as np

from foxdog.drawn import ears, eyes, muzzle, profile_marks
from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import lightness, mix, shadow_of
from foxdog.drawn.pose import Pose
from foxdog.drawn.profile_marks import EYE, Side, measure
from foxdog.drawn.shapes import fluff, polygon, smooth, trace
from foxdog.drawn.traits import Coat, Kind


def draw(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """Draw a head in profile around the origin, in head units; `pose.yaw` is ignored."""
    m = measure(kind)
    with pen.group(f"rotate({pose.tilt * 0.6 + pose.pitch * 60:.1f} -10 20)"):
        if kind.ear != "drop":
            ears.aside(pen, kind, coat, (2, -m.crown * 0.7), 7, far=True)
        if pose.mouth == "open":
            _open_jaw(pen, kind, coat, m)
        d = polygon(_outline(pen, kind, m))
        pen.fill(d, coat.main)
        with pen.clip(d):
            profile_marks.paint(pen, kind, coat, m)
            _hair(pen, kind, coat, m)
        pen.volume(d, coat.main, 9, strength=0.42, rim=0.3)
        _mouth(pen, kind, coat, m)
        _nose(pen, kind, coat, m)
        eyes.eye_at(pen, kind, coat, pose, -1, EYE, 0.8)
        if kind.ear == "drop":
            ears.hang_aside(pen, kind, coat, (-m.skull * 0.36, -m.crown * 0.42))
        else:
            ears.aside(pen, kind, coat, (_ear_x(kind, m), -m.crown * 0.66), -9, far=False)
            _ear_root(pen, kind, coat, m)


def _ear_x(kind: Kind, m: Side) -> float:
    """Where the near ear stands (x); wide ears sit farther back, or they would hide the eye."""
    return -m.skull * 0.34 - max(0.0, kind.ear_w - 36) * 0.35


def _ear_root(pen: Pen, kind: Kind, coat: Coat, m: Side) -> None:
    """Fur that grows over the base of the near ear, which would otherwise look glued on."""
    tone = coat.dark if kind.mask == "husky" else mix(coat.main, coat.dark, 0.3 if kind.mask == "shepherd" else 0.0)
    tone = coat.accent if kind.mask == "grey" else tone
    x, y, w = _ear_x(kind, m), -m.crown * 0.66 + 15, kind.ear_w * 0.4
    pen.dot(x - 1, y + 3, w, 8, tone, 1, blur=2.5)
    for k in np.linspace(-0.8, 0.7, 7):
        tuft = [
            (x + k * w - 3, y + 5),
            (x + k * w + pen.rng.uniform(-1, 1), y - pen.rng.uniform(5, 10)),
            (x + k * w + 3, y + 5),
        ]
        pen.fill(smooth(tuft, sharp=(0, 1, 2)), tone)


def _outline(pen: Pen, kind: Kind, m: Side) -> np.ndarray:
    s, c, x, y, d = m.skull, m.crown, m.reach, m.nose_y, m.depth
    step = kind.stop / 14
    brow = [(13, -c * 0.7), (21 + 2 * step, -c * (0.4 + 0.1 * step)), (26 + step, -8 + 5 * step)]
    top = [(-s * 0.98, c * 0.7), (-s * 0.92, -c * 0.2), (-s * 0.52, -c * 0.84), (-2, -c * 0.98), *brow,
           (x * 0.72, y - d * 0.84), (x - 2, y - kind.nose * 0.62)]  # fmt: skip
    under = [(x + 1, y + 1), (x - 4, y + d * 0.8), (x - 13, y + d * 1.2), (28, y + d * 1.4), (10, y + d * 1.4 + 6)]
    ruff = [
        (10, y + d * 1.4 + 6),
        (-4, m.chin * 0.8),
        (-s * 0.5, m.chin * 0.95),
        (-s * 0.92, m.chin * 0.72),
        (-s * 0.98, c * 0.7),
    ]
    front = trace([*top, *under])
    back = trace(ruff)
    if kind.fluff > 0:
        back = fluff(back, kind.fluff * 1.1, 9, pen.rng, lean=0.7)
    return np.vstack([front, back])


def _hair(pen: Pen, kind: Kind, coat: Coat, m: Side) -> None:
    count = 44 if kind.fur > 0 else 20
    for tone, opacity in ((mix(coat.main, "#fff4dc", 0.55), 0.3), (shadow_of(coat.main), 0.24)):
        d = []
        for _ in range(count):
            x, y = pen.rng.uniform(-m.skull, 8), pen.rng.uniform(-m.crown, m.chin)
            d.append(f"M{x:.1f} {y:.1f}q-4 {y * 0.03:.1f} -7 {2 + y * 0.07:.1f}")
        pen.line("".join(d), tone, 1.1, opacity)


def _jaw_tone(kind: Kind, coat: Coat) -> str:
    return {"shepherd": coat.dark, "silver": coat.main, "spots": coat.main}.get(
        kind.mask, mix(coat.light, coat.main, 0.25)
    )


def _mouth(pen: Pen, kind: Kind, coat: Coat, m: Side) -> None:
    x, y, d = m.reach, m.nose_y, m.depth
    dark = lightness(_jaw_tone(kind, coat)) < 0.3
    ink = mix(eyes.INK, coat.dark, 0.2) if not dark else "#0d090d"
    lip = [(x - 3, y + d * 0.45), (x * 0.72, y + d * 0.72), (30, y + d * 0.82), (23, y + d * 0.45)]
    pen.line(smooth(lip, closed=False), ink, 1.7, 0.9)
    for k in range(4):
        pen.dot(x - 12 - 4 * k, y + d * 0.12 + 2.4 * (k % 2), 0.9, 0.9, ink, 0.6)


def _open_jaw(pen: Pen, kind: Kind, coat: Coat, m: Side) -> None:
    x, y, d = m.reach, m.nose_y, m.depth
    tone = _jaw_tone(kind, coat)
    jaw = [
        (12, y + d),
        (x * 0.6, y + d * 1.4 + 4),
        (x - 13, y + d * 1.3 + 6),
        (x - 9, y + d * 1.3 + 9),
        (x * 0.6, y + d * 1.8 + 9),
        (14, y + d * 1.8 + 4),
    ]
    pen.fill(smooth(jaw), mix(tone, shadow_of(tone), 0.6))
    gap = [
        (20, y + d * 0.6),
        (x - 8, y + d * 0.6),
        (x - 12, y + d * 1.3 + 7),
        (x * 0.62, y + d * 1.4 + 4),
        (22, y + d * 1.2),
    ]
    pen.fill(smooth(gap), "#5a1f2b")
    tongue = [
        (26, y + d + 2),
        (x * 0.66, y + d + 4),
        (x - 13, y + d + 8),
        (x - 10, y + d + 20),
        (x - 17, y + d + 25),
        (x - 22, y + d + 14),
        (30, y + d + 8),
    ]
    t = smooth(tongue)
    pen.fill(t, "#e5828a")
    pen.volume(t, "#e5828a", 4, strength=0.4, rim=0.3)


def _nose(pen: Pen, kind: Kind, coat: Coat, m: Side) -> None:
    x, y, n = m.reach, m.nose_y, kind.nose
    pad = smooth(
        [
            (x - n * 0.9, y - n * 0.62),
            (x, y - n * 0.66),
            (x + n * 0.42, y - n * 0.1),
            (x + n * 0.1, y + n * 0.5),
            (x - n * 0.6, y + n * 0.3),
        ]
    )
    pen.fill(pad, muzzle.nose_colour(coat))
    with pen.clip(pad):
        pen.dot(x - n * 0.25, y - n * 0.5, n * 0.5, n * 0.2, "#9d93a3", 0.75, blur=1)
        pen.dot(x - n * 0.05, y + n * 0.12, n * 0.24, n * 0.14, "#0c080c", 0.85)
