import os

import pytest
from making import encoded, noise, packed

from foxdog.pictures.intake.first_bytes import HEAD, is_picture, is_text, why_no_picture

MP4 = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"
MOV = b"\0\0\0\x14ftypqt  \0\0\0\0qt  "
TIFF = "is in a format that is not read (TIFF); save it as JPEG or PNG"


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "BMP"])
def test_each_format_that_is_read_is_known_by_its_first_bytes(kind):
    assert is_picture(encoded(noise(1), kind)[:HEAD])


@pytest.mark.parametrize("kind", ["TIFF", "ICO", "PPM", "TGA", "PCX", "PDF", "EPS", "JPEG2000"])
def test_no_other_format_is(kind):
    assert not is_picture(encoded(noise(1), kind)[:HEAD])


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (b"<!DOCTYPE html>\n<html>", "is an HTML page, not a picture"),
        (b"\xef\xbb\xbf\r\n <!-- saved -->\n<HTML lang=en>", "is an HTML page, not a picture"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML">', "is an HTML page, not a picture"),
        ("<html>".encode("utf-16"), "is an HTML page, not a picture"),
        (b"404 Not Found", "is a text, not a picture"),
        (b"<annotation><folder>fox</folder></annotation>", "is a text, not a picture"),
        ("Füchse".encode("latin-1"), "is a text, not a picture"),
        (("a" * (HEAD - 1) + "ü").encode()[:HEAD], "is a text, not a picture"),  # cut in a character
        (b"BMW and other cars, of which none is a fox", "is a text, not a picture"),
        (
            b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">',
            "is an SVG drawing; save it as JPEG or PNG",
        ),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF, not a picture"),
        (MP4, "is a film (MP4)"),
        (MOV, "is a film (QuickTime)"),
        (b"\0\0\0\x08wide\0\0\1\0mdat", "is a film (QuickTime)"),
        (b"RIFF\0\0\0\0AVI LIST", "is a film (AVI)"),
        (b"\x1aE\xdf\xa3\1\0\0\0", "is a film (Matroska)"),
        (b"II*\0\x08\0\0\0", TIFF),
        (b"MM\0*\0\0\0\x08", TIFF),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "is in a format that is not read (CR3); save it as JPEG or PNG"),
        (b"8BPS\0\1", "is in a format that is not read (Photoshop); save it as JPEG or PNG"),
        (packed({"a": b"b"}), "is an archive inside the source; unpack it first"),
        (b"\x1f\x8b\x08\0", "is an archive inside the source; unpack it first"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "is an archive inside the source; unpack it first"),
        (b"", "is empty (0 bytes)"),
        (bytes(HEAD), "is not a picture that can be read"),
        (os.urandom(HEAD), "is not a picture that can be read"),
    ],
)
def test_what_is_no_picture_is_called_what_it_is(head, why):
    assert not is_picture(head)
    assert why_no_picture(head) == why
    assert is_text(head) == (why == "is a text, not a picture")
