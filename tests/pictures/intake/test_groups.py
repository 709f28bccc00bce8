import time

import numpy as np
import pytest
from making import encoded, noise, scene
from PIL import Image, ImageChops, ImageOps

from foxdog.pictures.dataset import Origin, Record
from foxdog.pictures.intake import groups
from foxdog.pictures.intake.groups import NEAR, copied_picture, join
from foxdog.pictures.intake.reading import read_picture
from foxdog.pictures.intake.spectra import PARTS, WAYS, hashes, spectra


def silent(done, total):
    pass


def record(name, group="", label=0):
    return Record(name, label, np.empty(0), Origin("", 0, 0, 0), group=group)


def grouped(images, known=None, labels=None):
    """The groups' names of pictures that are made of these images; `known` and `labels` by index."""
    records = [record(f"{i:03d}", (known or {}).get(i, ""), (labels or {}).get(i, 0)) for i in range(len(images))]
    looked = [read_picture(encoded(image, quality=80)).spectra for image in images]
    return [one.group for one in join(records, np.array(looked), silent)]


def named(names, known=None, labels=None):
    """The groups' names of pictures that are called so and are not at all alike."""
    records = [record(name, (known or {}).get(name, ""), (labels or {}).get(name, 0)) for name in names]
    looked = [spectra(noise(seed)) for seed in range(len(names))]
    return [one.group for one in join(records, np.array(looked), silent)]


def middle(image, share, across=0.5, down=0.5):
    width, height = (side * share for side in image.size)
    left, top = (image.width - width) * across, (image.height - height) * down
    return image.crop((round(left), round(top), round(left + width), round(top + height)))


JOINED = {
    "turned by 90 degrees": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "turned by 180 degrees": lambda image: image.transpose(Image.Transpose.ROTATE_180),
    "turned by 270 degrees": lambda image: image.transpose(Image.Transpose.ROTATE_270),
    "turned and mirrored": lambda image: ImageOps.mirror(image.transpose(Image.Transpose.ROTATE_90)),
    "upside down": ImageOps.flip,
    **{f"the middle {share:.0%}": (lambda image, share=share: middle(image, share)) for share in (0.9, 0.85, 0.8, 0.7)},
    "the middle, turned": lambda image: middle(image, 0.8).transpose(Image.Transpose.ROTATE_90),
    "the middle, mirrored and small": lambda image: ImageOps.mirror(middle(image, 0.8)).resize((96, 72)),
    "turned by 3 degrees": lambda image: middle(image.rotate(3, Image.Resampling.BICUBIC), 0.92),
}


@pytest.fixture(scope="module")
def scenes():
    return [scene(seed) for seed in range(12)]


@pytest.fixture(scope="module")
def some_photos(photos):
    """A few of the real photos."""
    return [Image.open(path).convert("RGB") for path in sorted(photos.glob("*/*.jpg"))[::110]]


@pytest.mark.parametrize("change", JOINED)
def test_a_changed_copy_is_in_the_group_of_its_picture(scenes, change):
    check_joined(scenes, change)


@pytest.mark.parametrize("change", JOINED)
def test_a_changed_copy_of_a_photo_is_in_the_group_of_the_photo(some_photos, change):
    check_joined(some_photos, change)


def check_joined(images, change):
    for copies in ([*images, *map(JOINED[change], images)], [*map(JOINED[change], images), *images]):
        found = grouped(copies)
        assert found == [f"like {i:03d}" for i in range(len(images))] * 2


def test_neighbours_of_a_burst_are_one_group(scenes):
    """The animal moves, and so does the hand."""
    animal = noise(1, (60, 40)).resize((90, 60))

    def shot(behind, at):
        moved = ImageChops.offset(behind, at, at // 2)
        moved.paste(animal, (60 + 12 * at, 120))
        return moved

    assert len(set(grouped([shot(scenes[0], at) for at in range(5)]))) == 1


def test_different_pictures_are_in_no_group(scenes):
    assert set(grouped([*scenes, *(noise(seed) for seed in range(20))])) == {""}


def test_a_small_part_is_another_picture(scenes):
    assert set(grouped([scenes[0], middle(scenes[0], 0.5)])) == {""}


@pytest.mark.slow
def test_no_two_of_the_real_photos_are_joined(photos):
    """They are unrelated, or of a known photographer; the two most alike are 78 bits apart."""
    looked = np.array([read_picture(path.read_bytes()).spectra for path in sorted(photos.glob("*/*.jpg"))])
    assert len(looked) == 1257
    turned = hashes(looked[:, 0])
    least = 256
    for part in range(len(PARTS)):
        of_part = hashes(looked[:, part], ways=1)[:, 0]
        for way in range(WAYS):
            for one in range(len(looked)):
                bits = np.bitwise_count(turned[:, way] ^ of_part[one]).sum(axis=1)
                bits[one] = 256
                least = min(least, int(bits.min()))
    assert least == 78
    assert least > NEAR
    assert {one.group for one in join([record(f"{i:04d}") for i in range(1257)], looked, silent)} == {""}


def test_a_chain_is_one_group_and_the_first_gives_its_name(scenes):
    turned, part = scenes[3].transpose(Image.Transpose.ROTATE_90), middle(scenes[3], 0.75)
    assert grouped([scenes[0], turned, scenes[3], part]) == ["", "like 001", "like 001", "like 001"]


def test_known_groups_are_joined_where_two_of_their_pictures_are_alike(scenes):
    """All that Ann and Bob took is one group then: otherwise one picture would stand on both sides."""
    images = [*scenes[:4], scenes[0].transpose(Image.Transpose.ROTATE_90), scenes[5]]
    known = {0: "Bob", 1: "Bob", 2: "Ann", 4: "Ann", 5: "Eve"}
    assert grouped(images, known) == ["Ann, Bob", "Ann, Bob", "Ann, Bob", "", "Ann, Bob", "Eve"]


def test_what_is_like_a_picture_of_a_known_group_joins_it(scenes):
    assert grouped([scenes[0], scenes[0].transpose(Image.Transpose.ROTATE_90)], {1: "Ann"}) == ["Ann", "Ann"]


def test_pictures_of_both_classes_may_be_one_group(scenes):
    found = grouped([scenes[0], scenes[0].transpose(Image.Transpose.ROTATE_90)], labels={1: 1})
    assert found == ["like 000", "like 000"]


def test_roboflows_copies_of_a_picture_are_one_group():
    names = ["test/fox/a_jpg.rf.0b.jpg", "train/fox/a_jpg.rf.0c.jpg", "train/fox/b_jpg.rf.0d.jpg", "train/fox/c.jpg"]
    assert named(names) == ["copies of a (fox)", "copies of a (fox)", "copies of b (fox)", ""]


def test_a_name_in_both_classes_is_of_two_pictures():
    names = ["dog/1_jpg.rf.0b.jpg", "fox/1_jpg.rf.0c.jpg"]
    assert named(names, labels={names[1]: 1}) == ["copies of 1 (dog)", "copies of 1 (fox)"]


def test_roboflows_copies_join_known_groups():
    names = ["fox/a_jpg.rf.0b.jpg", "fox/a_jpg.rf.0c.jpg", "fox/b.jpg"]
    assert named(names, {names[0]: "Ann", names[2]: "Ann"}) == ["Ann", "Ann", "Ann"]


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ("fox/IMG_2-3_jpeg.rf.0a1b2c3d4e5f60718293a4b5c6d7e8f9.jpg", "IMG_2-3"),
        ("red fox_png.rf.Zx09.png", "red fox"),
        ("a_jpg.rf.0b_jpg.rf.0c.jpg", "a_jpg.rf.0b"),
        ("fox/a.jpg", ""),
        ("fox/a_jpg.jpg", ""),
        ("fox/.rf.0b.jpg", ""),
        ("a_jpg.rf.0b/c.jpg", ""),
    ],
)
def test_the_copied_picture_is_read_from_the_name(name, copied):
    assert copied_picture(name) == copied


def at_distance(bits, way=0):
    """Coefficients of two pictures whose hashes are so many bits apart, the second laid down that way."""
    rng = np.random.default_rng(1)
    signs = rng.permutation(np.repeat([-1.0, 1.0], 128)).reshape(16, 16)
    changed = signs.ravel().copy()
    for sign in (-1, 1):  # as many of each: the median stays where it is
        changed[rng.permutation(np.flatnonzero(signs.ravel() == sign))[: bits // 2]] *= -1
    other = changed.reshape(16, 16)
    other = other.T if way & 4 else other
    mirrored = (-1.0) ** np.arange(16)
    other = other * np.where(way & 1, mirrored, 1) * np.where(way & 2, mirrored, 1)[:, None]
    far = rng.normal(size=(2, 3, 16, 16))
    strength = 1 + rng.random((16, 16))
    strength = strength + strength.T  # the same whichever way it lies
    whole = np.array([signs * strength, other * strength])[:, None]
    return np.concatenate([10 * whole, far], axis=1)


@pytest.mark.parametrize(
    ("bits", "joined", "way"),
    [
        *((NEAR, True, way) for way in range(WAYS)),
        (NEAR + 2, False, 0),
        *((NEAR + 16, False, way) for way in range(WAYS)),  # turned, the other's own median is not quite between
    ],
)
def test_the_threshold_is_where_it_is_said_to_be(bits, joined, way):
    looked = np.concatenate([at_distance(bits, way), np.random.default_rng(2).normal(size=(20, 4, 16, 16))])
    found = join([record(f"{i:03d}") for i in range(22)], looked, silent)
    assert [one.group for one in found] == ["like 000" if joined and i < 2 else "" for i in range(22)]


@pytest.mark.parametrize("count", [0, 1])
def test_few_pictures_have_no_groups(scenes, count):
    looked = np.array([spectra(one) for one in scenes[:count]]).reshape(-1, 4, 16, 16)
    assert [one.group for one in join([record(f"{i}") for i in range(count)], looked, silent)] == [""] * count


def test_progress_reaches_the_end(scenes):
    seen = []
    join(
        [record(f"{i:03d}") for i in range(12)],
        np.array([spectra(one) for one in scenes]),
        lambda *now: seen.append(now),
    )
    assert seen[-1] == (12, 12)


def test_the_frames_of_a_film_need_neither_memory_nor_time_for_all_their_pairs(monkeypatch):
    """Two pictures that are in one group already are not compared: of 3,000 frames there are four million pairs."""
    compared = []
    real = groups._joined
    monkeypatch.setattr(groups, "_joined", lambda known, pairs: compared.append(len(pairs)) or real(known, pairs))
    rng = np.random.default_rng(0)
    falling = 100 / np.maximum(1, np.hypot(*np.meshgrid(range(16), range(16))))
    frames = (rng.normal(size=(1, 4, 16, 16)) + 0.5 * rng.normal(size=(3000, 4, 16, 16))) * falling
    began = time.perf_counter()
    found = join([record(f"{i:04d}") for i in range(3000)], frames, silent)
    assert {one.group for one in found} == {"like 0000"}
    assert max(compared) <= groups.PAIRS
    assert sum(compared) < 1_500_000
    assert time.perf_counter() - began < 20
