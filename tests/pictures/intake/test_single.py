import io

import numpy as np
import pytest
from PIL import Image

from foxdog.pictures.dataset import SIDE
from foxdog.pictures.intake.entries import MOST_BYTES
from foxdog.pictures.intake.reading import ORIENTATION, UnusableError
from foxdog.pictures.intake.single import read_sent


def encoded(form="PNG", size=(96, 64), **options):
    buffer = io.BytesIO()
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)).save(buffer, form, **options)
    return buffer.getvalue()


def test_a_picture_is_brought_to_the_nets_size_and_turned_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    picture = read_sent("fox.jpg", encoded("JPEG", exif=exif.tobytes()))
    assert picture.small.shape == (SIDE, SIDE, 3)
    assert (picture.origin.width, picture.origin.height) == (64, 96)


@pytest.mark.parametrize("name", ["fox", "", "fox.txt", "../../etc/passwd", "\u202egnp.\ud800", "CON", "a" * 5000])
def test_the_name_decides_nothing_else(name):
    assert read_sent(name, encoded()).small.shape == (SIDE, SIDE, 3)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("fox.png", b"", "is empty"),
        ("fox.png", b"Dear fox", "is a text, not a picture"),
        ("fox.png", encoded()[:2000], "is cut off or damaged"),
        ("fox.png", encoded(size=(20, 20)), "is smaller than 48 px"),
        ("fox.png", encoded(size=(500, 60)), "is too long for a square"),
        ("FOX.HEIC", b"\0" * 100, "is not a picture that can be read"),
        ("FOX.TIFF", b"\0" * 100, r"is in a format that is not read \(.tiff\); save it as JPEG or PNG"),
        ("foxes.zip", b"PK", "is an archive"),
        ("fox.png", b"\0" * (MOST_BYTES + 1), "is too large"),
    ],
)
def test_what_cannot_be_used_is_refused_by_a_reason(name, data, reason):
    with pytest.raises(UnusableError, match=reason):
        read_sent(name, data)
