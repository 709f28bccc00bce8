"""Names of files as archives hold them: in any encoding, composed or not, with parts that say nothing."""

import io
import struct
import unicodedata
import zipfile
import zlib

import pytest
from making import PER_CLASS, packed, tarred, two_classes, write

from foxdog.pictures.intake import read_source, read_upload
from foxdog.pictures.intake.archives import in_archive
from foxdog.pictures.intake.entries import in_upload
from foxdog.pictures.intake.names import cleaned, decoded

ENCODED = {
    "utf-8": ["Füchse/{}.jpg", "犬/写真{}.jpg"],
    "cp932": ["きつね/{}.jpg", "犬/写真 表{}.jpg"],  # 表 ends in a backslash, as a byte
    "cp949": ["붉은여우/{}.jpg", "진돗개/사진{}.jpg"],
    "gbk": ["狐狸/照片{}.jpg", "小狗/照片{}.jpg"],
    "cp437": ["Füchse/{}.jpg", "Hörnchen/Bär{}.jpg"],
}


def unmarked_zip(names, extra=None):
    """A zip of names in bytes, which it does not say the encoding of."""
    places = [f"{number:04d}".ljust(len(name), "_") for number, name in enumerate(names)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for place, name in zip(places, names, strict=True):
            member = zipfile.ZipInfo(place)
            member.extra = extra(name) if extra else b""
            archive.writestr(member, b"fox")
    data = buffer.getvalue()
    for place, name in zip(places, names, strict=True):
        data = data.replace(place.encode(), name)
    return data


def unicode_path(name, crc_of):
    field = struct.pack("<BL", 1, zlib.crc32(crc_of)) + name.encode()
    return struct.pack("<2H", 0x7075, len(field)) + field


def listed(data):
    found = in_archive(io.BytesIO(data), "my.archive")
    assert all(entry.read() == b"fox" for entry in found)
    return [entry.name for entry in found]


@pytest.mark.parametrize("encoding", ENCODED)
def test_names_of_a_zip_without_a_mark_are_read(encoding):
    names = [name.format(number) for name in ENCODED[encoding] for number in range(40)]
    assert listed(unmarked_zip([name.encode(encoding) for name in names])) == sorted(names)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "cp949"])
def test_names_of_a_tar_are_read_too(encoding):
    names = [name.format(number) for name in ENCODED[encoding] for number in range(40)]
    data = tarred({f"{number:04d}".ljust(len(name.encode(encoding)), "_"): b"fox" for number, name in enumerate(names)})
    for number, name in enumerate(names):
        raw = name.encode(encoding)
        place = f"{number:04d}".ljust(len(raw), "_").encode()
        at = data.index(place)
        header = bytearray(data[at : at + 512])
        header[: len(raw)] = raw
        header[148:156] = b"%06o\0 " % sum(header[:148] + b" " * 8 + header[156:512])
        data = data[:at] + header + data[at + 512 :]
    assert listed(data) == sorted(names)


@pytest.mark.parametrize("name", ["Füchse/1.jpg", "fox/Bär.jpg", "fox/é.jpg", "Hörnchen/ä ö ü.jpg"])
def test_a_few_accents_are_not_taken_for_asia(name):
    assert decoded([name.encode("cp437")]) == [name]


def test_every_byte_may_be_in_a_name():
    names = [bytes([byte]) * 3 for byte in range(1, 256)]
    assert all(isinstance(name, str) for name in decoded(names))
    assert len(listed(unmarked_zip([b"abcd" + bytes([byte]) for byte in range(128, 256)]))) == 128


def test_the_name_that_a_zip_tells_in_unicode_is_taken_unless_it_is_of_an_older_name():
    assert listed(unmarked_zip([b"\x82\xa0.jpg"], lambda raw: unicode_path("狐.jpg", raw))) == ["狐.jpg"]
    old = listed(unmarked_zip([b"fox\x82.jpg"], lambda raw: unicode_path("狐.jpg", b"renamed")))
    assert old == ["foxé.jpg"]


def test_a_unicode_name_that_points_outside_is_refused():
    data = unmarked_zip([b"\x82\xa0.jpg"], lambda raw: unicode_path("../狐.jpg", raw))
    (entry,) = in_archive(io.BytesIO(data), "my.zip")
    assert entry.problem == "has a name that points outside the archive"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("./fox/1.jpg", "fox/1.jpg"),
        ("fox//1.jpg", "fox/1.jpg"),
        ("fox/./1.jpg", "fox/1.jpg"),
        (".\\fox\\\\1.jpg", "fox/1.jpg"),
        ("//server/1.jpg", "/server/1.jpg"),
        ("fox/../1.jpg", "fox/../1.jpg"),
        ("Fu\u0308chse/1.jpg", "F\u00fcchse/1.jpg"),
        ("./", ""),
    ],
)
def test_a_name_is_cleaned_of_what_says_nothing(name, clean):
    assert cleaned(name) == clean


def test_names_that_become_the_same_are_there_twice():
    names = ["fox/ü.jpg", "fox//u\u0308.jpg", "./fox\\ü.jpg"]
    for data in (packed(dict.fromkeys(names, b"fox")), tarred(dict.fromkeys(names, b"fox"))):
        found = {entry.name: entry.problem for entry in in_archive(io.BytesIO(data), "my.archive")}
        again = "is there twice under one name"
        assert found == {"fox/ü.jpg": "", "fox/ü (2).jpg": again, "fox/ü (3).jpg": again}


def mac_files():
    """Half of a class's files under the folder's name as Macs write it."""
    parted = unicodedata.normalize("NFD", "Füchse")
    named = {}
    for number, (name, data) in enumerate(two_classes().items()):
        named[name.replace("fox", parted if number % 2 else "Füchse")] = data
    return named


def test_a_folder_of_a_macs_and_of_other_letters_is_one(tmp_path):
    folder = write(tmp_path / "mine", mac_files())
    assert len(list(folder.iterdir())) == 3
    facts = f"file,kind\n{unicodedata.normalize('NFD', 'Füchse/000.png')},red\n"
    (folder / "photos.csv").write_text(facts)
    dataset = read_source(folder)
    assert (len(dataset), dataset.classes) == (2 * PER_CLASS, ("dog", "Füchse"))
    assert dataset.kinds.tolist().count("red") == 1
    assert read_upload(mac_files().items(), "mine").classes == ("dog", "Füchse")


def test_an_uploads_names_are_cleaned_too():
    assert [entry.name for entry in in_upload([("./fox//1.jpg", b"x"), ("\\a\\2.jpg", b"x")])] == [
        "a/2.jpg",
        "fox/1.jpg",
    ]
