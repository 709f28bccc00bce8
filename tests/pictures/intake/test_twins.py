import io
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from making import encoded, noise, scene
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from foxdog.pictures.dataset import Origin, Record
from foxdog.pictures.intake import twins
from foxdog.pictures.intake.reading import read_picture
from foxdog.pictures.intake.spectra import hashes
from foxdog.pictures.intake.twins import BLOCK, NEAR

CLOSEST = 84  # bits: what the two most alike of the real photos differ by


class Hashes(NamedTuple):
    name: str
    label: int
    sha256: str
    hashes: np.ndarray


def silent(done, total):
    pass


def find_twins(pictures, progress):
    records = [Record(one.name, one.label, np.empty(0), Origin(one.sha256, 0, 0, 0)) for one in pictures]
    return twins.find_twins(records, np.array([one.hashes for one in pictures]).reshape(-1, 2, 4), progress)


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def watermarked(image):
    marked = image.copy()
    size = image.height // 12
    ImageDraw.Draw(marked).text((size, image.height - 2 * size), "(c) A. Photographer", "white", font_size=size)
    return marked


def cropped(image, share):
    across, down = (round(side * share / 2) for side in image.size)
    return image.crop((across, down, image.width - across, image.height - down))


SAME = {
    "compressed": lambda image: opened(encoded(image, quality=30)),
    "compressed by another": lambda image: opened(encoded(image, "WEBP", quality=40)),
    "half as large": lambda image: image.resize((image.width // 2, image.height // 2)),
    "48 px": lambda image: image.resize((48, 48)),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.3),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.7),
    "grey": lambda image: image.convert("L"),
    "cropped by 4 %": lambda image: cropped(image, 0.04),
    "turned by 2 degrees": lambda image: cropped(image.rotate(2, Image.Resampling.BICUBIC), 0.02),
    "with a watermark": watermarked,
    "mirrored": ImageOps.mirror,
    "mirrored, smaller and compressed": lambda image: opened(
        encoded(ImageOps.mirror(image).resize((image.width // 2, image.height // 2)), quality=50)
    ),
}


def known(images, labels=None):
    read = [read_picture(encoded(image, "PNG")) for image in images]
    found = hashes_of([one.spectra for one in read])
    return [
        Hashes(f"{i:03d}.png", labels[i] if labels else 0, one.origin.sha256, found[i]) for i, one in enumerate(read)
    ]


def hashes_of(spectra):
    return hashes(np.reshape(spectra, (-1, 4, 16, 16))[:, 0], ways=2)


def apart(one, other):
    """Bits between two pictures, the second mirrored or not."""
    return min(int(np.bitwise_count(one.hashes[0] ^ way).sum()) for way in other.hashes)


@pytest.fixture(scope="module")
def scenes():
    return [scene(seed) for seed in range(8)]


@pytest.fixture(scope="module")
def some_photos(photos):
    """A few of the real photos."""
    return [Image.open(path).convert("RGB") for path in sorted(photos.glob("*/*.jpg"))[::180]]


@pytest.mark.parametrize("change", SAME)
def test_the_same_picture_is_found_whatever_was_done_to_it(scenes, change):
    check_all_found(scenes, change)


@pytest.mark.parametrize("change", SAME)
def test_the_same_photo_is_found_whatever_was_done_to_it(some_photos, change):
    check_all_found(some_photos, change)


def check_all_found(images, change):
    pictures = known([*images, *map(SAME[change], images)])
    out = find_twins(pictures, silent)
    assert sorted(out) == list(range(len(images), 2 * len(images)))
    assert out[len(images)] == f"is there twice (nearly the same picture as {pictures[0].name})"


@pytest.mark.slow
def test_no_two_of_the_real_photos_are_taken_for_one(photos):
    """Also of one photographer: 119 of them are of one dog."""
    hashes = hashes_of([read_picture(path.read_bytes()).spectra for path in sorted(photos.glob("*/*.jpg"))])
    assert len(hashes) == 1257
    least = 256
    for index in range(1, len(hashes)):
        for way in (0, 1):
            least = min(least, int(np.bitwise_count(hashes[:index, 0] ^ hashes[index, way]).sum(axis=1).min()))
    assert least >= CLOSEST > NEAR


def test_different_pictures_are_no_twins(scenes):
    assert find_twins(known([*scenes, *(noise(seed) for seed in range(20))]), silent) == {}


@pytest.mark.parametrize("share", [0.3, 0.5])
def test_a_part_of_a_picture_is_another_picture(scenes, share):
    assert find_twins(known([scenes[0], cropped(scenes[0], share)]), silent) == {}


def test_the_same_file_is_called_so(scenes):
    assert find_twins(known([scenes[0], scenes[1], scenes[0]]), silent) == {
        2: "is there twice (the same file as 000.png)"
    }


def test_of_twins_in_both_classes_none_stays(scenes):
    pictures = known([scenes[0], scenes[1], scenes[0], SAME["compressed"](scenes[1])], labels=[0, 0, 1, 1])
    assert find_twins(pictures, silent) == {
        0: "is in both classes (the same file as 002.png)",
        2: "is in both classes (the same file as 000.png)",
        1: "is in both classes (nearly the same picture as 003.png)",
        3: "is in both classes (nearly the same picture as 001.png)",
    }


def test_progress_reaches_the_end(scenes):
    seen = []
    find_twins(known(scenes), lambda done, total: seen.append((done, total)))
    assert seen[-1] == (8, 8)


@pytest.mark.parametrize("count", [0, 1])
def test_few_pictures_have_no_twins(scenes, count):
    assert find_twins(known(scenes[:count]), silent) == {}


def at_distance(bits):
    """Hashes of two pictures so many bits apart, the mirror images far from all."""
    rng = np.random.default_rng(1)
    hashes = rng.integers(0, 2**64, (2, 2, 4), dtype=np.uint64)
    other = np.unpackbits(hashes[0, 0].view(np.uint8))
    other[rng.permutation(256)[:bits]] ^= 1
    hashes[1, 0] = np.packbits(other).view(np.uint64)
    return [Hashes(f"{i}", 0, f"{i}", one) for i, one in enumerate(hashes)]


@pytest.mark.parametrize(("bits", "found"), [(0, 1), (NEAR, 1), (NEAR + 1, 0), (CLOSEST, 0)])
def test_the_threshold_is_where_it_is_said_to_be(bits, found):
    assert len(find_twins(at_distance(bits), silent)) == found


@settings(deadline=None, max_examples=40)
@given(some.integers(0, 2**32), some.integers(1, 3 * BLOCK), some.integers(1, 30), some.floats(0, 0.2))
def test_what_stays_is_far_apart_and_what_is_in_both_classes_is_out(seed, count, families, spread):
    rng = np.random.default_rng(seed)
    bits = rng.integers(0, 2, (families, 2, 256), dtype=np.uint8)[rng.integers(0, families, count)]
    bits ^= rng.random(bits.shape) < spread
    hashes = np.packbits(bits, axis=2).view(np.uint64)
    labels = rng.integers(0, 2, count)
    pictures = [Hashes(f"{i:03d}", int(labels[i]), f"{rng.integers(0, 9)}", hashes[i]) for i in range(count)]
    out = find_twins(pictures, silent)
    pairs = [(i, j) for j in range(count) for i in range(j) if apart(pictures[i], pictures[j]) <= NEAR]
    both = {index for i, j in pairs if labels[i] != labels[j] for index in (i, j)}
    assert both == {index for index, reason in out.items() if reason.startswith("is in both classes")}
    staying = set(range(count)) - set(out)
    assert not any(i in staying and j in staying for i, j in pairs)
    for index in set(out) - both:  # and none goes without a twin that stays
        assert any(j == index and i in staying for i, j in pairs)


@pytest.mark.parametrize("between", [0, 2 * BLOCK])
def test_a_picture_goes_only_for_one_that_stays(between):
    """Of a row, each 50 bits from the last and the third 100 from the first, only the second goes."""
    rng = np.random.default_rng(3)
    bits = rng.integers(0, 2, (3 + between, 2, 256), dtype=np.uint8)
    for index in (1 + between, 2 + between):
        bits[index] = bits[0 if index == 1 + between else index - 1]
        bits[index, 0, 50 * (index - between) :][:50] ^= 1
        bits[index, 1] = rng.integers(0, 2, 256)
    hashes = np.packbits(bits, axis=2).view(np.uint64)
    out = find_twins([Hashes(f"{i:03d}", 0, f"{i}", one) for i, one in enumerate(hashes)], silent)
    assert out == {1 + between: "is there twice (nearly the same picture as 000)"}


def test_a_thousand_copies_need_no_memory_for_half_a_million_pairs(monkeypatch):
    """The pairs are never listed: of 20,000 copies there would be two hundred million."""
    sizes = []
    real = twins.near_earlier

    def watched(hashes, chosen):
        for later, near in real(hashes, chosen):
            sizes.append(near.size)
            yield later, near

    monkeypatch.setattr(twins, "near_earlier", watched)
    one = np.zeros((2, 4), dtype=np.uint64)
    out = find_twins([Hashes(f"{i:04d}", 0, f"{i}", one) for i in range(1000)], silent)
    assert sorted(out) == list(range(1, 1000))
    assert max(sizes) <= BLOCK * 1000
