"""Malformed pictures, archives and dataset files, read in a process of its own: `python fuzzing.py WHAT COUNT SEED`.

It prints, as JSON, how often each thing came out, and its peak memory and time. Whatever comes out but a picture or a
dataset, or the one error that is meant for it, ends it with a traceback.
"""

import bz2
import gzip
import io
import json
import lzma
import re
import resource
import struct
import sys
import tarfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from making import encoded, link, noise, packed, scene, sized_png, tarred
from PIL import Image, ImageCms

from foxdog import __main__ as command
from foxdog.pictures import dataset_file, intake
from foxdog.pictures.card import data_card
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.pictures.dataset_file import load, save
from foxdog.pictures.intake import prepare
from foxdog.pictures.intake.reading import UnusableError, read_picture

ADDRESSES = 4_000_000_000  # bytes a process may reserve; what it really uses is measured
ODD = (
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x100,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFE,
    0xFFFFFFFF,
)
MARKS = (
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"IHDR",
    b"\xff\xc0",
    b"\xff\xda",
    b"VP8",
    b"ANIM",
    b"meta",
    b"ispe",
    b"hvcC",
    b"iloc",
    b"irot",
    b"path=",
    b"ustar",
    b"Exif",
    b"ARROW1",
    b"\xff\xff\xff\xff",  # begins each of an Arrow file's messages
)
RIGHT = "the right checksum"


def pictures() -> list[bytes]:
    """Small pictures of every format and of many modes."""
    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    one, two = scene(1, (64, 52)), scene(2, (64, 52))
    film = {"save_all": True, "append_images": [two]}
    clear = one.convert("RGBA")
    clear.putalpha(128)
    return [
        encoded(one, exif=exif, icc_profile=profile),
        encoded(one, progressive=True, quality=60),
        encoded(one.convert("CMYK")),
        encoded(one.convert("L")),
        encoded(one, "MPO", save_all=True, append_images=[two]),
        encoded(one, "PNG", exif=exif, icc_profile=profile),
        encoded(one.quantize(16), "PNG", transparency=3),
        encoded(clear, "PNG"),
        encoded(Image.fromarray(np.arange(64 * 52, dtype=np.uint16).reshape(52, 64)), "PNG"),
        encoded(one, "PNG", **film),
        encoded(one, "WEBP", exif=exif, icc_profile=profile),
        encoded(clear, "WEBP", lossless=True),
        encoded(one, "WEBP", **film),
        encoded(one, "AVIF", exif=exif),
        encoded(one, "HEIF", exif=exif.tobytes(), icc_profile=profile),
        encoded(clear, "HEIF"),
        encoded(one, "HEIF", save_all=True, append_images=[two], thumbnails=[32]),
        encoded(scene(3, (140, 130)), "HEIF", tile_size=64),
        encoded(one, "GIF"),
        encoded(one, "GIF", **film),
        encoded(one, "BMP"),
        encoded(one.quantize(16), "BMP"),
    ]


def small_files() -> dict[str, bytes]:
    """The files of a small data set, of which a few may be lost."""
    fewest = 7
    prepare.FEWEST = fewest  # of the nine of each class
    return {
        f"{name}/{i}.png": encoded(noise(1000 * len(name) + i, (48, 48)), "PNG")
        for name in ("fox", "wolf")
        for i in range(fewest + 2)
    }


def tars() -> list[bytes]:
    """Small tars that are data sets, in each form, with odd members, and with tars of synsets."""
    files = small_files()
    odd: dict[str | tarfile.TarInfo, bytes] = {"../1.jpg": b"x", f"fox/{'x' * 200}.txt": b"x", "fox/b.zip": b"PK"}
    for number, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.GNUTYPE_SPARSE)):
        odd[tarfile.TarInfo(f"fox/s{number}.png")] = b""
        list(odd)[-1].type = kind
    split = {"fox": "n02119022.tar", "vulpes": "n02085620-Chihuahua.tar"}
    inner = {
        tar: tarred({name.split("/")[1]: data for name, data in files.items() if name.startswith(of)})
        for of, tar in split.items()
    }
    return [tarred(files), tarred({**files, **odd}, form=tarfile.GNU_FORMAT), tarred({**files, **odd}), tarred(inner)]


def sources() -> list[bytes]:
    """Small zips that are data sets."""
    files = small_files()
    facts = b"file,kind,photographer\n" + b"".join(f"{name},red,Ann{i}\n".encode() for i, name in enumerate(files))
    odd = {
        "../1.jpg": b"x",
        "fox/a\x1b[31m\n.png": b"x",
        link("fox/l.png"): b"/etc/passwd",
        "fox/": b"",
        "fox/b.zip": b"PK",
    }
    return [
        packed(files),
        packed(files | {"photos.csv": facts}, zipfile.ZIP_DEFLATED),
        packed({f"top/{name}": data for name, data in files.items()} | odd, zipfile.ZIP_DEFLATED),
    ]


def changed(data: bytes, others: list[bytes], rng: np.random.Generator) -> bytes:
    """The file with one to four faults."""
    for _ in range(rng.integers(1, 5)):
        data = FAULTS[rng.integers(len(FAULTS))](bytearray(data or b"\0"), others, rng)
    return data


def flip(data: bytearray, others: list[bytes], rng: np.random.Generator) -> bytes:
    for position in rng.integers(0, len(data), rng.integers(1, 20)):
        data[position] ^= 1 << rng.integers(8)
    return bytes(data)


def cut(data: bytearray, others: list[bytes], rng: np.random.Generator) -> bytes:
    return bytes(data[: rng.integers(len(data))])


def splice(data: bytearray, others: list[bytes], rng: np.random.Generator) -> bytes:
    other = others[rng.integers(len(others))]
    start, end = sorted(rng.integers(0, len(other), 2))
    at = rng.integers(len(data))
    data[at : at + (end - start) * rng.integers(2)] = other[start:end]
    return bytes(data)


def drop(data: bytearray, others: list[bytes], rng: np.random.Generator) -> bytes:
    at = rng.integers(len(data))
    del data[at : at + rng.integers(1, 200)]
    return bytes(data)


def repeat(data: bytearray, others: list[bytes], rng: np.random.Generator) -> bytes:
    start, end = sorted(rng.integers(0, len(data), 2))
    return bytes(data[:end] + data[start:])


def randomise(data: bytearray, others: list[bytes], rng: np.random.Generator) -> bytes:
    at = rng.integers(len(data))
    data[at : at + 64] = rng.bytes(64)
    return bytes(data)


def lie(data: bytearray, others: list[bytes], rng: np.random.Generator) -> bytes:
    """Another number, large or small, in one of the headers."""
    mark = MARKS[rng.integers(len(MARKS))]
    positions = [found.start() for found in re.finditer(re.escape(mark), data)] or [0]
    at = int(rng.choice(positions)) + int(rng.integers(4, 48))
    form = ("<H", ">H", "<I", ">I")[rng.integers(4)]
    number = int(rng.choice(ODD)) & (0xFFFF if form[1] == "H" else 0xFFFFFFFF)
    data[at : at + struct.calcsize(form)] = struct.pack(form, number)
    return bytes(data)


FAULTS = (flip, cut, splice, drop, repeat, randomise, lie, lie, lie)


def in_time(outcome: Callable[[bytes], str], data: bytes) -> str:
    """The outcome, which takes no more than five seconds of a core."""
    began = time.process_time()  # others may use the same cores
    found = outcome(data)
    seconds = time.process_time() - began
    assert seconds < 5, f"{found}: {seconds:.1f} s"
    return found


def fuzz_pictures(count: int, rng: np.random.Generator) -> Iterator[str]:
    seeds = pictures()
    for number in range(count):
        yield in_time(outcome_of_picture, changed(seeds[number % len(seeds)], seeds, rng))


def outcome_of_picture(data: bytes) -> str:
    try:
        picture = read_picture(data)
    except UnusableError as unusable:
        check_reason(unusable.reason)
        return unusable.reason.split(" (")[0]
    assert picture.small.shape == (48, 48, 3)
    Image.open(io.BytesIO(picture.original)).load()
    return "picture"


def check_reason(reason: str) -> None:
    assert reason
    assert reason.isprintable(), reason


def fuzz_zips(count: int, rng: np.random.Generator) -> Iterator[str]:
    seeds = sources()
    for number in range(count):
        yield outcome_of_zip(changed(seeds[number % len(seeds)], seeds, rng))


def fuzz_tars(count: int, rng: np.random.Generator) -> Iterator[str]:
    """A third of them packed and then damaged; of the others half have headers whose sums are right again."""
    seeds, packers = tars(), (gzip.compress, bz2.compress, lzma.compress, bytes)
    for number in range(count):
        seed, pack = seeds[number % len(seeds)], packers[int(rng.integers(len(packers)))]
        if number % 3 == 0:
            whole = pack(seed)
            yield in_time(outcome_of_zip, changed(whole, [whole], rng))
        else:
            data = changed(seed, seeds, rng)
            yield in_time(outcome_of_zip, pack(right_sums(data) if number % 3 == 1 else data))


def right_sums(tar: bytes) -> bytes:
    """The tar, and each block that may be a header with the right sum."""
    data = bytearray(tar)
    for at in range(0, len(data) - 511, 512):
        if data[at + 257 : at + 262] == b"ustar":
            block = data[at : at + 512]
            data[at + 148 : at + 156] = b"%06o\0 " % sum(block[:148] + b" " * 8 + block[156:])
    return bytes(data)


def outcome_of_zip(data: bytes) -> str:
    try:
        dataset = intake.read_archive(io.BytesIO(data), "fuzz.zip")
    except DatasetError as error:
        check_reason(str(error))
        return "refused"
    check(dataset)
    return "dataset with rejects" if dataset.rejects else "dataset"


def check(dataset: Dataset) -> None:
    for reject in dataset.rejects:
        check_reason(reject.name)
        check_reason(reject.reason)
    for original in dataset.originals:
        Image.open(io.BytesIO(original)).load()


def fuzz_files(count: int, rng: np.random.Generator) -> Iterator[str]:
    """Half of them damaged as they are, half in one of their values, with nothing left that tells of the damage."""
    path = Path("set.arrow")
    save(intake.read_archive(io.BytesIO(sources()[1]), "fuzz.zip"), path)
    seed = path.read_bytes()
    with pa.ipc.open_file(seed) as reader:
        batches = [reader.get_batch(number) for number in range(reader.num_record_batches)]
    checksum = dataset_file._checksum

    def right_checksum(dataset: Dataset) -> str:
        checksum(dataset)
        return RIGHT

    for number in range(count):
        dataset_file._checksum = right_checksum if number % 2 else checksum
        path.write_bytes(changed(seed, [seed], rng) if number % 4 < 2 else odd_file(batches, rng))
        yield outcome_of_file(path)
    path.unlink()


def odd_file(batches: list[pa.RecordBatch], rng: np.random.Generator) -> bytes:
    """A whole file with an odd value, or an odd number of rows, in a batch, and maybe an odd value in its metadata."""
    at = int(rng.integers(len(batches)))
    rows = batches[at].to_pylist()
    row = rows[rng.integers(len(rows))]
    key = list(row)[rng.integers(len(row))]
    row[key] = odd_value(row[key], rng)
    rows *= (0, 1, 1, 1, 1, 2, 300)[rng.integers(7)]
    about = {**batches[at].schema.metadata, b"checksum": RIGHT.encode()}
    if rng.integers(4) == 0:
        key = list(about)[rng.integers(len(about))]
        about[key] = changed(about[key], [about[key]], rng)
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, batches[at].schema.with_metadata(about)) as writer:
        for number, batch in enumerate(batches):
            writer.write_batch(pa.RecordBatch.from_pylist(rows, batch.schema) if number == at else batch)
    return sink.getvalue()


def odd_value(value: object, rng: np.random.Generator) -> object:
    odd: list[object] = [None]
    if isinstance(value, str):
        odd += ["", "\x1b[31m", "a\0b", "x" * 5000, "test", "elsewhere", "\U0001f98a"]
    elif isinstance(value, int):
        odd += [0, 1, -1, 255, 2**62]
    else:
        odd += [b"", changed(bytes(value), [bytes(value)], rng)] if value else []
    return odd[rng.integers(len(odd))]


def outcome_of_file(path: Path) -> str:
    try:
        dataset = load(path)
    except DatasetError as error:
        assert "\n" not in str(error)
        return "refused"
    assert all(isinstance(original, bytes) for original in dataset.originals)
    assert data_card(dataset)
    return "dataset"


def large_png(side: int) -> bytes:
    """As large as may be decoded, with transparency, all of one colour."""
    packer = zlib.compressobj(1)
    row = b"\0" + b"\x20\x40\x60\x80" * side
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    chunks = ((b"IHDR", struct.pack(">2I5B", side, side, 8, 6, 0, 0, 0)), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + key + body + struct.pack(">I", zlib.crc32(key + body)) for key, body in chunks
    )


def sized_jpeg(side: int, **options) -> bytes:
    """A JPEG that says it is larger than it is."""
    data = bytearray(encoded(noise(1), **options))
    at = data.index(b"\xff\xc2" if options.get("progressive") else b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">2H", side, side)
    return bytes(data)


def parted_jpeg(side: int) -> bytes:
    """The same, its colours one after another: the decoder keeps all of it, as of a progressive one."""
    data = sized_jpeg(side)
    at = data.index(b"\xff\xda")
    return data[:at] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + data[at + 14 :]


def sized(kind: str, side: int) -> bytes:
    data = bytearray(encoded(noise(1, (64, 64)), kind, **({"lossless": True} if kind == "WEBP" else {})))
    if kind == "GIF":
        data[6:10] = struct.pack("<2H", side, side)
    elif kind == "BMP":
        data[18:26] = struct.pack("<2i", side, side)
    else:  # WebP, lossless: 14 bits each, less one
        at = data.index(b"VP8L") + 9
        data[at : at + 4] = struct.pack("<I", (side - 1) & 0x3FFF | ((side - 1) & 0x3FFF) << 14)
    return bytes(data)


def sized_heic(size: tuple[int, int], side: int) -> bytes:
    """A HEIC that says it is larger or smaller than it is."""
    data = bytearray(encoded(Image.new("RGB", size), "HEIF"))
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">2I", side, side)
    return bytes(data)


def picture_bombs() -> dict[str, bytes]:
    """Pictures that are larger than they look, by what must become of them."""
    return {
        "has too many pixels: PNG": sized_png(30_000, 30_000),
        "has too many pixels: PNG, below Pillow's limit": sized_png(13_000, 13_000),
        "has too many pixels: GIF": sized("GIF", 30_000),
        "has too many pixels: BMP": sized("BMP", 30_000),
        "has too many pixels: WebP": sized("WEBP", 16_383),
        "has too many pixels: JPEG": sized_jpeg(30_000),
        "has too many pixels: JPEG, below Pillow's limit": sized_jpeg(13_000),
        "has too many pixels: JPEG, progressive": sized_jpeg(10_000, progressive=True),
        "has too many pixels: HEIC": sized_heic((64, 64), 9_000),
        "is cut off or damaged: HEIC, larger than it says": sized_heic((4_000, 4_000), 64),
        "picture: JPEG, its colours one after another": parted_jpeg(9_900),
        "picture: as large as may be, half transparent": large_png(6_300),
    }


def directory(count: int, name: bytes = b"fox/1.jpg", claimed: int = 0) -> bytes:
    """A zip that is nothing but a table of contents."""
    record = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, *[0] * 8, len(name), *[0] * 6) + name
    table = record * count
    return table + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count % 65536, count % 65536, claimed or len(table), 0, 0)


def liar() -> bytes:
    """A hundred megabytes that say they are a thousand bytes."""
    data = bytearray(packed({"fox/1.jpg": bytes(100_000_000)}, zipfile.ZIP_DEFLATED))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        position = data.index(signature) + offset
        data[position : position + 4] = struct.pack("<I", 1000)
    return bytes(data)


def overlapping() -> bytes:
    """A thousand members that are all the same fifty megabytes."""
    data = packed({"fox/0000.jpg": bytes(50_000_000)}, zipfile.ZIP_DEFLATED)
    at = data.index(b"PK\x01\x02")
    record, end = data[at : data.index(b"PK\x05\x06")], data[data.index(b"PK\x05\x06") :]
    table = b"".join(record.replace(b"0000", b"%04d" % number) for number in range(150))
    return data[:at] + table + end[:8] + struct.pack("<2H2L", 150, 150, len(table), at) + b"\0\0"


def nested(depth: int) -> bytes:
    data = packed({"fox/1.jpg": bytes(1_000_000)}, zipfile.ZIP_DEFLATED)
    for level in range(depth):
        data = packed({f"fox/{level}{copy}.zip": data for copy in range(4)}, zipfile.ZIP_DEFLATED)
    return data


def zip_bombs() -> dict[str, bytes]:
    tiny = {
        f"{name}/{i}.png": encoded(noise(1000 * len(name) + i, (48, 48)), "PNG")
        for name in ("fox", "dog_")
        for i in range(8)
    }
    deep = {f"{'d/' * 30_000}{name}": data for name, data in tiny.items()}
    return {
        "refused: five million files": directory(5_000_000 // 50, claimed=5_000_000 * 55),
        "refused: a table of contents that is not there": directory(0, claimed=7_000_000),
        "refused: as many files as a table may list": directory(145_000),
        "refused: a ratio of a thousand": packed({"fox/1.jpg": bytes(49_000_000)}, zipfile.ZIP_DEFLATED),
        "refused: a hundred megabytes of nothing": packed({"fox/1.jpg": bytes(100_000_000)}, zipfile.ZIP_DEFLATED),
        "refused: a liar": liar(),
        "refused: overlapping": overlapping(),
        "refused: zips in zips": nested(5),
        "refused: thousands of folders in one another": packed(deep),
        "refused: no UTF-8": packed({"fox/é_.jpg": b"x"}).replace("é_".encode(), b"\xed\xa0\x80"),
        "refused: millions of facts": packed(
            tiny | {"photos.csv": b"file\n" + b"".join(b"%d\n" % number for number in range(1_500_000))}
        ),
        "dataset with rejects: names that are commands": packed(
            tiny | {f"fox/{odd}.jpg": b"x" for odd in ("\x1b]0;title\x07", "a\nb", "\u202egpj", "a\\..\\..\\b", "=1+1")}
        ),
        "dataset with rejects: a name without end": packed(tiny | {f"fox/{'x' * 60_000}.jpg": b"x"}),
    }


def tar_bombs() -> dict[str, bytes]:
    """Tars that are larger than they look; one of zeros alone is never unpacked further than to where that is seen."""
    zeros, folder = bytes(49_000_000), tarfile.TarInfo("fox")
    folder.type = tarfile.DIRTYPE
    record, sparse = tarfile.TarInfo("x"), tarfile.TarInfo("fox/1.jpg")
    record.type, record.size = tarfile.XHDTYPE, 1_000_000
    sparse.type = tarfile.GNUTYPE_SPARSE
    holes = bytearray(sparse.tobuf(tarfile.GNU_FORMAT))
    holes[482] = 1
    holes[148:156] = b"%06o\0 " % sum(holes[:148] + b" " * 8 + holes[156:])
    return {
        "refused: a gzip of zeros": tarred({f"fox/{i}.jpg": zeros for i in range(20)}, "gz"),
        "refused: a bzip2 of zeros": tarred({f"fox/{i}.jpg": zeros for i in range(20)}, "bz2"),
        "refused: an xz of zeros": tarred({f"fox/{i}.jpg": zeros for i in range(20)}, "xz"),
        "refused: a gzip in a gzip": gzip.compress(gzip.compress(bytes(100_000_000))),
        "refused: two hundred thousand folders": folder.tobuf() * 200_000,
        "refused: two hundred thousand folders, packed": gzip.compress(folder.tobuf() * 200_000, 1),
        "refused: a name of many records": record.tobuf() + b"5 a=\n" * 200_000 + bytes(10_000),
        "refused: a list of parts without end": bytes(holes) + (bytes(504) + b"\1" + bytes(7)) * 200_000,
        "refused: a gzip with a name without end": b"\x1f\x8b\x08\x08" + bytes(6) + b"x" * 50_000_000,
        "refused: a tar of its own in each of many": tarred({f"n0208562{i}.tar": zeros for i in range(9)}, "gz"),
    }


def bombs(count: int, rng: np.random.Generator) -> Iterator[str]:
    small_files()  # so that a few pictures are enough
    for made, outcome in (
        (picture_bombs, outcome_of_picture),
        (zip_bombs, outcome_of_zip),
        (tar_bombs, outcome_of_zip),
    ):
        for name, data in made().items():
            found = in_time(outcome, data) if made is tar_bombs else outcome(data)
            assert found == name.split(": ")[0], f"{name}: {found}"
            yield found


def large(count: int, rng: np.random.Generator) -> Iterator[str]:
    """So many different photographs of 96 px, in a zip, prepared as the command does it."""
    with zipfile.ZipFile("large.zip", "w") as archive:
        for number in range(count):
            field = rng.integers(0, 256, (16, 16, 3), dtype=np.uint8)
            image = Image.fromarray(field).resize((160, 120), Image.Resampling.BICUBIC)
            archive.writestr(f"{('dog', 'fox')[number % 2]}/{number:05d}.jpg", encoded(image, quality=90))
    yield f"{Path('large.zip').stat().st_size // count} bytes each"
    assert command.main(["pictures", "prepare", "large.zip", "--out", "large.arrow"]) == 0
    yield f"{len(load(Path('large.arrow')))} pictures"
    for path in Path().glob("large.*"):
        path.unlink()


def peak_memory() -> int:
    """Bytes. Not ru_maxrss: a new process inherits that of the one that started it."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def main(what: str, count: int, seed: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    tries = {
        "pictures": fuzz_pictures,
        "zips": fuzz_zips,
        "tars": fuzz_tars,
        "files": fuzz_files,
        "bombs": bombs,
        "large": large,
    }[what]
    started = time.perf_counter()
    outcomes = Counter(tries(count, np.random.default_rng(seed)))
    seconds = time.perf_counter() - started
    print(json.dumps({"outcomes": outcomes, "memory": peak_memory(), "seconds": round(seconds, 1)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
