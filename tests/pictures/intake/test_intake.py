"""A source, whole: what becomes of it, what is left out and why."""

import io
import os
import shutil
import time
import zipfile

import numpy as np
import pytest
from making import PER_CLASS, encoded, link, noise, packed, rejected, scene, sized_png, two_classes, write
from PIL import Image, ImageEnhance, ImageOps

from foxdog.pictures.dataset import SIDE, DatasetError
from foxdog.pictures.dataset_file import load, manifest_csv, save
from foxdog.pictures.encoding import shrink
from foxdog.pictures.intake import read_archive, read_source, read_upload

ORIENTATION = 0x0112  # the EXIF tag


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "mine", two_classes())


def zipped(files):
    return read_archive(io.BytesIO(packed(files)), "mine.zip")


def test_two_class_folders_become_a_dataset(folder):
    dataset = read_source(folder)
    assert (len(dataset), dataset.rejects, dataset.classes) == (2 * PER_CLASS, (), ("dog", "fox"))
    assert dataset.name == "mine"
    assert dataset.pictures.shape[1:] == (SIDE, SIDE, 3)
    fox = dataset.names.tolist().index("fox/003.png")
    assert dataset.labels[fox] == 1
    assert (dataset.pictures[fox] == shrink(Image.open(folder / "fox/003.png"))).all()
    assert dataset.origins[fox].source == "mine: fox/003.png"


def test_a_file_that_browsers_show_is_kept_as_it_is(folder):
    dataset = read_source(folder)
    assert dataset.originals[0] == (folder / str(dataset.names[0])).read_bytes()


def test_what_cannot_be_read_is_named_and_left_out(folder):
    (folder / "fox" / "empty.jpg").write_bytes(b"")
    (folder / "fox" / "letter.jpg").write_text("Dear fox, this is not a picture.")
    whole = (folder / "dog" / "000.png").read_bytes()
    (folder / "dog" / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "dog" / "notes.txt").write_text("not a picture, and not called one")
    dataset = read_source(folder)
    assert rejected(dataset) == {
        "dog/cut.png": "is cut off or damaged",
        "fox/empty.jpg": "is empty (0 bytes)",
        "fox/letter.jpg": "is a text, not a picture",
    }
    assert len(dataset) == 2 * PER_CLASS


def test_a_file_that_cannot_be_opened_is_named(folder, monkeypatch):
    from foxdog.pictures.intake import folder_entries

    def refused(path):
        raise PermissionError(13, "Permission denied") if path.name == "001.png" else OSError(5, "Input/output error")

    monkeypatch.setattr(
        folder_entries, "_read_file", lambda path, most=0: refused(path) if path.stem < "002" else path.read_bytes()
    )
    assert rejected(read_source(folder)) == {
        "dog/000.png": "cannot be read (OSError)",
        "dog/001.png": "cannot be read (PermissionError)",
        "fox/000.png": "cannot be read (OSError)",
        "fox/001.png": "cannot be read (PermissionError)",
    }


def test_kind_photographer_page_and_licence_are_taken_from_the_facts(folder):
    (folder / "photos.csv").write_text(
        "file,kind,photographer,page,licence\n"
        "fox/000.png,red,Ann,https://a.example/1,CC0\nfox/001.png,red,Ann,,\ncat/1.png,,,,\n"
    )
    dataset = read_source(folder)
    at = {name: index for index, name in enumerate(dataset.names.tolist())}
    assert dataset.groups[at["fox/000.png"]] == dataset.groups[at["fox/001.png"]] == "Ann"
    assert dataset.kinds[at["fox/000.png"]] == "red"
    assert dataset.kinds[at["dog/000.png"]] == ""
    assert dataset.groups[at["dog/000.png"]] != dataset.groups[at["dog/001.png"]]
    stated, silent = (dataset.origins[at[name]] for name in ("fox/000.png", "fox/001.png"))
    assert (stated.source, stated.licence) == ("https://a.example/1", "CC0")
    assert (silent.source, silent.licence) == ("mine: fox/001.png", "")


def test_facts_from_a_spreadsheet_are_read(folder):
    (folder / "photos.csv").write_text("\ufefffile,photographer\nfox/000.png,Ann\nfox/001.png,Ann\n", "utf-8")
    assert read_source(folder).groups.tolist().count("Ann") == 2


@pytest.mark.parametrize("header", ["file, photographer", "file,Photographer", " File ;PHOTOGRAPHER".replace(";", ",")])
def test_columns_of_the_facts_are_found_whatever_their_case_and_padding(folder, header):
    (folder / "photos.csv").write_text(f"{header}\nfox/000.png, Ann\nfox/001.png,Ann\n")
    dataset = read_source(folder)
    assert dataset.groups.tolist().count("Ann") == 2
    assert not dataset.rejects


def test_a_group_counts_before_a_photographer(folder):
    rows = ("fox/000.png,Ann,Rex", "fox/001.png,Ann,", "fox/002.png,Bob,Rex", "dog/000.png,,Rex")
    (folder / "photos.csv").write_text("\n".join(["file,photographer,group", *rows]))
    dataset = read_source(folder)
    known = dict(zip(dataset.names.tolist(), dataset.groups.tolist(), strict=True))
    assert [known[row.split(",")[0]] for row in rows] == ["Rex", "Ann", "Rex", "Rex"]


def test_what_belongs_together_is_one_group_and_stays_in_one_part(folder):
    first = Image.open(folder / "fox" / "000.png")
    first.rotate(90, expand=True).save(folder / "fox" / "turned.png")
    for number, copied in enumerate((noise(901), noise(902), noise(903))):
        copied.save(folder / "dog" / f"IMG_7_jpg.rf.{number}a0f.jpg", quality=95)
    dataset = read_source(folder)
    groups = dict(zip(dataset.names.tolist(), dataset.groups.tolist(), strict=True))
    assert groups["fox/turned.png"] == groups["fox/000.png"] == "like fox/000.png"
    assert {groups[name] for name in groups if ".rf." in name} == {"copies of IMG_7 (dog)"}
    assert groups["fox/001.png"] == "only fox/001.png"
    assert not dataset.rejects
    for group in set(groups.values()):
        assert len(set(dataset.split[dataset.groups == group].tolist())) == 1


def test_columns_that_are_not_known_are_named(folder):
    (folder / "photos.csv").write_text("file,author,sha256,kamera\nfox/000.png,Ann,,Leica\n")
    (left_out,) = read_source(folder).rejects
    known = "kind, photographer, group, page, url, licence"
    assert left_out.name == "photos.csv"
    assert left_out.reason == f"has columns that say nothing here ('author', 'kamera'; known are {known})"


def test_facts_in_a_zip_name_files_beside_them():
    files = {f"top/{name}": data for name, data in two_classes().items()}
    dataset = zipped({**files, "top/photos.csv": b"file,kind\nfox/000.png,red\n"})
    assert dataset.kinds.tolist().count("red") == 1


def test_facts_are_made_fit_for_any_terminal_and_short(folder):
    (folder / "photos.csv").write_text(f"file,kind,photographer\nfox/000.png,\x1b[31mred\0,{'A' * 90_000}\n")
    dataset = read_source(folder)
    assert "\\x1b[31mred\\x00" in dataset.kinds.tolist()
    assert max(map(len, dataset.groups.tolist())) < 1100


def test_facts_in_more_rows_than_files_are_read_are_refused_at_once(folder):
    (folder / "photos.csv").write_bytes(b"file,kind\n" + b"fox/000.png,red\n" * 1_000_000)
    began = time.perf_counter()
    with pytest.raises(DatasetError, match=r"has more than 60,000 rows: make it shorter\.$"):
        read_source(folder)
    assert time.perf_counter() - began < 5  # 15 s without a limit


@pytest.mark.parametrize(
    "facts",
    [
        b"name,photographer\nfox/000.png,Ann\n",
        b"file,photographer\n000.png,Ann\n",
        b"file\nf\xe4x.png\n",
        b"",
        b'file,kind\nfox/000.png,"' + b"x" * 200_000,
    ],
    ids=["no column", "names nothing", "no UTF-8", "nothing", "an endless field"],
)
def test_facts_that_cannot_be_used_are_not_ignored(folder, facts):
    (folder / "photos.csv").write_bytes(facts + b"\n")
    with pytest.raises(DatasetError, match="column"):
        read_source(folder)


def test_damaged_facts_in_a_zip_are_refused_in_one_sentence():
    data = packed({**two_classes(), "photos.csv": b"file,kind\nfox/000.png,red\n"}).replace(b",red\n", b",Red\n")
    with pytest.raises(DatasetError, match=r"^photos\.csv in mine\.zip cannot be read \(BadZipFile\)\.$"):
        read_archive(io.BytesIO(data), "mine.zip")


def test_reading_twice_gives_the_same_dataset(folder):
    assert read_source(folder).fingerprint == read_source(folder).fingerprint


def test_neither_the_order_nor_the_wrapping_changes_the_dataset(tmp_path):
    files = dict(two_classes())
    files["fox/again.png"] = files["fox/000.png"]  # which of the two stays must not depend on who is read first
    files["dog/broken.png"] = b"broken"
    in_order = write(tmp_path / "mine", dict(sorted(files.items())))
    expected = read_source(in_order)
    shuffled = [list(files.items())[index] for index in np.random.default_rng(0).permutation(len(files))]
    others = [
        read_source(write(tmp_path / "there" / "mine", dict(shuffled))),
        zipped(dict(shuffled)),
        zipped(dict(reversed(shuffled))),
        read_upload(shuffled, "mine"),
    ]
    for other in others:
        assert other.fingerprint == expected.fingerprint
        assert other.names.tolist() == expected.names.tolist()
        assert other.rejects == expected.rejects
        assert list(other.originals) == list(expected.originals)


def test_a_zip_compressed_or_not_is_the_same():
    files = two_classes()
    packed_tight = io.BytesIO(packed(files, zipfile.ZIP_DEFLATED))
    assert zipped(files).fingerprint == read_archive(packed_tight, "mine.zip").fingerprint


def test_progress_reaches_the_end_and_never_goes_back(folder):
    seen = []
    read_source(folder, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (4 * PER_CLASS, 4 * PER_CLASS)  # read, and compared with one another
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert {total for _, total in seen} == {4 * PER_CLASS}


@pytest.mark.parametrize("spoil", ["missing", "file", "pipe", "tar", "one class", "three classes", "too few", "no zip"])
def test_a_source_that_is_no_data_set_is_refused_in_one_sentence(folder, spoil):
    target = folder
    if spoil == "missing":
        target = folder / "nowhere"
    elif spoil == "file":
        target = folder / "fox" / "000.png"
    elif spoil == "pipe":
        target = folder / "pipe.zip"
        os.mkfifo(target)  # to open it would be to wait for ever
    elif spoil == "tar":
        target = folder / "mine.tar"
        target.write_bytes(b"a tape")
    elif spoil == "one class":
        (folder / "dog").rename(folder / "fox" / "dog")
    elif spoil == "three classes":
        write(folder, {"cat/0.png": encoded(noise(5), "PNG")})
    elif spoil == "no zip":
        target = folder / "mine.zip"
        target.write_bytes(b"PK\x03\x04 and no more")
    else:
        for path in list((folder / "fox").iterdir())[:5]:
            path.unlink()
    with pytest.raises(DatasetError) as error:
        read_source(target)
    assert "\n" not in str(error.value)
    assert str(error.value).endswith(".")


def test_a_turned_picture_is_shown_upright_too(folder):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    noise(9, (90, 60)).save(folder / "fox" / "turned.jpg", exif=exif)
    dataset = read_source(folder)
    turned = dataset.names.tolist().index("fox/turned.jpg")
    assert Image.open(io.BytesIO(dataset.originals[turned])).size == (60, 90)
    assert (dataset.origins[turned].width, dataset.origins[turned].height) == (60, 90)


def test_a_picture_that_is_there_twice_is_kept_once(folder):
    (folder / "fox" / "again.png").write_bytes((folder / "fox" / "000.png").read_bytes())
    Image.open(folder / "dog" / "001.png").save(folder / "dog" / "recoded.webp", lossless=True)
    dataset = read_source(folder)
    assert rejected(dataset) == {
        "fox/again.png": "is there twice (the same file as fox/000.png)",
        "dog/recoded.webp": "is there twice (nearly the same picture as dog/001.png)",
    }
    assert len(dataset) == 2 * PER_CLASS
    assert all(Image.open(io.BytesIO(reject.thumbnail)).format == "WEBP" for reject in dataset.rejects)


def test_a_picture_in_both_classes_is_left_out_of_both(folder):
    (folder / "fox" / "000.png").write_bytes((folder / "dog" / "000.png").read_bytes())
    dataset = read_source(folder)
    assert rejected(dataset) == {
        "dog/000.png": "is in both classes (the same file as fox/000.png)",
        "fox/000.png": "is in both classes (the same file as dog/000.png)",
    }
    assert [origin.source.split(": ")[1] for origin in dataset.origins] == dataset.names.tolist()
    for original, picture in zip(dataset.originals, dataset.pictures, strict=True):  # still in step
        assert (shrink(Image.open(io.BytesIO(original))) == picture).all()


@pytest.mark.parametrize("name", [b"f\xe9x.png", b"line\nbreak.png", b"\x1b[31m.png", "狐 🦊.png".encode()])
def test_a_name_of_any_bytes_goes_into_the_file_and_the_manifest(folder, tmp_path, name):
    for class_folder, data in ((b"fox", encoded(noise(77), "PNG")), (b"dog", b"")):
        with open(os.fsencode(folder) + b"/" + class_folder + b"/" + name, "wb") as file:  # noqa: PTH123 - no text
            file.write(data)
    dataset = read_source(folder)
    (reject,) = dataset.rejects
    assert reject.name.isprintable()
    assert len(dataset) == 2 * PER_CLASS + 1
    save(dataset, tmp_path / "set.arrow")
    again = load(tmp_path / "set.arrow")
    assert again.rejects == dataset.rejects
    assert again.names.tolist() == dataset.names.tolist()
    (tmp_path / "set.csv").write_text(manifest_csv(dataset), encoding="utf-8")
    assert reject.name in (tmp_path / "set.csv").read_text(encoding="utf-8")


def test_a_source_whose_own_name_is_no_text_can_be_saved(tmp_path):
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/m\xefne\n")
    write(tmp_path / "mine", two_classes())
    (tmp_path / "mine").rename(odd)
    dataset = read_source(tmp_path / os.path.basename(odd))  # noqa: PTH119 - no text
    assert dataset.name == "m\\udcefne\\n"
    assert manifest_csv(dataset).encode()


def sources(photos):
    """Some of the real photos, those of each class apart, to make faults of."""
    return (sorted(f"{name}/{path.name}" for path in (photos / name).glob("*.jpg")) for name in ("fox", "dog"))


def changed(photos, name, change, kind="JPEG", **options):
    return encoded(change(Image.open(photos / name).convert("RGB")), kind, **options)


def cropped(image):
    return image.crop((8, 6, image.width - 8, image.height - 6))


def brighter(image):
    return ImageEnhance.Brightness(image).enhance(1.3)


def faults(photos):
    """More than thirty faults: the files to add, the reason for each, and the pictures that go out with them."""
    fox, dog = sources(photos)
    whole = {name: (photos / name).read_bytes() for name in (*fox[:20], *dog[:20])}
    views = [scene(seed, (100, 80)) for seed in (1, 2, 3)]
    film = {"save_all": True, "append_images": views[1:], "duration": 80}
    files = {
        "fox/p01.jpg": (os.urandom(2000), "is not a picture that can be read"),
        "dog/p02.png": (b"\x89PNG\r\n\x1a\n" + bytes(500), "is not a picture that can be read"),
        "fox/p03.jpg": (b"", "is empty (0 bytes)"),
        "dog/p04.webp": (b"", "is empty (0 bytes)"),
        "fox/p05.jpg": (b"Dear fox, this is a letter.", "is a text, not a picture"),
        "dog/p06.jpg": (b"<html><body>404 Not Found</body></html>", "is an HTML page, not a picture"),
        "fox/p07.jpg": (whole[fox[0]][:9000], "is cut off or damaged"),
        "dog/p08.png": (encoded(noise(1), "PNG")[:7000], "is cut off or damaged"),
        "fox/p09.gif": (encoded(views[0], "GIF", **film), "is animated"),
        "dog/p10.webp": (encoded(views[0], "WEBP", **film), "is animated"),
        "dog/p11.png": (encoded(views[0], "PNG", **film), "is animated"),
        "fox/p12.jpg": (encoded(noise(2, (40, 40))), "is smaller than 48 px (40 x 40)"),
        "dog/p13.png": (encoded(noise(3, (300, 47)), "PNG"), "is smaller than 48 px (300 x 47)"),
        "fox/p14.jpg": (encoded(noise(4, (1000, 100))), "is too long for a square (1000 x 100; at most 4 : 1)"),
        "fox/p15.jpg": (whole[fox[1]], f"is there twice (the same file as {fox[1]})"),
        "dog/p16.jpg": (whole[dog[1]], f"is there twice (the same file as {dog[1]})"),
        "fox/p17.jpg": (changed(photos, fox[2], lambda image: image, quality=30), twice(fox[2])),
        "fox/p18.jpg": (changed(photos, fox[3], lambda image: image.resize((200, 150))), twice(fox[3])),
        "dog/p19.jpg": (changed(photos, dog[2], brighter), twice(dog[2])),
        "dog/p20.png": (changed(photos, dog[3], cropped, "PNG"), twice(dog[3])),
        "fox/p21.webp": (changed(photos, fox[4], ImageOps.mirror, "WEBP"), twice(fox[4])),
        "dog/p22.jpg": (changed(photos, dog[4], ImageOps.grayscale), twice(dog[4])),
        "dog/p23.jpg": (whole[fox[5]], f"is in both classes (the same file as {fox[5]})"),
        "fox/p24.jpg": (
            changed(photos, dog[5], lambda image: image.resize((320, 240)), quality=60),
            f"is in both classes (nearly the same picture as {dog[5]})",
        ),
        "fox/p25.png": (sized_png(30_000, 30_000), "has too many pixels"),
        "dog/p26.png": (sized_png(7000, 7000), "has too many pixels (7000 x 7000)"),
        "fox/p27.zip": (packed({"a.jpg": whole[fox[6]]}), "is an archive inside the source; unpack it first"),
        "dog/p28.tar": (b"a tape", "is an archive inside the source; unpack it first"),
        "fox/p29.heic": (b"heic", "is a text, not a picture"),
        "dog/p30.tiff": (encoded(noise(5), "TIFF"), "is in a format that is not read (.tiff); save it as JPEG or PNG"),
        "dog/p31.jpg": (encoded(noise(5), "TIFF"), "is in a format that is not read (TIFF); save it as JPEG or PNG"),
        "fox/p32.bmp": (whole[fox[7]] + bytes(50_000_000), "is too large (50 MB; at most 50)"),
        "p33.jpg": (whole[fox[8]], "lies in no class folder"),
    }
    partners = {
        fox[5]: "is in both classes (the same file as dog/p23.jpg)",
        dog[5]: "is in both classes (nearly the same picture as fox/p24.jpg)",
    }
    return {name: data for name, (data, _) in files.items()}, {name: why for name, (_, why) in files.items()} | partners


def twice(name):
    return f"is there twice (nearly the same picture as {name})"


def check_all_named(dataset, expected, photos):
    assert rejected(dataset) == expected
    real = {path.relative_to(photos).as_posix() for path in photos.glob("*/*.jpg")}
    assert set(dataset.names.tolist()) == real - set(expected)
    assert len(dataset) == 1257 - 2


def test_every_planted_fault_is_named_and_nothing_else(photos, tmp_path):
    folder = tmp_path / "photos"
    shutil.copytree(photos, folder)
    files, expected = faults(photos)
    write(folder, files)
    (folder / "fox" / "p34.jpg").symlink_to(photos / "dog")
    (folder / "dog" / "p35.jpg").symlink_to("/etc/passwd")
    expected["fox/p34.jpg"] = "is a link to a folder, which is not followed: copy the folder itself"
    expected["dog/p35.jpg"] = "is a link to a file, which is not followed: copy the file itself"
    assert len(expected) >= 30
    dataset = read_source(folder)
    check_all_named(dataset, expected, photos)
    facts = dict(zip(dataset.names.tolist(), dataset.groups.tolist(), strict=True))
    assert facts["fox/fox_10001.jpg"] == "Peter G Trimming"
    assert not [reject.name for reject in dataset.rejects if "twice" in reject.reason and not reject.thumbnail]


def test_every_fault_planted_in_a_zip_is_named_and_nothing_else(photos):
    files, expected = faults(photos)
    real = {path.relative_to(photos).as_posix(): path.read_bytes() for path in photos.rglob("*.*")}
    odd = {
        "../q01.jpg": "has a name that points outside the archive",
        "/etc/q02.jpg": "has a name that points outside the archive",
        "C:/q03.jpg": "has a name that points outside the archive",
        "fox/q04.jpg": "is a symbolic link",
        "fox/q05.jpg": "is encrypted",
        "fox/q06.jpg": "unpacks to far more than its size (1,028 times)",
        "fox/q07.jpg": "is a text, not a picture",
        "fox/q07 (2).jpg": "is there twice under one name",
        "dog/é.jpg": "is a text, not a picture",
        "dog/red/q08.jpg": "is empty (0 bytes)",
        "dog/q09.jpg": "cannot be read (BadZipFile)",
        "dog/q10.jpg": "is packed by bzip2, which is not read; pack it as an ordinary zip",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (real | files).items():
            archive.writestr(name, data, zipfile.ZIP_DEFLATED if len(data) > 10_000_000 else None)
        for name in ("../q01.jpg", "/etc/q02.jpg", "C:/q03.jpg"):
            archive.writestr(name, b"out")
        archive.writestr(link("fox/q04.jpg"), b"/etc/passwd")
        archive.writestr("fox/q05.jpg", b"secret")
        archive.writestr("fox/q06.jpg", bytes(20_000_000), zipfile.ZIP_DEFLATED, 9)
        archive.writestr("dog/_.jpg", b"cp437")
        archive.writestr("dog\\red\\q08.jpg", b"")
        archive.writestr("dog/q09.jpg", b"this was whole")
        archive.writestr("dog/q10.jpg", b"packed" * 9, zipfile.ZIP_BZIP2)
        archive.writestr("fox/", b"")
        archive.writestr("__MACOSX/fox/._fox_10001.jpg", b"junk")
        archive.writestr("fox/.DS_Store", b"junk")
        archive.writestr("fox/q07.jpg", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("fox/q07.jpg", b"another")
    data = bytearray(buffer.getvalue().replace(b"dog/_.jpg", b"dog/\x82.jpg").replace(b"was whole", b"is broken"))
    for signature, bits, name in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        position = next(at for at in positions_of(data, b"fox/q05.jpg") if data[at - name : at - name + 4] == signature)
        data[position - name + bits] |= 1
    expected |= odd
    dataset = read_archive(io.BytesIO(bytes(data)), "photos.zip")
    ratio = rejected(dataset)["fox/p32.bmp"]
    assert ratio.startswith("unpacks to far more than its size")  # a zip says so first
    expected["fox/p32.bmp"] = ratio
    check_all_named(dataset, expected, photos)


def positions_of(data, what):
    at = data.find(what)
    while at >= 0:
        yield at
        at = data.find(what, at + 1)


def test_the_real_photos_are_all_read(photos):
    dataset = read_source(photos)
    assert (len(dataset), dataset.rejects) == (1257, ())
    assert [len(part) for part in (dataset.pool, dataset.validation, dataset.test)] == [807, 150, 300]
    for part in (dataset.test, dataset.validation):
        assert np.bincount(dataset.labels[part]).tolist() == [len(part) // 2] * 2
    where: dict[str, set[str]] = {}
    for group, part in zip(dataset.groups.tolist(), dataset.split.tolist(), strict=True):
        where.setdefault(group, set()).add(part)
    assert all(len(found) == 1 for found in where.values())
    kept = [(photos / name).read_bytes() for name in dataset.names.tolist()]
    assert list(dataset.originals) == kept  # they are small and say nothing: kept as they are
