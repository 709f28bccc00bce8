"""A picture as bytes: what the net sees and what a person sees."""

import io

import numpy as np
from PIL import Image

from foxdog.pictures.dataset import SIDE

SHOWN_SIDE = 640  # px: a larger original is scaled down before it is kept for showing
THUMBNAIL_SIDE = 96  # px


def shrink(image: Image.Image) -> np.ndarray:
    """What the net sees: uint8 (SIDE, SIDE, 3), squeezed to a square so that nothing is cut off."""
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX))


def to_bytes(image: Image.Image, form: str, **options: float) -> bytes:
    """The picture as a file of this format, "PNG" say, with Pillow's options for it."""
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def encode(image: Image.Image, side: int = SHOWN_SIDE) -> bytes:
    """What a person sees: WebP, its longer side `side` px at most."""
    shown = image.copy()
    shown.thumbnail((side, side), Image.Resampling.LANCZOS)
    return to_bytes(shown, "WEBP", quality=75, method=6)


def thumbnail(original: bytes) -> bytes:
    """A small WebP of an encoded picture."""
    return encode(Image.open(io.BytesIO(original)).convert("RGB"), THUMBNAIL_SIDE)
