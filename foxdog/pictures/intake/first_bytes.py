"""What a file is, by its first bytes: its name may say anything."""

import codecs
import re
from collections.abc import Callable

HEAD = 1024  # bytes of a file that are looked at
NO_PICTURE = "is not a picture that can be read"
ARCHIVE = "is an archive inside the source; unpack it first"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
GZIP, BZIP2, XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"
OTHER_PACKERS = {b"7z\xbc\xaf\x27\x1c": "7-Zip", b"Rar!\x1a\x07": "RAR", b"\x28\xb5\x2f\xfd": "zstd"}
AVIF = {b"avif", b"avis"}
HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}  # bytes that the second header of a BMP may have
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
NOT_READ = {  # formats that people take for pictures
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"II+\0": "TIFF",
    b"MM\0+": "TIFF",
    b"8BPS": "Photoshop",
    b"\0\0\1\0": "ICO",
    b"%!PS": "PostScript",
    b"\0\0\0\x0cjP  ": "JPEG 2000",
    b"\xff\x4f\xff\x51": "JPEG 2000",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"\xff\x0a": "JPEG XL",
}
FILMS = {b"\x1aE\xdf\xa3": "Matroska", b"\0\0\1\xba": "MPEG", b"FLV\1": "Flash"}
QUICKTIME = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}  # what a film without `ftyp` begins with
HTML = re.compile(r"(<!--.*?-->|<\?xml.*?\?>|\s)*<(!doctype html|html|head|body|title|script|meta)\b", re.I | re.S)
SVG = re.compile(r"<(!doctype svg|svg)\b", re.I)
CONTROLS = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # no text holds them


def is_picture(head: bytes) -> bool:
    """Whether a file that begins so is in one of the formats that are read."""
    if head.startswith(PICTURES) or head[:4] + head[8:12] == b"RIFFWEBP":
        return True
    if head.startswith(b"BM"):  # so does many a text
        return int.from_bytes(head[14:18], "little") in BMP_HEADERS
    brands = _brands(head)
    return bool(AVIF & set(brands) or HEIF & set(brands[:1]))


def why_no_picture(head: bytes) -> str:
    """The reason against a file that begins so, and is no picture that can be read: a phrase that follows its name."""
    return next((found for look in (_other_format, _film, _archive, _words) if (found := look(head))), NO_PICTURE)


def is_text(head: bytes) -> bool:
    """Whether a file that begins so is a text and nothing that people take for a picture: notes, a list, a licence."""
    return why_no_picture(head) == TEXT


TEXT = "is a text, not a picture"


def _brands(head: bytes) -> list[bytes]:
    """What an ISO base media file says it is, most of all the first; [] of another file."""
    if head[4:8] != b"ftyp":
        return []
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]


def _starting(head: bytes, known: dict[bytes, str]) -> str:
    return next((name for start, name in known.items() if head.startswith(start)), "")


def _other_format(head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return "is a PDF, not a picture"
    name = "CR3" if _brands(head)[:1] == [b"crx "] else _starting(head, NOT_READ)
    return f"is in a format that is not read ({name}); save it as JPEG or PNG" if name else ""


def _film(head: bytes) -> str:
    name = _starting(head, FILMS)
    if head[:4] + head[8:12] == b"RIFFAVI ":
        name = "AVI"
    elif (brands := _brands(head)) and not is_picture(head):
        name = "QuickTime" if brands[0] == b"qt  " else "MP4"
    elif head[4:8] in QUICKTIME:
        name = "QuickTime"
    return f"is a film ({name})" if name else ""


def _archive(head: bytes) -> str:
    packed = head.startswith((*ZIP, GZIP, BZIP2, XZ)) or head[257:262] == b"ustar"
    return ARCHIVE if packed or _starting(head, OTHER_PACKERS) else ""


def _words(head: bytes) -> str:
    """What a text is; "" of what is none."""
    if not head:
        return "is empty (0 bytes)"
    text = _decoded(head)
    if CONTROLS.search(text) or is_picture(head):
        return ""
    if HTML.match(text):
        return "is an HTML page, not a picture"
    return "is an SVG drawing; save it as JPEG or PNG" if SVG.search(text) else TEXT


def _decoded(head: bytes) -> str:
    """The bytes as the text they may be: of UTF-16 by its mark, else of UTF-8, else of one byte a character."""
    decoders: list[Callable[[], str]] = [
        lambda: codecs.getincrementaldecoder("utf-8-sig")().decode(head),  # the last character may be cut off
        lambda: head.decode("latin-1"),
    ]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoders.insert(0, lambda: codecs.getincrementaldecoder("utf-16")().decode(head))
    for decode in decoders:
        try:
            return decode()
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 takes any bytes")
