import imagehash
import numpy as np
import pytest
from making import noise, scene
from PIL import Image, ImageOps

from foxdog.pictures.intake.spectra import FINE, HASH_SIDE, PARTS, WAYS, hashes, marks, spectra

LAID = (  # what each of a hash's ways looks at
    *(None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.ROTATE_180),
    *(Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_90, Image.Transpose.TRANSVERSE),
)


def bits(one, other):
    return int(np.bitwise_count(one ^ other).sum())


@pytest.mark.parametrize("way", range(WAYS))
def test_the_hash_of_each_way_is_that_of_imagehash(way):
    """A second implementation, on the picture laid down that way; a coefficient at the median may fall either way."""
    for image in (scene(1), noise(2), scene(3, (90, 200))):
        small = image.convert("L").resize((FINE, FINE), Image.Resampling.BOX)
        laid = small if LAID[way] is None else small.transpose(LAID[way])
        theirs = np.packbits(imagehash.phash(laid, HASH_SIDE).hash.ravel()).view(np.uint64)
        assert bits(hashes(spectra(image)[None, 0])[0, way], theirs) <= 2


def test_a_hash_of_fewer_ways_is_the_first_of_all():
    looked = spectra(scene(1))[None, 0]
    assert (hashes(looked, ways=2) == hashes(looked)[:, :2]).all()


def test_a_part_is_the_middle_of_the_picture():
    image = scene(5, (400, 300))
    for number, share in enumerate(PARTS):
        margins = [round(side * (1 - share) / 2) for side in image.size]
        middle = image.crop((*margins, image.width - margins[0], image.height - margins[1]))
        found, whole = hashes(spectra(image)[None, number]), hashes(spectra(middle)[None, 0])
        assert bits(found[0, 0], whole[0, 0]) <= 32


def test_a_mark_is_the_same_whichever_way_the_picture_lies_and_another_for_another():
    images = [scene(seed) for seed in range(12)]
    turned = [ImageOps.mirror(image.rotate(90, expand=True)) for image in images]
    found = marks(np.array([spectra(image) for image in [*images, *turned]]))[:, 0]
    alike = found @ found.T
    assert alike[np.arange(12), np.arange(12, 24)].min() > 0.95
    assert alike[:12, :12][~np.eye(12, dtype=bool)].max() < 0.6
    assert np.allclose(np.diag(alike), 1, atol=1e-5)


def test_pictures_of_one_colour_have_the_same_hashes_and_marks_that_are_numbers():
    plain = np.array([spectra(Image.new("RGB", (60, 50), colour)) for colour in ("red", "white", "black")])
    assert max(bits(one, hashes(plain[:1, 0])[0]) for one in hashes(plain[:, 0])) <= WAYS  # the mean grey is one bit
    assert np.isfinite(marks(plain)).all()
