"""Which files are taken for pictures, of folders, zips and uploads alike."""

import io

import pytest
from making import PER_CLASS, encoded, noise, packed, rejected, scene, two_classes, write

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake import read_archive, read_source, read_upload
from foxdog.pictures.intake.candidates import find_problems
from foxdog.pictures.intake.entries import Entry
from foxdog.pictures.intake.first_bytes import HEAD

FOLDER_LINK = "is a link to a folder, which is not followed: copy the folder itself"
ODD_NAMES = [
    *("IMG_0001", "a.jpg_large", "b.jfif", "c.pjpeg", "d.JPG", "e.jpg?w=600", "f.jpg?w=600&h=1.5", "g.bin", "h.123"),
    *("i.HEIC", "j.avif", "k.tiff", "l (1)", "m.jpg (1)"),
]
FORMATS = {"i.HEIC": "HEIF", "j.avif": "AVIF", "IMG_0001": "HEIF", "g.bin": "PNG", "l (1)": "WEBP"}


def of(name, data=b"", problem=""):
    return find_problems([Entry(name, lambda: data, problem)]).get(name)


def odd_files():
    named = {
        name: encoded(scene(number, (120, 90)), FORMATS.get(name, "JPEG")) for number, name in enumerate(ODD_NAMES)
    }
    return two_classes() | {f"fox/{name}": data for name, data in named.items()}


def read_each_way(files, tmp_path):
    yield read_source(write(tmp_path / "mine", files))
    yield read_archive(io.BytesIO(packed(files)), "mine.zip")
    yield read_upload(files.items(), "mine")


def test_pictures_of_odd_names_are_read(tmp_path):
    for dataset in read_each_way(odd_files(), tmp_path):
        assert rejected(dataset) == {}
        assert len(dataset) == 2 * PER_CLASS + len(ODD_NAMES)


def test_what_is_no_picture_is_named_for_what_it_is_and_notes_are_passed_over(tmp_path):
    odd = {
        "fox/page.jpg": (b"<!doctype html><title>404</title>", "is an HTML page, not a picture"),
        "fox/12345": (b"<html>", "is an HTML page, not a picture"),
        "fox/note.jpg_large": (b"403 Forbidden", "is a text, not a picture"),
        "fox/live.MOV": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "is a film (QuickTime)"),
        "dog/logo.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing; save it as JPEG or PNG"),
        "dog/leaflet.pdf": (b"%PDF-1.4", "is a PDF, not a picture"),
        "dog/raw.nef": (b"MM\0*\0\0\0\x08", "is in a format that is not read (TIFF); save it as JPEG or PNG"),
        "dog/more": (packed({"a": b"b"}), "is an archive inside the source; unpack it first"),
        "dog/nothing": (b"", "is empty (0 bytes)"),
        "dog/noise.dat": (bytes(2000), "is not a picture that can be read"),
    }
    passed = {
        "README": b"Foxes and dogs.",
        "fox/notes.txt": b"x",
        "fox/empty.txt": b"",
        "dog/n02_1": b"<annotation/>",
        "labels.json": b"{}",
        "features.npy": b"\x93NUMPY",
    }
    files = two_classes() | passed | {name: data for name, (data, _) in odd.items()}
    for dataset in read_each_way(files, tmp_path):
        assert rejected(dataset) == {name: why for name, (_, why) in odd.items()}


def test_only_the_beginning_of_an_unknown_file_is_read(tmp_path):
    asked = []
    entry = Entry("fox/1", None, head=lambda: asked.append("head") or encoded(noise(1))[:HEAD])
    assert find_problems([entry]) == {"fox/1": ""}
    assert find_problems([Entry("fox/1.jpg", None, head=None)]) == {"fox/1.jpg": ""}  # one of a known suffix is not
    assert asked == ["head"]


def test_an_unknown_file_that_cannot_be_opened_is_named():
    def refused():
        raise PermissionError(13, "Permission denied")

    assert find_problems([Entry("fox/1", refused)]) == {"fox/1": "cannot be read (PermissionError)"}


def test_facts_that_must_not_be_read_are_named_and_other_lists_are_not():
    assert of("photos.csv", problem="is encrypted") == "is encrypted"
    assert of("photos.csv", b"file\n") is None
    assert of("others.csv", problem="is encrypted") is None


@pytest.mark.parametrize("suffix", [".tif", ".tiff"])
def test_a_picture_called_a_tiff_is_read_and_a_tiff_is_not(suffix):
    assert of(f"fox/1{suffix}", encoded(noise(1))) == ""
    why = f"is in a format that is not read ({suffix}); save it as JPEG or PNG"
    assert of(f"fox/1{suffix}", encoded(noise(1), "TIFF")) == why


def test_too_few_pictures_are_refused_with_the_reasons_of_that_class(tmp_path):
    files = dict(two_classes())
    for number in range(41):
        files[f"dog/{number:03d}.png"] = b"<html>404</html>"
    files |= {"dog/collie/deep.jpg": b"", "fox/other.jpg": b"", "top.jpg": encoded(noise(1))}
    with pytest.raises(DatasetError) as error:
        read_source(write(tmp_path / "mine", files))
    assert str(error.value) == (
        "mine has 1 usable pictures of class dog; at least 40 are needed. 41 of class dog are an HTML page, not a "
        "picture; 1 of class dog is empty. 1 of no class lies in no class folder."
    )


def test_pictures_behind_a_link_are_named(tmp_path):
    folder = write(tmp_path / "mine", two_classes())
    (tmp_path / "more").mkdir()
    (folder / "fox" / "arctic").symlink_to(tmp_path / "more")
    (folder / "fox" / "a").symlink_to(folder / "fox" / "000.png")
    assert rejected(read_source(folder)) == {
        "fox/arctic": FOLDER_LINK,
        "fox/a": "is a link to a file, which is not followed: copy the file itself",
    }


def test_a_class_that_is_a_link_is_named_in_the_refusal(tmp_path):
    folder = write(tmp_path / "mine", two_classes())
    (folder / "fox").rename(tmp_path / "fox")
    (folder / "fox").symlink_to(tmp_path / "fox")
    with pytest.raises(DatasetError) as error:
        read_source(folder)
    assert str(error.value).endswith(f" Left out: fox {FOLDER_LINK}.")


def test_a_class_of_which_no_file_is_a_picture_is_explained_in_the_refusal(tmp_path):
    files = {f"{name}.tiff" if name.startswith("fox") else name: data for name, data in two_classes().items()}
    files = {name: b"II*\0" if name.endswith(".tiff") else data for name, data in files.items()}
    with pytest.raises(DatasetError) as error:
        read_source(write(tmp_path / "mine", files))
    assert str(error.value).endswith(f" Left out: {PER_CLASS} are in a format that is not read.")
