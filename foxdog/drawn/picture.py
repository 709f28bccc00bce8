"""From a scene to SVG and to pixels."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import vl_convert
from PIL import Image, ImageFilter

from foxdog.drawn import body, bust, lie, scenery, sit, sit_aside
from foxdog.drawn.brush import Pen
from foxdog.drawn.colour import vary
from foxdog.drawn.kinds import KINDS
from foxdog.drawn.pose import Pose
from foxdog.drawn.scene import Scene
from foxdog.drawn.traits import Coat, Kind

SIZE = 256
# Scale (pixels a unit) of the nearest and the farthest animal in each view.
_SCALES = {"portrait": (1.5, 1.0), "sit": (1.5, 1.02), "stand": (1.12, 0.82), "trot": (1.12, 0.82), "lie": (1.3, 0.98),
           "curl": (1.6, 1.2)}  # fmt: skip


def svg(scene: Scene) -> str:
    """The picture as an SVG document of 256 x 256 units."""
    # The three parts have a generator each: changing how one is painted leaves the others as they were.
    stage = scenery.paint(_rng(scene, 1), scene.place, scene.light, occlude=scene.occlusion)
    kind, coat = individual(scene)
    pen = Pen(_rng(scene, 3))
    with pen.group(_placement(scene, kind, stage.ground)):
        _animal(pen, scene, kind, coat)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}">'
        f"{stage.back}{pen.svg()}{stage.front}{stage.light}</svg>"
    )


def render(scene: Scene, scale: int = 1) -> Image.Image:
    """The picture in pixels, RGB, SIZE x `scale` of them a side."""
    image = Image.open(io.BytesIO(vl_convert.svg_to_png(svg(scene), scale=scale))).convert("RGB")
    if scene.motion:
        image = _smear(image, scale * scene.motion, _rng(scene, 4).uniform(-20, 20))
    if scene.blur:
        image = image.filter(ImageFilter.GaussianBlur(scale * scene.blur))
    if scene.exposure != 1:
        image = image.point(lambda value: int(value * scene.exposure))
    return image


def _rng(scene: Scene, part: int) -> np.random.Generator:
    return np.random.default_rng([scene.seed, scene.number, part])


def _smear(image: Image.Image, length: float, angle: float) -> Image.Image:
    dx, dy = np.cos(np.radians(angle)) * length, np.sin(np.radians(angle)) * length
    side = image.width
    total = np.zeros((side, side, 3))
    steps = np.linspace(-0.5, 0.5, 7)
    for t in steps:
        shift = (1, 0, dx * t, 0, 1, dy * t)
        # A margin copied from the edge avoids black borders.
        total += np.asarray(
            _padded(image).transform((side + 32, side + 32), Image.Transform.AFFINE, shift, Image.Resampling.BILINEAR)
        )[16:-16, 16:-16]
    return Image.fromarray((total / len(steps)).astype(np.uint8))


def _padded(image: Image.Image) -> Image.Image:
    return Image.fromarray(np.pad(np.asarray(image), ((16, 16), (16, 16), (0, 0)), mode="edge"))


def individual(scene: Scene) -> tuple[Kind, Coat]:
    """One animal of its kind: ears, cheeks, girth and colours vary a little."""
    rng = _rng(scene, 2)
    kind = KINDS[scene.kind]

    def some(value: float, spread: float) -> float:
        return value * float(np.clip(rng.normal(1, spread), 1 - 2 * spread, 1 + 2 * spread))

    kind = replace(
        kind, ear_h=some(kind.ear_h, 0.07), ear_w=some(kind.ear_w, 0.06), ear_splay=some(kind.ear_splay, 0.15),
        cheek=some(kind.cheek, 0.035), crown=some(kind.crown, 0.04), muzzle_w=some(kind.muzzle_w, 0.05),
        muzzle_y=some(kind.muzzle_y, 0.03), eye_r=some(kind.eye_r, 0.05), bulk=some(kind.bulk, 0.07),
        leg=some(kind.leg, 0.05),
        length=some(kind.length, 0.04), tail_len=some(kind.tail_len, 0.06), tail_w=some(kind.tail_w, 0.08),
        fluff=some(kind.fluff, 0.15), head=some(kind.head, 0.04),
    )  # fmt: skip
    return kind, _dye(kind.coats[scene.coat], rng)


def _dye(coat: Coat, rng: np.random.Generator) -> Coat:
    hue, saturation, value = rng.normal(0, 0.007), float(np.clip(rng.normal(1, 0.09), 0.8, 1.15)), rng.normal(1, 0.05)
    main, accent = (vary(colour, hue, saturation, value) for colour in (coat.main, coat.accent))
    return replace(coat, main=main, accent=accent)


def _placement(scene: Scene, kind: Kind, ground: float) -> str:
    near, far = _SCALES[scene.view]
    scale = near * (far / near) ** scene.distance
    dx, dy = scene.offset
    ears = kind.crown if kind.ear == "drop" else kind.crown * 0.62 + kind.ear_h
    if scene.view == "portrait":
        # Ears tell most about an animal: long ones push the face down before they push it away.
        scale = min(scale, 146 / ears)
        y = float(np.clip(max(124 + dy * 1.6 + 6 * scene.distance, ears * scale + 4), 100, 156))
        x = 128 + dx
    else:
        left, right = _reach("aside" if scene.aside else scene.view, kind)
        scale = min(scale, (ground + min(dy, 0) - 4) / _height(scene.view, kind, ears), 268 / (right - left))
        # A tail may leave the frame, a face should not.
        middle = max((left + right) / 2, right - 116 / scale)
        y = ground + dy
        x = 128 + dx - middle * scale * (-1 if scene.mirror else 1)
    across = -scale if scene.mirror else scale
    return f"translate({x:.1f} {y:.1f}) rotate({scene.rotation:.1f}) scale({across:.3f} {scale:.3f})"


def _height(view: str, kind: Kind, ears: float) -> float:
    """From the feet to the tips of the ears, in body units."""
    eyes = {
        "sit": 80 + kind.leg * 0.55 + kind.head * (14 + 0.05 * ears),
        "lie": kind.bulk + 28 + kind.head * 14,
        "curl": 15 + kind.head * 24,
    }.get(view, kind.leg + kind.bulk + 30 + kind.head * 12)
    return eyes + kind.head * ears


def _reach(view: str, kind: Kind) -> tuple[float, float]:
    """From the tip of the tail to the nose, in body units."""
    n, tail = kind.length, kind.tail_len
    if view in ("stand", "trot"):
        back = {"brush": 0.9, "otter": 0.92, "low": 0.6, "sabre": 0.3}.get(kind.tail, 0.1)
        return -0.5 * n - back * tail, 0.6 * n + kind.head * (30 + kind.muzzle_len)
    if view == "lie":
        return -0.55 * n - (0.1 if kind.tail in ("brush", "low", "curl", "plume") else 0.75) * tail, 0.76 * n
    if view == "aside":
        return -44 - {"curl": 0.45, "plume": 0.45}.get(kind.tail, 0.74) * tail, 26 + kind.head * (30 + kind.muzzle_len)
    if view == "sit":
        return -50.0, 30 + (0.68 * tail if kind.tail in ("brush", "low") else 40.0)
    return -82.0, 84.0


def _animal(pen: Pen, scene: Scene, kind: Kind, coat: Coat) -> None:
    pose = Pose(scene.yaw, scene.pitch, scene.tilt, scene.mouth, scene.eyes, scene.gaze, scene.profile)
    if scene.view in ("stand", "trot"):
        body.stand(pen, kind, coat, pose, 1.0 if scene.view == "trot" else 0.0)
    elif scene.aside:
        sit_aside.draw(pen, kind, coat, pose)
    else:
        {"portrait": bust.draw, "sit": sit.draw, "lie": lie.sphinx, "curl": lie.curl}[scene.view](pen, kind, coat, pose)
