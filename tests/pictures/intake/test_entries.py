import io
import os
import stat
import struct
import subprocess
import zipfile
import zlib

import pytest
from making import link, packed, write

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake import entries, folder_entries, zip_entries
from foxdog.pictures.intake.entries import MOST_BYTES, in_upload, is_junk
from foxdog.pictures.intake.folder_entries import in_folder
from foxdog.pictures.intake.zip_entries import in_zip
from foxdog.text import LONGEST, printable


def problems(found):
    return {entry.name: entry.problem for entry in found}


def unzip(data):
    return in_zip(io.BytesIO(data), "my.zip")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("fox/å ü 狐 🦊.jpg", "fox/å ü 狐 🦊.jpg"),
        ("a\nb\t\x1b[31m\0.jpg", "a\\nb\\t\\x1b[31m\\x00.jpg"),
        ("f\udce9.jpg", "f\\udce9.jpg"),
        ("right\u202eto left", "right\\u202eto left"),
    ],
)
def test_a_name_becomes_printable(name, shown):
    assert printable(name) == shown
    assert printable(name).isprintable()
    assert printable(name).encode()


@pytest.mark.parametrize(
    "name", ["__MACOSX/fox/._1.jpg", ".git/1.jpg", "fox/.hidden.jpg", "a/Thumbs.db", "DESKTOP.INI"]
)
def test_what_systems_leave_behind_is_junk(name):
    assert is_junk(name)


@pytest.mark.parametrize("name", ["fox/1.jpg", "../1.jpg", "fox.d/1.jpg", "macosx/1.jpg"])
def test_what_people_name_is_not(name):
    assert not is_junk(name)


def test_a_folders_files_come_in_order_of_name_and_are_read_when_asked(tmp_path):
    write(tmp_path, {"b/2.jpg": b"two", "a/1.jpg": b"one", ".hidden/3.jpg": b"", "b/.4.jpg": b"", "5.txt": b"five"})
    found = in_folder(tmp_path)
    assert [entry.name for entry in found] == ["5.txt", "a/1.jpg", "b/2.jpg"]
    assert [entry.read() for entry in found] == [b"five", b"one", b"two"]
    assert set(problems(found).values()) == {""}


def test_links_are_named_and_not_followed(tmp_path):
    write(tmp_path, {"inside/1.jpg": b"one", "outside/secret.jpg": b"secret"})
    (tmp_path / "inside" / "file.jpg").symlink_to(tmp_path / "outside" / "secret.jpg")
    (tmp_path / "inside" / "folder").symlink_to(tmp_path / "outside")
    (tmp_path / "inside" / "loop.jpg").symlink_to(tmp_path / "inside")
    (tmp_path / "inside" / "nowhere.jpg").symlink_to(tmp_path / "missing")
    found = problems(in_folder(tmp_path / "inside"))
    assert found.pop("1.jpg") == ""
    assert found == {
        **dict.fromkeys(["folder", "loop.jpg"], "is a link to a folder, which is not followed: copy the folder itself"),
        **dict.fromkeys(
            ["file.jpg", "nowhere.jpg"], "is a link to a file, which is not followed: copy the file itself"
        ),
    }


def test_what_is_no_file_is_named_and_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    assert problems(in_folder(tmp_path)) == {"pipe.jpg": "is not a file"}


def test_empty_and_too_large_files_are_named(tmp_path):
    (tmp_path / "empty.jpg").touch()
    with (tmp_path / "large.jpg").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert problems(in_folder(tmp_path)) == {
        "empty.jpg": "is empty (0 bytes)",
        "large.jpg": "is too large (50 MB; at most 50)",
    }


@pytest.mark.parametrize("name", [b"f\xe9.jpg", b"new\nline.jpg", b"\x1b[31mred.jpg", "狐.jpg".encode()])
def test_any_name_on_disk_can_be_read_and_printed(tmp_path, name):
    with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(b"fox")
    (entry,) = in_folder(tmp_path)
    assert entry.read() == b"fox"
    assert entry.name.isprintable()
    assert entry.name.encode().decode() == entry.name


def test_two_names_on_disk_that_print_alike_stay_two(tmp_path):
    for name in (b"f\xe9.jpg", rb"f\udce9.jpg"):
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:  # noqa: PTH123 - a name that is no text
            file.write(b"fox")
    found = in_folder(tmp_path)
    assert len({entry.name for entry in found}) == 2
    assert sorted(entry.problem for entry in found) == ["", "is there twice under one name"]


def test_a_thousand_folders_in_one_another_are_walked(tmp_path):
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=here)
        inside = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inside
    os.close(os.open("1.jpg", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    try:
        (entry,) = in_folder(tmp_path)
    finally:
        subprocess.run(["rm", "-r", tmp_path / "d"], check=True)  # shutil calls itself for each folder, and fails
    assert len(entry.name) <= LONGEST + 3
    assert entry.problem


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(entries, "MOST_FILES", 3)
    write(tmp_path, {f"{number}.jpg": b"x" for number in range(4)})
    with pytest.raises(DatasetError, match="holds more than 3 files"):
        in_folder(tmp_path)
    with pytest.raises(DatasetError, match="holds more than 3 files"):
        unzip(packed({f"{number}.jpg": b"x" for number in range(4)}))
    with pytest.raises(DatasetError, match="holds more than 3 files"):
        in_upload([(f"{number}.jpg", b"x") for number in range(4)])


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "1.jpg").write_bytes(b"fox")
    with pytest.raises(DatasetError, match="is not a folder"):
        in_folder(tmp_path / "1.jpg")


def test_a_folder_that_cannot_be_listed_is_named(tmp_path, monkeypatch):
    def refused(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(DatasetError, match=r"cannot be read: Permission denied\."):
        in_folder(tmp_path)


def test_a_file_that_is_gone_is_named(tmp_path):
    assert folder_entries._file_problem(tmp_path / "gone.jpg") == ("cannot be read (No such file or directory)")


def test_a_zips_files_come_in_order_of_name():
    found = unzip(packed({"b/2.jpg": b"two", "a/": b"", "a/1.jpg": b"one", "__MACOSX/a/._1.jpg": b"junk"}))
    assert [entry.name for entry in found] == ["a/1.jpg", "b/2.jpg"]
    assert [entry.read() for entry in found] == [b"one", b"two"]


@pytest.mark.parametrize(
    "name",
    ["../out.jpg", "fox/../../out.jpg", "/etc/out.jpg", "..\\out.jpg", "C:\\out.jpg", "c:/out.jpg", "\\\\server\\o"],
)
def test_a_name_that_points_outside_is_refused(name):
    ((_, problem),) = problems(unzip(packed({name: b"fox"}))).items()
    assert problem == "has a name that points outside the archive"


@pytest.mark.parametrize("name", ["12:30 in the wood/1.jpg", "a..b/1.jpg", "fox/c:/1.jpg"])
def test_a_name_that_only_looks_odd_is_not(name):
    assert problems(unzip(packed({name: b"fox"}))) == {name: ""}


def test_backslashes_part_folders():
    found = unzip(packed({"fox\\red\\1.jpg": b"one", "fox\\": b"", "__MACOSX\\fox\\._1.jpg": b"junk"}))
    assert {entry.name: entry.read() for entry in found if not entry.problem} == {"fox/red/1.jpg": b"one"}
    assert not any("MACOSX" in entry.name for entry in found)


def test_a_link_in_a_zip_is_refused():
    assert problems(unzip(packed({link("fox/1.jpg"): b"/etc/passwd"}))) == {"fox/1.jpg": "is a symbolic link"}


def test_an_encrypted_file_is_refused():
    data = bytearray(packed({"fox/1.jpg": b"fox"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert problems(unzip(bytes(data))) == {"fox/1.jpg": "is encrypted"}


@pytest.mark.parametrize(
    ("method", "name"), [(zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "LZMA"), (93, "zstd"), (77, "another method")]
)
def test_other_ways_of_packing_are_refused_by_name(method, name):
    data = bytearray(packed({"fox/1.jpg": b"fox" * 100}))
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(signature) + offset] = method
    why = f"is packed by {name}, which is not read; pack it as an ordinary zip"
    assert problems(unzip(bytes(data))) == {"fox/1.jpg": why}


def test_a_file_that_unpacks_to_far_more_is_refused():
    found = unzip(packed({"fox/1.jpg": bytes(5_000_000), "fox/2.jpg": bytes(900_000)}, zipfile.ZIP_DEFLATED))
    assert problems(found)["fox/1.jpg"].startswith("unpacks to far more than its size (")
    assert problems(found)["fox/2.jpg"] == ""  # so little does no harm


def test_a_file_that_lies_about_its_size_is_never_unpacked_whole(monkeypatch):
    """A hundred megabytes that say they are a thousand bytes: no more than that is asked of zlib."""
    data = bytearray(packed({"fox/1.jpg": bytes(100_000_000)}, zipfile.ZIP_DEFLATED))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        position = data.index(signature) + offset
        data[position : position + 4] = struct.pack("<I", 1000)
    asked = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self, *arguments):
            self.real = real(*arguments)

        def decompress(self, data, most=0):
            asked.append(most or 10**9)
            return self.real.decompress(data, most)

        def __getattr__(self, name):
            return getattr(self.real, name)

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    (entry,) = unzip(bytes(data))
    with pytest.raises(zipfile.BadZipFile):
        entry.read()
    assert asked
    assert max(asked) < 100_000


def test_of_two_files_of_one_name_the_first_is_kept():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        for data in (b"one", b"two", b"three"):
            archive.writestr("fox/1.jpg", data)
    found = unzip(buffer.getvalue())
    assert problems(found) == {
        "fox/1.jpg": "",
        "fox/1 (2).jpg": "is there twice under one name",
        "fox/1 (3).jpg": "is there twice under one name",
    }
    assert [entry.read() for entry in found if not entry.problem] == [b"one"]


def test_sixty_thousand_files_of_one_name_are_told_apart_at_once():
    assert len(in_upload([("fox/1.jpg", b"x")] * entries.MOST_FILES)) == entries.MOST_FILES


def test_a_name_without_end_is_cut():
    """numpy keeps every name in the room of the longest: one of 60,000 characters would cost gigabytes."""
    (entry,) = unzip(packed({"fox/" + "x" * 60_000 + ".jpg": b"fox"}))
    assert len(entry.name) == LONGEST + 3
    assert entry.name.startswith("fox/xxx")
    assert entry.name.endswith("x.jpg")
    assert entry.problem == "has too long a name (60,008 characters)"


def test_names_of_old_programs_are_read():
    data = packed({"fox/_.jpg": b"fox"}).replace(b"fox/_.jpg", b"fox/\x82.jpg")  # cp437: é
    assert [entry.name for entry in unzip(data)] == ["fox/é.jpg"]
    assert unzip(data)[0].read() == b"fox"


def test_a_name_that_says_it_is_utf8_and_is_not_is_refused():
    data = bytearray(packed({"fox/é_.jpg": b"fox"}).replace("é_".encode(), b"\xff\xfe_"))
    with pytest.raises(DatasetError, match="is not a zip file that can be read"):
        unzip(bytes(data))


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip", b"PK\x05\x06" + bytes(18) + b"x" * 70_000])
def test_what_is_no_zip_is_refused(data):
    with pytest.raises(DatasetError, match=r"my\.zip is not a zip file that can be read; pack it again\."):
        unzip(data)


def test_an_empty_zip_holds_nothing():
    assert unzip(packed({})) == []


def test_a_zip_that_would_fill_the_memory_or_the_day_is_refused(monkeypatch):
    monkeypatch.setattr(zip_entries, "MOST_BYTES_IN_ALL", 10)
    with pytest.raises(DatasetError, match="would unpack to"):
        unzip(packed({"fox/1.jpg": b"123456", "fox/2.jpg": b"123456"}))


def test_a_long_table_of_contents_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(zip_entries, "LARGEST_DIRECTORY", 1000)
    monkeypatch.setattr(zipfile, "ZipInfo", None)  # no object was made of any line
    with pytest.raises(DatasetError, match="lists too many files: at most 60,000"):
        in_zip(io.BytesIO(_many(20)), "my.zip")


def _many(count):
    record = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, *[0] * 15) + bytes(9)
    return record * count + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, len(record) * count, 0, 0)


def test_a_damaged_member_raises_when_it_is_read_and_not_before():
    data = packed({"fox/1.jpg": b"fox in the wood"}).replace(b"fox in the wood", b"fox in the Wood")
    (entry,) = unzip(data)
    assert entry.problem == ""
    with pytest.raises(zipfile.BadZipFile, match="CRC"):
        entry.read()


def test_an_uploads_files_come_in_order_of_name():
    found = in_upload([("b\\2.jpg", b"two"), ("/a/1.jpg", b"one"), (".x", b""), ("e.jpg", b"")])
    assert {entry.name: entry.problem or entry.read() for entry in found} == {
        "a/1.jpg": b"one",
        "b/2.jpg": b"two",
        "e.jpg": "is empty (0 bytes)",
    }


def test_a_device_in_a_zip_is_only_bytes():
    member = zipfile.ZipInfo("fox/1.jpg")
    member.external_attr = (stat.S_IFBLK | 0o777) << 16
    assert unzip(packed({member: b"fox"}))[0].read() == b"fox"
