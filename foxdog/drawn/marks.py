"""Markings of the face, painted on the skull before the features."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import mix
from foxdog.drawn.pose import Pose
from foxdog.drawn.shapes import smooth
from foxdog.drawn.traits import Coat, Kind

Half = Sequence[tuple[float, float]]


def paint(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    """Paint the markings of the kind; the caller clips them to the skull."""
    _MARKS.get(kind.mask, _plain)(pen, kind, coat, pose)


def _both(pen: Pen, pose: Pose, half: Half, colour: str, opacity: float = 1.0, blur: float = 0.0) -> None:
    for side in (-1, 1):
        pen.fill(smooth([pose.at(side * x, y) for x, y in half]), colour, opacity, blur)


def _middle(pen: Pen, pose: Pose, half: Half, colour: str, opacity: float = 1.0, blur: float = 0.0) -> None:
    points = [pose.at(x, y) for x, y in half] + [pose.at(-x, y) for x, y in reversed(half)]
    pen.fill(smooth(points), colour, opacity, blur)


def _tears(pen: Pen, kind: Kind, pose: Pose, colour: str, opacity: float) -> None:
    """The dark streak from the inner corner of a fox's eye to its muzzle."""
    for side in (-1, 1):
        e = kind.eye_x - kind.eye_r * 1.1
        streak = [(e, 2), (e - 3, 10), (kind.muzzle_w * 0.8, 22), (kind.muzzle_w * 1.05, 20), (e + 2, 9)]
        pen.fill(smooth([pose.at(side * x, y) for x, y in streak]), colour, opacity, 1.2)


def _cheeks(kind: Kind, top: float) -> Half:
    """The pale cheek from beside the muzzle out to the tip of the ruff; `top` lifts its upper edge."""
    c, y = kind.cheek, kind.cheek_y
    return [(2, 70), (4, 26), (kind.muzzle_w * 0.9, 17 - top), (kind.eye_x + 6, 14 - top), (c * 0.72, 9 - top * 0.6),
            (c + 14, y - 10), (c + 12, y + 14), (c * 0.7, kind.chin), (16, 74)]  # fmt: skip


def _fox(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    _middle(pen, pose, [(0, -60), (16, -44), (9, -8), (4, 8)], coat.accent, 0.35, 4)
    _both(pen, pose, _cheeks(kind, 0), mix(coat.light, coat.main, 0.35), 1, 3)
    _both(pen, pose, [(x, y + 3) for x, y in _cheeks(kind, 0)], coat.light, 1, 0.8)
    _both(pen, pose, [(kind.eye_x - 9, -11), (kind.eye_x - 1, -15), (kind.eye_x + 5, -12), (kind.eye_x - 2, -9)],
          mix(coat.main, coat.light, 0.55), 0.7, 1.5)  # fmt: skip
    _tears(pen, kind, pose, coat.dark, 0.55)


def _urajiro(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    _both(pen, pose, [(x * 0.96, y + 2) for x, y in _cheeks(kind, -1)], mix(coat.light, coat.main, 0.3), 1, 3.5)
    _both(pen, pose, [(x * 0.94, y + 5) for x, y in _cheeks(kind, -1)], coat.light, 1, 1.8)
    for side in (-1, 1):
        x, y = pose.at(side * (kind.eye_x - 5), -13)
        pen.dot(x, y, 5.5, 3.6, coat.light, 0.95, 0.8)


def _husky(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    c = kind.cheek
    white = [(0, 80), (2, -2), (5, -10), (14, -17), (27, -16), (34, -5), (33, 6), (c * 0.86, 12), (c + 12, 22), (c, 60)]
    _both(pen, pose, white, mix(coat.light, coat.main, 0.4), 1, 3)
    _both(pen, pose, [(max(0.0, x - 1.5), y + 1.5) for x, y in white], coat.light, 1, 0.7)
    _middle(pen, pose, [(0, -64), (11, -40), (6, -14), (3.2, 4)], coat.dark, 0.85, 1.2)
    _both(pen, pose, [(8, -50), (26, -40), (50, -14), (54, 6), (66, 0), (50, -50)], coat.dark, 0.55, 4)


def _blaze(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    if kind.pattern == "collie" and coat.main == "#33303a":
        _both(pen, pose, _cheeks(kind, 2), coat.accent, 0.9, 2)
    elif kind.pattern == "tricolour":
        _both(pen, pose, [(10, -60), (30, -46), (54, -20), (60, -50)], coat.dark, 0.6, 6)
    _middle(pen, pose, [(0, -46), (3.5, -38), (5, -10), (kind.muzzle_w * 0.8, 10), (kind.muzzle_w * 1.25, 26),
                        (20, 70)],
            coat.light, 1, 0.8)  # fmt: skip
    if kind.pattern == "collie":
        _both(pen, pose, [(0, 80), (8, 44), (28, 40), (62, 26), (70, 70)], coat.light, 1, 2)


def _shepherd(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    _middle(pen, pose, [(0, -62), (20, -46), (13, -20), (8, -4)], coat.dark, 0.6, 4)
    _both(pen, pose, [(0, 0), (9, 3), (18, 12), (23, 28), (18, 54), (0, 70)], coat.dark, 0.7, 4)
    _both(pen, pose, [(34, 6), (50, 4), (54, 24), (30, 40)], mix(coat.main, coat.light, 0.6), 0.6, 4)
    _both(
        pen,
        pose,
        [(kind.eye_x - 8, -12), (kind.eye_x, -15), (kind.eye_x + 4, -12), (kind.eye_x - 2, -9)],
        coat.light,
        0.6,
        1.5,
    )


def _spots(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    for _ in range(22):
        x, y = pen.rng.uniform(-48, 48), pen.rng.uniform(-40, 54)
        if (abs(x) < kind.muzzle_w and y > 6) or (abs(abs(x) - kind.eye_x) < 9 and abs(y) < 10):
            continue
        px, py = pose.at(x, y)
        pen.speck(px, py, 1.6, 4.4, coat.dark, 0.92)


def _silver(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    _both(pen, pose, _cheeks(kind, -6), mix(coat.main, coat.light, 0.38), 0.9, 4)
    frost = []
    for _ in range(90):
        side = pen.rng.choice((-1, 1))
        a, b = pose.at(side * pen.rng.uniform(22, 60), pen.rng.uniform(4, 48))
        frost.append(f"M{a:.1f} {b:.1f}q{side * 2:.1f} 1 {side * 3.5:.1f} {pen.rng.uniform(2, 6):.1f}")
    for _ in range(36):
        a, b = pose.at(pen.rng.normal(0, 15), pen.rng.uniform(-34, -12))
        frost.append(f"M{a:.1f} {b:.1f}l{a * 0.06:.1f} -4")
    pen.line("".join(frost), coat.light, 0.9, 0.6)
    _tears(pen, kind, pose, coat.dark, 0.8)


def _arctic(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    _both(pen, pose, _cheeks(kind, 0), coat.light, 0.85, 4)
    _middle(pen, pose, [(0, -60), (18, -40), (8, -6), (4, 10)], coat.accent, 0.45, 5)
    _tears(pen, kind, pose, coat.dark, 0.4)


def _grey(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    c = kind.cheek
    _both(pen, pose, [(kind.eye_x + 10, -22), (c + 10, -16), (c + 12, 30), (kind.eye_x + 12, 16)], coat.accent, 0.95, 3)
    _both(pen, pose, [(x * 0.86, y + 5) for x, y in _cheeks(kind, 0)], coat.light, 1, 1.2)
    for _ in range(40):
        a, b = pose.at(pen.rng.normal(0, 15), pen.rng.uniform(-36, -8))
        pen.line(f"M{a:.1f} {b:.1f}l{a * 0.06:.1f} -5", pen.rng.choice((coat.light, coat.dark)), 1.0, 0.45)
    _tears(pen, kind, pose, coat.dark, 0.85)


def _fennec(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    _both(pen, pose, _cheeks(kind, 6), coat.light, 1, 2.5)
    _both(pen, pose, [(6, -12), (16, -17), (30, -14), (24, -7), (10, -6)], coat.light, 0.85, 2)
    _middle(pen, pose, [(0, -60), (14, -44), (8, -10), (4, 6)], coat.accent, 0.5, 4)
    _tears(pen, kind, pose, coat.dark, 0.6)


def _plain(pen: Pen, kind: Kind, coat: Coat, pose: Pose) -> None:
    _both(pen, pose, [(4, 70), (6, 20), (26, 18), (kind.cheek * 0.9, 20), (kind.cheek, 60)], coat.light, 0.5, 6)
    _middle(pen, pose, [(0, -60), (16, -44), (6, -6), (2, 8)], coat.accent, 0.3, 5)
    for side in (-1, 1):
        x, y = pose.at(side * (kind.eye_x - 5), -13)
        pen.dot(x, y, 5, 3, mix(coat.main, coat.light, 0.6), 0.6, 1.2)


_MARKS: dict[str, Callable[[Pen, Kind, Coat, Pose], None]] = {
    "fox": _fox, "urajiro": _urajiro, "husky": _husky, "blaze": _blaze, "shepherd": _shepherd, "spots": _spots,
    "silver": _silver, "arctic": _arctic, "grey": _grey, "fennec": _fennec, "plain": _plain,
}  # fmt: skip
