"""One file's bytes become a picture, as a person sees it and as the net does, or one sentence on why they cannot."""

import hashlib
import io
import threading
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
import pillow_heif
from PIL import Image, ImageCms

from foxdog.pictures.dataset import SIDE, Origin
from foxdog.pictures.encoding import SHOWN_SIDE, THUMBNAIL_SIDE, encode, shrink
from foxdog.pictures.intake.first_bytes import HEAD, why_no_picture
from foxdog.pictures.intake.spectra import spectra

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "BMP")  # no other decoder is let near a stranger's bytes
SHOWN_BY_BROWSERS = ("JPEG", "PNG", "WEBP")
SHOWN_BYTES = 250_000  # a larger file is encoded again
MOST_PIXELS = 40_000_000  # to decode; a JPEG is decoded at a half or less of its size and may be larger
MOST_PIXELS_SCALED = 120_000_000  # of such a JPEG: one of many scans takes 6 bytes a px whatever is asked of it
MOST_PIXELS_PHONE = 50_000_000  # of a HEIC that is not transparent: phones make some of 49 million
BIG = 4_000_000  # px: of such pictures only one is decoded at a time, to bound the memory
WIDEST = 4.0  # longer to shorter side
OF_THE_PICTURE = {  # what Pillow tells of a file that names no location, camera or person, nor needs conversion
    *("jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "adobe", "adobe_transform", "progressive"),
    *("progression", "srgb", "interlace", "loop", "background", "timestamp", "duration"),
}
HEADERS = {"APP0", "APP14"}  # a JPEG's segments of that kind
END = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}  # what follows is not of the picture: a phone's film, say
ORIENTATION = 0x0112  # the EXIF tag
UPRIGHT = {  # how to turn a picture upright, by the tag's value
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ON_ITS_SIDE = range(5, 9)
STILLS = ("MPO", "HEIF")  # files of several pictures that are no film: a camera's second view, a phone's series

_big = threading.Lock()
# Pillow has no HEIF of its own. A small picture in the file must not stand for it, and nothing else in it is decoded.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


class UnusableError(Exception):
    """The file is no picture for a data set; why, and, if it could be read, a small picture of it."""

    def __init__(self, reason: str, thumbnail: bytes = b"") -> None:
        super().__init__(reason)
        self.reason, self.thumbnail = reason, thumbnail


@dataclass(frozen=True)
class Picture:
    """One readable picture."""

    small: np.ndarray  # uint8 (SIDE, SIDE, 3), RGB: what the net sees
    original: bytes  # encoded: what a person sees
    spectra: np.ndarray  # float16 (4, 16, 16): by which it is compared with others
    origin: Origin


def read_picture(data: bytes, fewest_pixels: int = SIDE) -> Picture:
    """Read a picture from a file's bytes.

    Args:
        data: The file, whole.
        fewest_pixels: A picture must have so many px on its shorter side.

    Raises:
        UnusableError: It is no picture, is damaged or animated, or is too small, too large or too long.
    """
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = image.size
        animated = getattr(image, "is_animated", False) and image.format not in STILLS
        pixels = _pixels_to_decode(image)
    except Image.DecompressionBombError:
        raise UnusableError("has too many pixels") from None
    except Exception as error:  # Pillow's decoders raise whatever a malformed file leads them to
        raise UnusableError(why_no_picture(data[:HEAD])) from error
    most = MOST_PIXELS_PHONE if (image.format, image.mode) == ("HEIF", "RGB") else MOST_PIXELS
    if pixels > most or width * height > MOST_PIXELS_SCALED:
        raise UnusableError(f"has too many pixels ({width} x {height})")
    with _big if width * height > BIG else nullcontext():
        try:
            image.load()  # a damaged PNG raises at its first decoding alone, and `getexif` would swallow that
            shown = upright_rgb(image)
            size = (height, width) if _orientation(image) in ON_ITS_SIDE else (width, height)
        except Exception as error:  # as above
            raise UnusableError("is cut off or damaged") from error
        if problem := "is animated" if animated else _shape_problem(*size, fewest_pixels):
            raise UnusableError(problem, encode(shown, THUMBNAIL_SIDE))
        origin = Origin(hashlib.sha256(data).hexdigest(), len(data), *size)
        return Picture(shrink(shown), _original(data, image, shown), spectra(shown), origin)


def _orientation(image: Image.Image) -> int:
    """How the camera was held. It may decode the picture."""
    if image.format == "HEIF":
        return 1  # it is turned as it is decoded, by what the file itself says; its EXIF says the same again
    try:
        return image.getexif().get(ORIENTATION, 1)
    except Exception:  # Pillow's, of a malformed block, which says nothing to browsers either
        return 1


def _pixels_to_decode(image: Image.Image) -> int:
    """How many px will be in memory at once; a large JPEG is set to be decoded at half its size or less."""
    whole = image.width * image.height
    image.draft(None, (2 * SHOWN_SIDE, 2 * SHOWN_SIDE))
    return whole if image.info.get("progressive") else image.width * image.height  # all of one is kept till its end


def _shape_problem(width: int, height: int, fewest_pixels: int) -> str:
    if min(width, height) < fewest_pixels:
        return f"is smaller than {fewest_pixels} px ({width} x {height})"
    if max(width, height) > WIDEST * min(width, height):
        return f"is too long for a square ({width} x {height}; at most {WIDEST:.0f} : 1)"
    return ""


def _original(data: bytes, image: Image.Image, shown: Image.Image) -> bytes:
    """The file itself where browsers show it as we do and it holds no more than it: no location, no camera."""
    plain = image.format in SHOWN_BY_BROWSERS and image.mode == "RGB" and set(image.info) <= OF_THE_PICTURE
    alone = {segment for segment, _ in getattr(image, "applist", ())} <= HEADERS
    whole = data.endswith(END.get(str(image.format), b""))
    small = max(shown.size) <= SHOWN_SIDE and len(data) <= SHOWN_BYTES
    return data if plain and alone and whole and small else encode(shown)


def upright_rgb(image: Image.Image) -> Image.Image:
    """The picture as a person means it: turned by its EXIF orientation, on white where it is transparent, sRGB."""
    profile, way = image.info.get("icc_profile"), UPRIGHT.get(_orientation(image))
    turned = image if way is None else image.transpose(way)
    if turned.mode.startswith("I"):
        turned = Image.fromarray((np.asarray(turned, dtype=np.uint32) >> 8).astype(np.uint8))  # 16 bits a pixel
    colours = _in_srgb(turned, profile)
    if not turned.has_transparency_data:
        return colours
    white = Image.new("RGB", turned.size, "white")
    white.paste(colours, mask=turned.convert("RGBA").getchannel("A"))
    return white


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours that the profile means; without one, or with one of no use, it is taken as sRGB."""
    plain = image if image.mode in ("RGB", "CMYK", "L") else image.convert("L" if image.mode == "LA" else "RGB")
    if profile:
        try:
            meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(plain, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):  # browsers too show such a picture as if it had none
            return plain.convert("RGB")
        assert converted is not None  # it is, when not in place
        return converted
    return plain.convert("RGB")
