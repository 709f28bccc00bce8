import bz2
import gzip
import io
import lzma
import os
import tarfile
import tempfile
import time

import pytest
from making import PER_CLASS, encoded, noise, packed, rejected, tarred, two_classes, write

from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake import entries, read_archive, read_source, tar_entries
from foxdog.pictures.intake.archives import in_archive, stem
from foxdog.pictures.intake.entries import MOST_BYTES
from foxdog.pictures.intake.folder_entries import in_folder
from foxdog.text import LONGEST

PACKINGS = ["", "gz", "bz2", "xz"]
FORMS = [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]
FILES = {"b/2.jpg": b"two", "a/1.jpg": b"one", "./c//3": b"three", "d\\4.jpg": b"four", "__MACOSX/a/._1.jpg": b"junk"}


def untar(data):
    return in_archive(io.BytesIO(data), "my.tar")


def problems(found):
    return {entry.name: entry.problem for entry in found}


def special(name, kind, size=0, **more):
    member = tarfile.TarInfo(name)
    member.type, member.size = kind, size
    for key, value in more.items():
        setattr(member, key, value)
    return member


def tar_of(*members):
    """A tar of members of any type, each with its data."""
    return b"".join(m.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512) for m, data in members) + bytes(1024)


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("form", FORMS)
def test_a_tars_files_come_in_order_of_name(packing, form):
    found = untar(tarred(FILES, packing, form))
    assert [entry.name for entry in found] == ["a/1.jpg", "b/2.jpg", "c/3", "d/4.jpg"]
    assert [entry.read() for entry in found] == [b"one", b"two", b"three", b"four"]
    assert [entry.first_bytes() for entry in reversed(found)] == [b"four", b"three", b"two", b"one"]
    assert set(problems(found).values()) == {""}


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_tar_is_read_as_its_folder_is_whatever_it_is_called(tmp_path, packing):
    files = two_classes()
    expected = read_source(write(tmp_path / "mine", files))
    (tmp_path / "mine.zip").write_bytes(tarred(files, packing))
    dataset = read_source(tmp_path / "mine.zip")
    assert (dataset.fingerprint, dataset.name) == (expected.fingerprint, "mine")
    assert list(dataset.originals) == list(expected.originals)


def test_an_archive_names_its_set_without_its_suffixes():
    assert [stem(name) for name in ("a.tar.gz", "a.b.tgz", "a.zip", "a.TAR.XZ", "a.dat", "a")] == [
        *("a", "a.b", "a", "a", "a", "a")
    ]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("name", ["fox/" + "x" * 300 + ".jpg", "Füchse/" + "ü" * 120 + ".jpg", "狐/1.jpg"])
def test_long_and_foreign_names_are_read_in_either_form(form, name):
    assert problems(untar(tarred({name: b"fox"}, form=form))) == {name: ""}


def test_a_name_without_end_is_cut():
    (entry,) = untar(tarred({"fox/" + "x" * 60_000 + ".jpg": b"fox"}))
    assert len(entry.name) == LONGEST + 3
    assert entry.problem.startswith("has too long a name")


@pytest.mark.parametrize(
    "name", ["../out.jpg", "fox/../../out.jpg", "/etc/out.jpg", "..\\out.jpg", "C:\\out.jpg", "//s/o"]
)
def test_a_name_that_points_outside_is_refused(name):
    ((_, problem),) = problems(untar(tarred({name: b"fox"}))).items()
    assert problem == "has a name that points outside the archive"


@pytest.mark.parametrize("packing", PACKINGS)
def test_what_is_no_plain_file_is_refused_by_name_and_its_data_not_read(packing):
    sparse = special("fox/s.jpg", tarfile.GNUTYPE_SPARSE)
    found = problems(
        untar(
            tarred(
                {
                    special("fox/h.jpg", tarfile.LNKTYPE, linkname="/etc/passwd"): b"",
                    special("fox/l.jpg", tarfile.SYMTYPE, linkname="/etc/passwd"): b"",
                    special("fox/c.jpg", tarfile.CHRTYPE): b"",
                    special("fox/b.jpg", tarfile.BLKTYPE): b"",
                    special("fox/p.jpg", tarfile.FIFOTYPE): b"",
                    special("fox/m.jpg", b"M"): b"fox",
                    special("fox/d", tarfile.DIRTYPE): b"",
                    special("fox/n.jpg", tarfile.REGTYPE, pax_headers={"GNU.sparse.major": "1"}): b"fox",
                    sparse: b"fox",
                    special("fox/e.jpg", tarfile.REGTYPE): b"",
                    "fox/1.jpg": b"fox",
                },
                packing,
            )
        )
    )
    assert found == {
        "fox/h.jpg": "is a hard link",
        "fox/l.jpg": "is a symbolic link",
        "fox/c.jpg": "is a device",
        "fox/b.jpg": "is a device",
        "fox/p.jpg": "is not a file",
        "fox/m.jpg": "is not a file",
        "fox/n.jpg": "is a sparse file, which is not read",
        "fox/s.jpg": "is a sparse file, which is not read",
        "fox/e.jpg": "is empty (0 bytes)",
        "fox/1.jpg": "",
    }


def test_what_a_link_says_of_its_size_moves_nothing():
    link = special("fox/l.jpg", tarfile.SYMTYPE, 10_000, linkname="x")
    data = tar_of((link, b""), (special("fox/1.jpg", tarfile.REGTYPE, 3), b"fox"))
    assert problems(untar(data)) == {"fox/1.jpg": "", "fox/l.jpg": "is a symbolic link"}


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_file_that_is_too_large_is_named_and_kept_nowhere(monkeypatch, packing):
    monkeypatch.setattr(tar_entries, "MOST_BYTES", 1000)
    monkeypatch.setattr(entries, "MOST_BYTES", 1000)
    monkeypatch.setattr(tempfile, "TemporaryFile", None)
    ((_, problem),) = problems(untar(tarred({"fox/1.jpg": os.urandom(1001)}, packing))).items()
    assert problem.startswith("is too large")


def test_too_many_files_or_headers_are_refused(monkeypatch):
    monkeypatch.setattr(entries, "MOST_FILES", 3)
    with pytest.raises(DatasetError, match=r"my\.tar holds more than 3 files"):
        untar(tarred({f"{number}.jpg": b"x" for number in range(4)}))
    monkeypatch.setattr(tar_entries, "MOST_HEADERS", 5)
    folders = {special(f"fox{number}", tarfile.DIRTYPE): b"" for number in range(6)}
    with pytest.raises(DatasetError, match="lists too many files"):
        untar(tarred(folders))


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_tar_that_would_fill_the_disk_is_refused(monkeypatch, packing):
    monkeypatch.setattr(tar_entries, "MOST_BYTES_IN_ALL", 20_000)
    with pytest.raises(DatasetError, match="unpacks to more than"):
        untar(tarred({f"fox/{number}.jpg": os.urandom(9000) for number in range(3)}, packing))


@pytest.mark.parametrize("packing", PACKINGS[1:])
def test_a_packed_tar_that_unpacks_to_far_more_is_refused_early(packing):
    data = tarred({f"fox/{number}.jpg": bytes(49_000_000) for number in range(4)}, packing)
    unpacked = []
    real = tar_entries._Tape._pass

    class Watched(tar_entries._Tape):
        def _pass(self, size):
            unpacked.append(size)
            real(self, size)

    tape, tar_entries._Tape = tar_entries._Tape, Watched
    try:
        with pytest.raises(DatasetError, match=r"my\.tar unpacks to far more than its size"):
            untar(data)
    finally:
        tar_entries._Tape = tape
    assert sum(unpacked) <= MOST_BYTES + 1_000_000


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_tar_that_is_cut_off_is_refused_wherever_it_is(packing):
    """What would be missing would else be missing without a word."""
    data = tarred({f"fox/{number}.jpg": noise(number, (20, 20)).tobytes() for number in range(4)}, packing)
    ends = range(32, len(data) if packing else 4 * (512 + 1536) + 1, 32)  # of 1,536 bytes 336 are padding
    for end in ends:
        with pytest.raises(DatasetError, match=r"^my\.tar is (cut off|not a (tar|zip file) that can be read)"):
            untar(data[:end])


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz"])
def test_damage_to_a_packed_tar_is_noticed_by_its_checksum(packing):
    data = bytearray(tarred({f"fox/{number}.jpg": os.urandom(3000) for number in range(4)}, packing))
    data[-6 if packing == "gz" else len(data) // 2] ^= 1
    with pytest.raises(DatasetError, match=r"can be read|is cut off"):
        untar(bytes(data))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_may_be_joined_and_followed_by_something_else(pack):
    whole = tarred(FILES)
    joined = pack(whole[:700]) + pack(whole[700:])
    for data in (joined, joined + bytes(512), joined + b"-----BEGIN SIGNATURE-----", joined + b"\n"):
        assert len(untar(data)) == 4
    with pytest.raises(DatasetError, match="is cut off"):
        untar(pack(whole[:700]))


def test_a_header_that_lies_is_refused():
    huge = special("fox/1.jpg", tarfile.REGTYPE, 8**11 - 1)  # 8 GB
    with pytest.raises(DatasetError, match="is cut off"):
        untar(tar_of((huge, b"fox")))
    back = bytearray(tar_of((special("fox/1.jpg", tarfile.REGTYPE, 3), b"fox")))
    back[124:136] = b"\xff" * 10 + b"\xfe\0"  # -512: to go back would be to read without end
    back[148:156] = b"%06o\0 " % sum(back[:148] + b" " * 8 + back[156:512])
    with pytest.raises(DatasetError, match="is not a tar that can be read"):
        untar(bytes(back))


def test_a_name_that_would_fill_the_memory_is_refused():
    for kind in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE):
        with pytest.raises(DatasetError, match="is not a tar that can be read"):
            untar(tar_of((special("x", kind, 2_000_000), bytes(2_000_000))))


@pytest.mark.parametrize("record", [b"9999 path=x\n", b"x path=y\n", b"0 path=y\n", b"-5 path=y\n", b"no end"])
def test_records_that_make_no_sense_are_refused_at_once(record):
    with pytest.raises(DatasetError, match="is not a tar that can be read"):
        untar(tar_of((special("x", tarfile.XHDTYPE, len(record)), record)))


def test_an_xz_that_asks_for_too_much_memory_is_refused():
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 500_000_000}]
    with pytest.raises(DatasetError, match="is not a tar that can be read"):
        untar(lzma.compress(tarred(FILES), filters=filters))


@pytest.mark.parametrize("packing", PACKINGS)
def test_nothing_of_a_tar_gets_a_name_on_disk(tmp_path, packing, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = untar(tarred(FILES, packing))
    assert not list(tmp_path.iterdir())
    assert found[0].read() == b"one"


def test_a_full_disk_is_told(monkeypatch):
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", Full)
    with pytest.raises(DatasetError, match=r"There is no room to unpack \(No space left on device\)"):
        untar(tarred(FILES, "gz"))


@pytest.mark.parametrize(
    ("head", "packer"),
    [(b"7z\xbc\xaf\x27\x1c\0\4", "7-Zip"), (b"Rar!\x1a\x07\1\0", "RAR"), (b"\x28\xb5\x2f\xfd", "zstd")],
)
def test_other_archives_are_refused_by_name(head, packer):
    with pytest.raises(DatasetError) as error:
        untar(head + bytes(600))
    assert str(error.value) == f"my.tar is packed by {packer}, which is not read; pack it as an ordinary zip."


def test_two_files_of_one_name_and_archives_inside_are_named():
    inner = {"a.zip": packed({"1": b"1"}), "b.tar": tarred(FILES), "c": tarred(FILES, "gz"), "d.7z": b"7z"}
    files = two_classes() | {f"fox/{name}": data for name, data in inner.items()}
    data = tarred(files | {"fox//000.png": b"again"})
    assert rejected(read_archive(io.BytesIO(data), "mine.tar")) == {
        **{f"fox/{name}": "is an archive inside the source; unpack it first" for name in inner},
        "fox/000 (2).png": "is there twice under one name",
    }


FOX, DOG = "n02119022", "n02085620-Chihuahua"


def synsets(packing=""):
    """Tars of two synsets, as ImageNet and Stanford Dogs come."""
    of = {"fox": FOX, "dog": DOG}
    files = {name: {} for name in of.values()}
    for name, data in two_classes().items():
        folder, file = name.split("/")
        files[of[folder]][file] = data
    return {f"{name}.tar": tarred(inside, packing) for name, inside in files.items()}


def in_a_folder(files, folder):
    return read_source(write(folder / "mine", files))


WRAPPERS = {
    "a folder": in_a_folder,
    "a zip": lambda files, _: read_archive(io.BytesIO(packed(files)), "mine.zip"),
    "a tar": lambda files, _: read_archive(io.BytesIO(tarred(files)), "mine.tar"),
    "a tar.gz": lambda files, _: read_archive(io.BytesIO(tarred(files, "gz")), "mine.tgz"),
    "a tar.xz": lambda files, _: read_archive(io.BytesIO(tarred(files, "xz")), "mine.txz"),
}


@pytest.mark.parametrize("wrapped", WRAPPERS)
def test_tars_of_synsets_are_read_as_folders(wrapped, tmp_path):
    files = {f"images/{name}": data for name, data in synsets().items()}
    dataset = WRAPPERS[wrapped](files, tmp_path)
    assert (len(dataset), dataset.rejects, dataset.classes) == (2 * PER_CLASS, (), ("dog", "fox"))
    assert f"images/{FOX}/003.png" in dataset.names.tolist()
    assert sorted(set(dataset.kinds.tolist())) == ["Chihuahua", "red fox"]


@pytest.mark.parametrize("wrapped", WRAPPERS)
def test_a_damaged_tar_of_a_synset_is_named_and_what_came_before_the_damage_read(wrapped, tmp_path):
    files = synsets()
    files["n02119789.tar"] = b"no tar"
    whole = files[f"{DOG}.tar"]
    files["n02085782.tar"] = tarred(
        {"1.png": encoded(noise(5_000_000), "PNG"), "n02110185.tar": whole, "../3.png": b"x"}
    )
    files["n02085936.tar"] = whole[: len(whole) // 2 + 100]
    dataset = WRAPPERS[wrapped](files, tmp_path)
    found = rejected(dataset)
    assert found.pop("n02119789.tar") in ("is cut off", "is not a tar that can be read")
    assert found.pop("n02085936.tar") == "is cut off"
    assert found.pop("n02085782/n02110185.tar") == "is an archive inside the source; unpack it first"
    assert found.pop("n02085782/../3.png") == "has a name that points outside the archive"
    assert all(name.startswith("n02085936/") and "is there twice" in why for name, why in found.items())
    assert "n02085782/1.png" in dataset.names.tolist()


def test_a_packed_tar_of_a_synset_is_read_in_a_folder_and_a_link_to_one_is_not(tmp_path):
    folder = write(tmp_path, synsets("gz"))
    (folder / "n02119789.tar").symlink_to(folder / f"{FOX}.tar")
    dataset = read_source(folder)
    assert len(dataset) == 2 * PER_CLASS
    assert [reject.name for reject in dataset.rejects] == ["n02119789.tar"]


def test_a_tar_in_a_folder_that_is_gone_or_closed_is_named(tmp_path, monkeypatch):
    write(tmp_path, {f"{FOX}.tar": b"x"})
    real = type(tmp_path).open

    def refused(path, *arguments):
        raise PermissionError(13, "Permission denied") if path.suffix == ".tar" else real(path, *arguments)

    monkeypatch.setattr(type(tmp_path), "open", refused)
    assert problems(in_folder(tmp_path)) == {f"{FOX}.tar": "cannot be read (PermissionError)"}


@pytest.mark.slow
@pytest.mark.parametrize("packing", PACKINGS)
def test_two_thousand_pictures_are_listed_and_read_in_seconds(packing):
    """Not by going through a packed tar once a picture: that would be 90 GB."""
    files = {f"fox/{number:04d}.jpg": os.urandom(45_000) for number in range(2000)}
    data = tarred(files, packing)
    began = time.perf_counter()
    found = untar(data)
    assert [entry.read() for entry in found[::-1]] == [files[entry.name] for entry in found[::-1]]
    seconds = time.perf_counter() - began
    print(packing, f"{len(data) / 1e6:.0f} MB", f"{seconds:.1f} s")
    assert seconds < 60
