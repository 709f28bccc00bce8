"""Draw icon.png, the project's mark: one face, half a red fox and half a beagle. Run: python -m foxdog.drawn.icon."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import vl_convert
from PIL import Image

from foxdog.drawn import KINDS, head
from foxdog.drawn.brush import Pen
from foxdog.drawn.pose import Pose

SIZE = 256
DISC = "M128 2A126 126 0 1 1 128 254A126 126 0 1 1 128 2Z"
# The halves must meet at the nose and the mouth, and large round eyes stay friendly at 32 px.
FOX = replace(KINDS["red fox"], slant=0.18, muzzle_w=17, muzzle_y=39, nose=10.5, eye_r=10, slit=False)
BEAGLE = replace(KINDS["beagle"], muzzle_w=22, muzzle_y=39, chin=54, nose=10.5, eye_r=10)


def icon() -> Image.Image:
    """The mark, 256 x 256, transparent outside its disc."""
    pen = Pen(np.random.default_rng(3))
    with pen.clip(DISC):
        for kind, left, ground in ((FOX, 0, "#24555c"), (BEAGLE, 128, "#a9d6d8")):
            half = f"M{left} 0h128v256h-128Z"
            pen.fill(half, ground)
            with pen.clip(half), pen.group("translate(128 136) scale(1.7)"):
                head.draw(pen, kind, kind.coats[0], Pose())
    document = f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}">{pen.svg()}</svg>'
    # Drawn twice as large and scaled down: cleaner edges than the renderer's own.
    drawn = Image.open(io.BytesIO(vl_convert.svg_to_png(document, scale=2)))
    return drawn.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    icon().save(Path("assets", "icon.png"), optimize=True)
