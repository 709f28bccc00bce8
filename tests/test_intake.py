import csv
import io

import numpy as np
import pytest
from PIL import Image

from foxdog import intake
from foxdog.dataset import SIDE, DatasetError
from foxdog.intake import FEWEST, read_folder, shrink, upright_rgb

ORIENTATION = 0x0112  # the EXIF tag


def noise(seed, size=(80, 60)):
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


@pytest.fixture
def folder(tmp_path):
    for number, name in enumerate(("fox", "dog")):
        (tmp_path / name).mkdir()
        for i in range(FEWEST + 2):
            noise(1000 * number + i).save(tmp_path / name / f"{i:03d}.png")
    return tmp_path


def test_two_class_folders_become_a_dataset(folder):
    dataset, rejects = read_folder(folder)
    assert (len(dataset), rejects, dataset.classes) == (2 * (FEWEST + 2), [], ("dog", "fox"))
    assert dataset.pictures.shape[1:] == (SIDE, SIDE, 3)
    fox = dataset.names.tolist().index("fox/003.png")
    assert dataset.labels[fox] == 1
    assert (dataset.pictures[fox] == shrink(Image.open(folder / "fox/003.png"))).all()


def test_fox_is_the_second_class_whatever_the_other_is_called(folder):
    (folder / "dog").rename(folder / "wolf")
    assert read_folder(folder)[0].classes == ("wolf", "fox")


def test_a_file_that_browsers_show_is_kept_as_it_is(folder):
    dataset, _ = read_folder(folder)
    assert dataset.originals[0] == (folder / str(dataset.names[0])).read_bytes()


def test_what_cannot_be_read_is_named_and_left_out(folder):
    (folder / "fox" / "empty.jpg").write_bytes(b"")
    (folder / "fox" / "letter.jpg").write_text("Dear fox, this is not a picture.")
    whole = (folder / "dog" / "000.png").read_bytes()
    (folder / "dog" / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "dog" / "notes.txt").write_text("not a picture, and not called one")
    dataset, rejects = read_folder(folder)
    assert sorted(reject.name for reject in rejects) == ["dog/cut.png", "fox/empty.jpg", "fox/letter.jpg"]
    assert all("cannot be read" in reject.reason for reject in rejects)
    assert len(dataset) == 2 * (FEWEST + 2)


def test_a_decompression_bomb_is_left_out(folder, monkeypatch):
    monkeypatch.setattr(intake, "MOST_PIXELS", 10_000)
    noise(1, (200, 100)).save(folder / "fox" / "bomb.png")
    _, rejects = read_folder(folder)
    assert [reject.name for reject in rejects] == ["fox/bomb.png"]


def test_kind_and_photographer_are_taken_from_the_facts(folder):
    with (folder / "photos.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "kind", "photographer"])
        writer.writerow(["fox/000.png", "red", "Ann"])
        writer.writerow(["fox/001.png", "red", "Ann"])
    dataset, _ = read_folder(folder)
    at = {name: index for index, name in enumerate(dataset.names.tolist())}
    assert dataset.groups[at["fox/000.png"]] == dataset.groups[at["fox/001.png"]] == "Ann"
    assert dataset.kinds[at["fox/000.png"]] == "red"
    assert dataset.kinds[at["dog/000.png"]] == ""
    assert dataset.groups[at["dog/000.png"]] != dataset.groups[at["dog/001.png"]]


def test_reading_twice_gives_the_same_dataset(folder):
    assert read_folder(folder)[0].fingerprint == read_folder(folder)[0].fingerprint


def test_progress_reaches_the_end(folder):
    seen = []
    read_folder(folder, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (2 * (FEWEST + 2), 2 * (FEWEST + 2))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize("spoil", ["missing", "file", "one class", "three classes", "too few"])
def test_a_folder_that_is_no_data_set_is_refused_in_one_sentence(folder, spoil):
    target = folder
    if spoil == "missing":
        target = folder / "nowhere"
    elif spoil == "file":
        target = folder / "fox" / "000.png"
    elif spoil == "one class":
        (folder / "dog").rename(folder / "fox" / "dog")
    elif spoil == "three classes":
        (folder / "cat").mkdir()
        noise(5).save(folder / "cat" / "0.png")
    else:
        for path in list((folder / "fox").iterdir())[:5]:
            path.unlink()
    with pytest.raises(DatasetError) as error:
        read_folder(target)
    assert "\n" not in str(error.value)


def turned(image, orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95, exif=exif)
    return Image.open(buffer)


def test_exif_rotation_is_followed():
    image = noise(3, (40, 20))
    assert upright_rgb(turned(image, 6)).size == (20, 40)
    assert upright_rgb(turned(image, 1)).size == (40, 20)


def test_a_turned_picture_is_shown_upright_too(folder):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    noise(9, (90, 60)).save(folder / "fox" / "turned.jpg", exif=exif)
    dataset, _ = read_folder(folder)
    shown = dataset.originals[dataset.names.tolist().index("fox/turned.jpg")]
    assert Image.open(io.BytesIO(shown)).size == (60, 90)


def test_transparent_is_white():
    assert upright_rgb(Image.new("RGBA", (4, 4), (255, 0, 0, 0))).getpixel((1, 1)) == (255, 255, 255)
    palette = Image.new("P", (4, 4), 0)
    palette.putpalette([255, 0, 0])
    palette.info["transparency"] = 0
    assert upright_rgb(palette).getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("image", "colour"),
    [
        (Image.new("L", (4, 4), 128), (128, 128, 128)),
        (Image.new("1", (4, 4), 1), (255, 255, 255)),
        (Image.new("CMYK", (4, 4), (0, 0, 0, 0)), (255, 255, 255)),
        (Image.new("LA", (4, 4), (0, 255)), (0, 0, 0)),
        (Image.fromarray(np.full((4, 4), 32768, np.uint16)), (128, 128, 128)),
    ],
    ids=["grey", "bilevel", "cmyk", "grey and alpha", "sixteen bits"],
)
def test_every_colour_mode_becomes_rgb(image, colour):
    assert upright_rgb(image).getpixel((1, 1)) == colour


def test_the_real_photos_are_all_read(photos):
    dataset, rejects = read_folder(photos)
    assert (len(dataset), rejects) == (1257, [])
    assert [len(part) for part in (dataset.pool, dataset.validation, dataset.test)] == [807, 150, 300]
    for part in (dataset.test, dataset.validation):
        assert np.bincount(dataset.labels[part]).tolist() == [len(part) // 2] * 2
    where: dict[str, set[str]] = {}
    for group, part in zip(dataset.groups.tolist(), dataset.split.tolist(), strict=True):
        where.setdefault(group, set()).add(part)
    assert all(len(found) == 1 for found in where.values())


def test_a_picture_that_is_there_twice_is_kept_once(folder):
    (folder / "fox" / "again.png").write_bytes((folder / "fox" / "000.png").read_bytes())
    Image.open(folder / "dog" / "001.png").save(folder / "dog" / "recoded.webp", lossless=True)
    dataset, rejects = read_folder(folder)
    assert {reject.name: reject.reason for reject in rejects} == {
        "fox/again.png": "is the same picture as fox/000.png",
        "dog/recoded.webp": "is the same picture as dog/001.png",
    }
    assert len(dataset) == 2 * (FEWEST + 2)


def test_a_picture_in_both_classes_is_left_out_of_both(folder):
    (folder / "fox" / "000.png").write_bytes((folder / "dog" / "000.png").read_bytes())
    _, rejects = read_folder(folder)
    assert sorted(reject.name for reject in rejects) == ["dog/000.png", "fox/000.png"]
    assert {reject.reason for reject in rejects} == {"is in both classes"}


def test_facts_from_a_spreadsheet_are_read(folder):
    (folder / "photos.csv").write_text("\ufefffile,photographer\nfox/000.png,Ann\nfox/001.png,Ann\n", "utf-8")
    assert read_folder(folder)[0].groups.tolist().count("Ann") == 2


@pytest.mark.parametrize(
    "facts", [b"name,photographer\nfox/000.png,Ann\n", b"file,photographer\n000.png,Ann\n", b"file\nf\xe4x.png\n"]
)
def test_facts_that_cannot_be_used_are_not_ignored(folder, facts):
    (folder / "photos.csv").write_bytes(facts)
    with pytest.raises(DatasetError, match="column"):
        read_folder(folder)
