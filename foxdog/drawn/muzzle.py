"""Muzzle, nose and mouth of a head seen from the front."""

from __future__ import annotations

from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import lightness, mix, shadow_of
from foxdog.drawn.eyes import INK
from foxdog.drawn.pose import Pose
from foxdog.drawn.shapes import smooth
from foxdog.drawn.traits import Coat, Kind


def draw(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """Draw the muzzle with its bridge, mouth and nose."""
    fill, bridge = _muzzle_colours(kind, coat)
    if pose.mouth == "open":
        _open_mouth(pen, kind, pose, fill)
    else:
        _chin(pen, kind, pose, fill)
    d = smooth(_muzzle_outline(kind, pose))
    # A soft cast shadow makes the muzzle stand out from the cheeks.
    with pen.group(f"translate({pose.yaw * 4 + 1:.1f} 3)"):
        pen.fill(
            d,
            pen.ramp(
                0, kind.muzzle_y, ((0, shadow_of(fill), 0), (0.75, shadow_of(fill), 0.42), (1, shadow_of(fill), 0.5))
            ),
        )
    top, bottom = -4, kind.muzzle_y + 12
    pen.fill(
        d,
        pen.ramp(
            top, bottom, ((0, bridge, 0), (0.12, bridge, 0.7), (0.3, mix(bridge, fill, 0.4)), (0.5, fill), (1, fill))
        ),
    )
    with pen.clip(d):
        _bridge(pen, kind, pose, bridge)
    pen.volume(d, fill, 6, strength=0.42, rim=0.0, fade=(2, kind.muzzle_y))
    if pose.mouth == "shut":
        _lips(pen, kind, pose, fill)
    _whiskers(pen, kind, pose, fill)
    _nose(pen, kind, coat, pose)


def _muzzle_colours(kind: Kind, coat: Coat) -> tuple[str, str]:
    """The colour of the muzzle's sides and of its bridge."""
    plain = mix(coat.main, coat.light, 0.55)
    return {
        "fox": (coat.light, coat.main), "urajiro": (coat.light, mix(coat.main, coat.accent, 0.15)),
        "husky": (coat.light, mix(coat.light, coat.main, 0.35)), "blaze": (coat.light, coat.light),
        "shepherd": (mix(coat.dark, coat.main, 0.18), mix(coat.dark, coat.main, 0.34)), "spots": (coat.main, coat.main),
        "silver": (mix(coat.main, coat.light, 0.14), mix(coat.dark, coat.main, 0.5)),
        "grey": (coat.light, mix(coat.main, coat.dark, 0.3)),
        "fennec": (coat.light, mix(coat.main, coat.light, 0.2)), "arctic": (mix(coat.light, coat.main, 0.3), coat.main),
    }.get(kind.mask, (plain, coat.main))  # fmt: skip


def _tip(kind: Kind) -> float:
    """Depth (z, head units) of the nose."""
    return 28 + kind.muzzle_len


def _muzzle_outline(kind: Kind, pose: Pose) -> list[tuple[float, float]]:
    w, y, z = kind.muzzle_w, kind.muzzle_y, _tip(kind)
    half = [(w * 0.5, -3, 28.0), (w * 0.8, 12, 30.0), (w * 1.04, y * 0.62, 34.0),
            (w * 0.98, y + 2, 28 + kind.muzzle_len * 0.5),
            (w * 0.62, y + 11, 28 + kind.muzzle_len * 0.75)]  # fmt: skip
    right = [pose.at(*p) for p in half]
    left = [pose.at(-x, yy, zz) for x, yy, zz in half][::-1]
    nose = [pose.at(s * w * 0.5, y - 6, z - 2) for s in (1, -1)]
    if pose.yaw > 0.25:
        right[3] = (max(right[3][0], nose[0][0]), right[3][1])
        right[2] = (max(right[2][0], nose[0][0] - 4), right[2][1])
    elif pose.yaw < -0.25:
        left[1] = (min(left[1][0], nose[1][0]), left[1][1])
        left[2] = (min(left[2][0], nose[1][0] + 4), left[2][1])
    return [pose.at(0, -6, 29), *right, pose.at(0, y + 13, 28 + kind.muzzle_len * 0.8), *left]


def _bridge(pen: Pen, kind: Kind, pose: Pose, colour: str) -> None:
    w, y, z = kind.muzzle_w, kind.muzzle_y, _tip(kind)
    half = [(w * 0.75, -8, 28.0), (w * 0.46, y * 0.35, 36.0), (w * 0.34, y - 10, z - 6), (w * 0.3, y - 3, z - 2)]
    right = [pose.at(*p) for p in half]
    left = [pose.at(-a, b, c) for a, b, c in half][::-1]
    pen.fill(smooth([*right, *left], sharp=(3, 4)), colour, 0.95, blur=0.8)
    ridge = [pose.at(-1.5, 0, 30), pose.at(-1.5, y * 0.5, 40), pose.at(-1.5, y - 9, z - 3)]
    pen.line(
        smooth(ridge, closed=False), mix(colour, "#fff4dc", 0.6), w * 0.22, 0.1 + 0.22 * lightness(colour), blur=1.6
    )


def _chin(pen: Pen, kind: Kind, pose: Pose, fill: str) -> None:
    x, y = pose.at(0, kind.muzzle_y + 12, 28 + kind.muzzle_len * 0.6)
    pen.dot(x, y, kind.muzzle_w * 0.55, 6.5, mix(fill, shadow_of(fill), 0.55))


def _open_mouth(pen: Pen, kind: Kind, pose: Pose, fill: str) -> None:
    w, y = kind.muzzle_w, kind.muzzle_y
    x, _ = pose.at(0, y, 28 + kind.muzzle_len * 0.62)
    jaw = [(x - w * 0.78, y + 4), (x - w * 0.55, y + 20), (x, y + 26), (x + w * 0.55, y + 20), (x + w * 0.78, y + 4)]
    pen.fill(smooth(jaw), mix(fill, shadow_of(fill), 0.5))
    gap = [(x - w * 0.66, y + 4), (x - w * 0.42, y + 17), (x, y + 21), (x + w * 0.42, y + 17), (x + w * 0.66, y + 4)]
    pen.fill(smooth(gap), "#5a1f2b")
    s = pen.rng.uniform(-2, 2)
    tongue = [
        (x - w * 0.34, y + 8),
        (x - w * 0.38 + s, y + 22),
        (x + s, y + 29),
        (x + w * 0.38 + s, y + 22),
        (x + w * 0.34, y + 8),
    ]
    d = smooth(tongue)
    pen.fill(d, "#e5828a")
    pen.volume(d, "#e5828a", 4, strength=0.4, rim=0.4)
    pen.line(f"M{x:.1f} {y + 10:.1f}L{x + s:.1f} {y + 23:.1f}", "#b9545f", 1.4, 0.7)


def _lips(pen: Pen, kind: Kind, pose: Pose, fill: str) -> None:
    w, y, z = kind.muzzle_w, kind.muzzle_y, _tip(kind)
    # On a dark muzzle the mouth is drawn in light, as with a scratched line.
    ink = mix(INK, fill, 0.15) if lightness(fill) > 0.3 else mix(fill, "#0c080c", 0.7)
    low = pose.at(0, y + 8.5, z - 6)
    pen.line(smooth([pose.at(0, y, z), low], closed=False), ink, 1.7)
    for side in (-1, 1):
        curve = [
            low,
            pose.at(side * w * 0.36, y + 10.5, z - 11),
            pose.at(side * w * 0.82, y + 5.5, 28 + kind.muzzle_len * 0.35),
        ]
        pen.line(smooth(curve, closed=False), ink, 1.7)


def _whiskers(pen: Pen, kind: Kind, pose: Pose, fill: str) -> None:
    w, y = kind.muzzle_w, kind.muzzle_y
    dark = lightness(fill) < 0.3
    ink = mix(fill, "#fff4dc" if dark else INK, 0.65)
    for side in (-1, 1):
        for k in range(3):
            x1, y1 = pose.at(side * w * (0.5 + 0.12 * k), y - 1 + 3.4 * (k % 2) + k, 28 + kind.muzzle_len * 0.6)
            pen.dot(x1, y1, 0.9, 0.9, ink, 0.7)
            run, drop = side * pen.rng.uniform(26, 38) * pose.narrow(side), 7 * k - 6 + pen.rng.uniform(-2, 2)
            pen.line(f"M{x1:.1f} {y1:.1f}q{run * 0.5:.1f} {drop * 0.2 - 2:.1f} {run:.1f} {drop:.1f}", ink, 0.6, 0.28)


def _nose(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    x, y = pose.at(0, kind.muzzle_y - 4, _tip(kind))
    n = kind.nose
    w = n * (1 - 0.15 * abs(pose.yaw))
    pad = [(-w, -n * 0.38), (-w * 0.55, -n * 0.72), (0, -n * 0.66), (w * 0.55, -n * 0.72), (w, -n * 0.38),
           (w * 0.62, n * 0.32), (0, n * 0.74), (-w * 0.62, n * 0.32)]  # fmt: skip
    d = smooth([(x + a, y + b) for a, b in pad])
    pen.fill(d, nose_colour(coat))
    with pen.clip(d):
        pen.dot(x - w * 0.15, y - n * 0.52, w * 0.62, n * 0.26, "#9d93a3", 0.75, blur=n * 0.13)
        for side in (-1, 1):
            pen.dot(x + side * w * 0.48, y + n * 0.12, w * 0.2, n * 0.15, "#0c080c", 0.85)


def nose_colour(coat: Coat) -> str:
    """Black, but liver-brown in brown coats."""
    return "#5d3326" if coat.dark in ("#6b4128", "#3d2417") else "#231a20"
