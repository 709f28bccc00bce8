import colorsys
import io
import struct

import numpy as np
import pytest
from making import encoded, noise, scene, sized_png
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from foxdog.pictures.dataset import SIDE
from foxdog.pictures.encoding import shrink, thumbnail
from foxdog.pictures.intake import reading
from foxdog.pictures.intake.reading import (
    SHOWN_BYTES,
    SHOWN_SIDE,
    THUMBNAIL_SIDE,
    UnusableError,
    read_picture,
    upright_rgb,
)

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F  # EXIF tags
PLACE = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)}
CLOSE = 3  # of 255, as far as two ways of computing a colour may be apart


def reason(data, **options):
    with pytest.raises(UnusableError) as error:
        read_picture(data, **options)
    return error.value.reason


def exif(orientation=1):
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    tags[MAKER] = "Mark of the maker"
    tags.get_ifd(GPS).update(PLACE)
    return tags


def opened(data):
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "BMP"])
def test_every_format_is_read(kind):
    image = scene(1)
    data = encoded(image, kind)
    picture = read_picture(data)
    assert picture.small.shape == (SIDE, SIDE, 3)
    assert picture.small.dtype == np.uint8
    assert np.abs(picture.small.astype(int) - shrink(image)).mean() < 6
    assert (picture.origin.width, picture.origin.height, picture.origin.bytes) == (320, 240, len(data))
    assert len(picture.origin.sha256) == 64
    assert picture.spectra.shape == (4, 16, 16)
    assert opened(picture.original).format in ("JPEG", "PNG", "WEBP")


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("TIFF", "is in a format that is not read (TIFF); save it as JPEG or PNG"),
        ("ICO", "is in a format that is not read (ICO); save it as JPEG or PNG"),
        ("PPM", "is not a picture that can be read"),
        ("TGA", "is not a picture that can be read"),
        ("PCX", "is not a picture that can be read"),
        ("PDF", "is a PDF, not a picture"),
        ("EPS", "is in a format that is not read (PostScript); save it as JPEG or PNG"),
        ("JPEG2000", "is in a format that is not read (JPEG 2000); save it as JPEG or PNG"),
        ("ICNS", "is not a picture that can be read"),
    ],
)
def test_no_other_decoder_is_let_near(kind, why):
    assert reason(encoded(noise(1), kind)) == why


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty (0 bytes)"),
        (b"x", "is a text, not a picture"),
        (b"Dear fox, this is not a picture.", "is a text, not a picture"),
        (b"\xff\xd8\xff", "is not a picture that can be read"),
        (b"\x89PNG\r\n\x1a\n", "is not a picture that can be read"),
    ],
)
def test_what_is_no_picture_is_refused(data, why):
    assert reason(data) == why


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "BMP"])
def test_a_picture_that_is_cut_off_is_refused(kind):
    whole = encoded(noise(2), kind)
    assert reason(whole[: len(whole) * 2 // 3]) in ("is cut off or damaged", "is not a picture that can be read")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF", "GIF"])
def test_a_picture_with_a_damaged_middle_is_refused_or_can_be_shown(kind):
    whole = encoded(noise(2), kind)
    for at in range(len(whole) // 4, len(whole) - 40, len(whole) // 30):
        data = whole[:at] + bytes(byte ^ 0x5A for byte in whole[at : at + 8]) + whole[at + 8 :]
        try:
            picture = read_picture(data)
        except UnusableError as unusable:
            assert unusable.reason in ("is cut off or damaged", "is not a picture that can be read")
        else:
            assert kind != "PNG"  # which has checksums
            opened(picture.original).load()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_an_animation_is_refused_and_shown_small(kind):
    data = encoded(noise(3), kind, save_all=True, append_images=[noise(4), noise(5)], duration=100)
    with pytest.raises(UnusableError, match="is animated") as error:
        read_picture(data)
    assert max(opened(error.value.thumbnail).size) <= THUMBNAIL_SIDE


def test_a_camera_that_stores_a_second_view_makes_no_animation():
    picture = read_picture(encoded(scene(6), "MPO", save_all=True, append_images=[scene(7)]))
    assert np.abs(picture.small.astype(int) - shrink(scene(6))).mean() < 6
    assert opened(picture.original).format == "WEBP"  # without the second view


@pytest.mark.parametrize(
    ("size", "why"),
    [
        ((47, 300), "is smaller than 48 px (47 x 300)"),
        ((300, 47), "is smaller than 48 px (300 x 47)"),
        ((1, 1), "is smaller than 48 px (1 x 1)"),
        ((1, 3000), "is smaller than 48 px (1 x 3000)"),
        ((401, 100), "is too long for a square (401 x 100; at most 4 : 1)"),
        ((100, 401), "is too long for a square (100 x 401; at most 4 : 1)"),
    ],
)
def test_sizes_of_no_use_are_refused_and_shown_small(size, why):
    with pytest.raises(UnusableError) as error:
        read_picture(encoded(noise(8, size), "PNG"))
    assert error.value.reason == why
    assert opened(error.value.thumbnail).format == "WEBP"


@pytest.mark.parametrize("size", [(48, 48), (48, 192), (400, 100)])
def test_sizes_at_the_limit_are_read(size):
    assert read_picture(encoded(noise(9, size), "PNG")).origin.width == size[0]


def test_tiny_pictures_are_read_where_they_are_wanted():
    assert read_picture(encoded(noise(10, (32, 32)), "PNG"), fewest_pixels=1).small.shape == (SIDE, SIDE, 3)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("width", "height"), [(6400, 6400), (13_000, 13_000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_bomb_is_refused_before_it_is_decoded(width, height, monkeypatch):
    monkeypatch.setattr(reading, "upright_rgb", None)
    monkeypatch.setattr(Image.Image, "getexif", None)  # of a PNG it decodes the picture
    assert reason(sized_png(width, height)).startswith("has too many pixels")


def test_a_bomb_of_any_format_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_PIXELS", 10_000)
    monkeypatch.setattr(reading, "MOST_PIXELS_PHONE", 10_000)
    monkeypatch.setattr(reading, "upright_rgb", None)
    for kind in ("PNG", "WEBP", "AVIF", "HEIF", "GIF", "BMP", "JPEG"):
        assert reason(encoded(noise(11, (200, 100)), kind)) == "has too many pixels (200 x 100)"


def test_a_phones_heic_may_be_larger_where_it_is_not_transparent(monkeypatch):
    monkeypatch.setattr(reading, "MOST_PIXELS", 10_000)
    assert read_picture(encoded(noise(11, (200, 100)), "HEIF")).origin.width == 200
    assert reason(encoded(noise(11, (200, 100)).convert("RGBA"), "HEIF")) == "has too many pixels (200 x 100)"


LARGE = scene(12).resize((3200, 2600))


def test_a_large_jpeg_is_decoded_small(monkeypatch):
    monkeypatch.setattr(reading, "MOST_PIXELS", 3_000_000)
    picture = read_picture(encoded(LARGE, quality=90))
    assert (picture.origin.width, picture.origin.height) == LARGE.size
    assert np.abs(picture.small.astype(int) - shrink(LARGE)).mean() < 3


def test_a_large_progressive_jpeg_is_not(monkeypatch):
    """Its decoder keeps all of it until the last scan, whatever size is asked for."""
    monkeypatch.setattr(reading, "MOST_PIXELS", 3_000_000)
    monkeypatch.setattr(reading, "upright_rgb", None)
    assert reason(encoded(LARGE, progressive=True)) == "has too many pixels (3200 x 2600)"


def test_even_a_jpeg_may_be_too_large(monkeypatch):
    monkeypatch.setattr(reading, "MOST_PIXELS_SCALED", 3_000_000)
    monkeypatch.setattr(reading, "upright_rgb", None)
    assert reason(encoded(LARGE)) == "has too many pixels (3200 x 2600)"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_the_camera_was_held(kind, orientation):
    upright = Image.new("RGB", (96, 64))
    upright.paste((250, 250, 250), (0, 0, 48, 32))  # white where it is up and left
    upright.paste((250, 10, 10), (48, 0, 96, 32))  # red where it is up and right
    undo = {6: 8, 8: 6}.get(orientation, orientation)  # the others are their own inverse
    way = reading.UPRIGHT.get(undo)
    held = upright if way is None else upright.transpose(way)
    picture = read_picture(encoded(held, kind, exif=exif(orientation).tobytes(), quality=95))
    assert (picture.origin.width, picture.origin.height) == (96, 64)
    assert opened(picture.original).size == (96, 64)
    assert np.abs(picture.small[8, 8].astype(int) - 250).max() < 12
    assert np.abs(picture.small[8, 40].astype(int) - (250, 10, 10)).max() < 20
    assert picture.small[40].max() < 20


def test_a_phones_heic_is_turned_once_whatever_else_says_how_it_was_held():
    """It is turned by a box of the file itself; an orientation that its XMP or EXIF keeps is of before."""
    held = Image.new("RGB", (96, 64))
    held.paste((250, 250, 250), (0, 0, 48, 32))
    data = encoded(held, "HEIF", xmp=b"<x><tiff:Orientation>6 </tiff:Orientation></x>")
    assert b"irot" in data
    assert opened(data).getexif()[ORIENTATION] == 6  # which Pillow would turn it by, once more
    picture = read_picture(data)
    assert (picture.origin.width, picture.origin.height) == opened(picture.original).size == (64, 96)
    assert picture.small[8, 40].min() > 235
    assert picture.small[8, 8].max() < 20


def test_of_a_phones_series_the_one_that_it_shows_is_taken():
    data = encoded(scene(6), "HEIF", save_all=True, append_images=[scene(7)], primary_index=1)
    assert np.abs(read_picture(data).small.astype(int) - shrink(scene(7))).mean() < 6


def test_a_small_picture_in_a_heic_does_not_stand_for_it():
    data = encoded(scene(6, (1600, 1200)), "HEIF", thumbnails=[1300])
    picture = read_picture(data)
    assert (picture.origin.width, picture.origin.height) == (1600, 1200)
    assert opened(data).draft(None, (1000, 800)) is None  # as `read_picture` asks of a JPEG


def test_a_heic_that_lies_about_its_size_is_refused_before_it_is_decoded():
    data = encoded(Image.new("RGB", (4000, 3000)), "HEIF")
    at = data.index(b"ispe") + 8
    assert reason(data[:at] + struct.pack(">2I", 64, 64) + data[at + 8 :]) == "is cut off or damaged"
    assert reason(data[:at] + struct.pack(">2I", 9000, 6000) + data[at + 8 :]).startswith("has too many pixels")


def test_exif_that_comes_after_the_picture_turns_it_too():
    whole = encoded(noise(13, (96, 64)), "PNG", exif=exif(6))
    start = whole.index(b"eXIf") - 4
    end = start + 12 + struct.unpack(">I", whole[start : start + 4])[0]
    data = whole[:start] + whole[end:-12] + whole[start:end] + whole[-12:]
    picture = read_picture(data)
    assert (picture.origin.width, picture.origin.height) == (64, 96)
    assert opened(picture.original).size == (64, 96)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "block", [b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"]
)
def test_broken_exif_costs_no_picture(kind, block):
    picture = read_picture(encoded(noise(14, (96, 64)), kind, exif=block))
    assert (picture.origin.width, picture.origin.height) == (96, 64)


@pytest.mark.filterwarnings("ignore:Palette images with Transparency")
@pytest.mark.parametrize(
    ("image", "colour"),
    [
        (Image.new("L", (64, 64), 128), (128, 128, 128)),
        (Image.new("1", (64, 64), 1), (255, 255, 255)),
        (Image.new("LA", (64, 64), (0, 255)), (0, 0, 0)),
        (Image.new("LA", (64, 64), (0, 0)), (255, 255, 255)),
        (Image.new("RGBA", (64, 64), (255, 0, 0, 0)), (255, 255, 255)),
        (Image.new("RGBA", (64, 64), (255, 0, 0, 51)), (255, 204, 204)),
        (Image.new("RGBA", (64, 64), (255, 0, 0, 255)), (255, 0, 0)),
        (Image.fromarray(np.full((64, 64), 32768, np.uint16)), (128, 128, 128)),
        (Image.fromarray(np.full((64, 64), 65535, np.uint16)), (255, 255, 255)),
    ],
    ids=["grey", "bilevel", "grey, opaque", "grey, clear", "clear", "a fifth", "opaque", "16 bits", "16 bits, white"],
)
def test_every_colour_mode_becomes_rgb_on_white(image, colour):
    small = read_picture(encoded(image, "PNG")).small
    assert np.abs(small.astype(int) - colour).max() <= 1


def test_cmyk_becomes_rgb():
    for ink, colour in (((0, 0, 0, 0), (255, 255, 255)), ((0, 255, 255, 0), (255, 0, 0)), ((0, 0, 0, 255), (0, 0, 0))):
        small = read_picture(encoded(Image.new("CMYK", (64, 64), ink), quality=95)).small
        assert np.abs(small.astype(int) - colour).max() <= CLOSE


@pytest.mark.parametrize("clear", [0, b"\0\xff"], ids=["one colour", "a table"])
def test_a_clear_colour_of_a_palette_is_white(clear):
    image = Image.new("P", (64, 64), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (0, 0, 32, 64))
    small = read_picture(encoded(image, "PNG", transparency=clear)).small
    assert small[20, 40].tolist() == [255, 255, 255]
    assert small[20, 8].tolist() == [0, 0, 255]
    gif = read_picture(encoded(image, "GIF", transparency=0)).small
    assert gif[20, 40].tolist() == [255, 255, 255]


def swapped_profile() -> bytes:
    """An sRGB profile whose red is green and whose green is red: what is stored as red is meant as green."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack(">I", profile[128:132])
    for position in range(132, 132 + 12 * count, 12):
        name = bytes(profile[position : position + 4])
        profile[position : position + 4] = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}.get(name, name)
    return bytes(profile)


SWAPPED = swapped_profile()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_colours_are_what_the_profile_means(kind):
    picture = read_picture(encoded(Image.new("RGB", (64, 64), (220, 40, 30)), kind, icc_profile=SWAPPED, quality=95))
    assert np.abs(picture.small.astype(int) - (40, 220, 30)).max() <= 2 * CLOSE
    shown = opened(picture.original)
    assert "icc_profile" not in shown.info  # or a browser would swap them again
    assert np.abs(np.asarray(shown.convert("RGB")).astype(int) - (40, 220, 30)).max() <= 4 * CLOSE


@pytest.mark.filterwarnings("ignore:Palette images with Transparency")
@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_a_profile_holds_under_transparency_and_palettes(mode):
    image = Image.new("RGBA", (64, 64), (220, 40, 30, 255))
    image.paste((220, 40, 30, 0), (0, 0, 32, 64))
    if mode == "P":
        image = image.quantize(4)
    small = read_picture(encoded(image, "PNG", icc_profile=SWAPPED)).small
    assert np.abs(small[20, 40].astype(int) - (40, 220, 30)).max() <= CLOSE
    assert small[20, 8].tolist() == [255, 255, 255]


def test_a_wide_profile_makes_colours_stronger():
    wide = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack(">I", wide[128:132])
    primaries = {
        b"rXYZ": (0.5151, 0.2412, -0.0011),
        b"gXYZ": (0.2919, 0.6922, 0.0419),
        b"bXYZ": (0.1572, 0.0666, 0.7841),
    }
    for position in range(132, 132 + 12 * count, 12):  # those of Display P3, as of most telephones
        name, start = bytes(wide[position : position + 4]), struct.unpack(">I", wide[position + 4 : position + 8])[0]
        if name in primaries:
            wide[start + 8 : start + 20] = struct.pack(">3i", *(round(65536 * value) for value in primaries[name]))
    image = Image.new("RGB", (64, 64), (180, 90, 60))
    plain, meant = (
        read_picture(encoded(image, "PNG", **more)).small[9, 9] for more in ({}, {"icc_profile": bytes(wide)})
    )
    assert plain.tolist() == [180, 90, 60]
    assert colorsys.rgb_to_hsv(*meant / 255)[1] > colorsys.rgb_to_hsv(*plain / 255)[1] + 0.03


@pytest.mark.parametrize("profile", [b"no profile", SWAPPED[:200], b"\0" * 4000])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_broken_profile_is_ignored(kind, profile):
    picture = read_picture(encoded(Image.new("RGB", (64, 64), (220, 40, 30)), kind, icc_profile=profile, quality=95))
    assert np.abs(picture.small.astype(int) - (220, 40, 30)).max() <= 2 * CLOSE
    assert "icc_profile" not in opened(picture.original).info


def test_a_profile_for_another_kind_of_colour_is_ignored():
    grey = Image.new("L", (64, 64), 90)
    assert (read_picture(encoded(grey, "PNG", icc_profile=SWAPPED)).small == 90).all()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_browsers_show_is_kept_as_it_is(kind):
    data = encoded(noise(15), kind)
    assert read_picture(data).original == data


def test_a_large_picture_is_kept_smaller():
    assert max(opened(read_picture(encoded(scene(16, (1280, 960)))).original).size) == SHOWN_SIDE
    heavy = encoded(noise(17, (600, 400)), "PNG")
    assert len(heavy) > SHOWN_BYTES > len(read_picture(heavy).original)


def text_of(**more):
    text = PngInfo()
    for key, value in more.items():
        text.add_text(key, value)
    return text


SECRETS = {
    "EXIF": lambda image: encoded(image, exif=exif()),
    "EXIF in a PNG": lambda image: encoded(image, "PNG", exif=exif()),
    "EXIF in a WebP": lambda image: encoded(image, "WEBP", exif=exif()),
    "EXIF in a HEIC": lambda image: encoded(image, "HEIF", exif=exif().tobytes()),
    "XMP": lambda image: encoded(image, xmp=b"<x:xmpmeta>Mark of the maker</x:xmpmeta>"),
    "XMP in a WebP": lambda image: encoded(image, "WEBP", xmp=b"<x:xmpmeta>Mark of the maker</x:xmpmeta>"),
    "a comment": lambda image: encoded(image, comment=b"Mark of the maker"),
    "text in a PNG": lambda image: encoded(image, "PNG", pnginfo=text_of(Author="Mark of the maker")),
    "another segment": lambda image: spliced(encoded(image), b"\xff\xec\x00\x13Mark of the maker"),
    "what follows": lambda image: encoded(image) + b"Mark of the maker",
    "what follows a PNG": lambda image: encoded(image, "PNG") + b"Mark of the maker",
}


def spliced(jpeg, segment):
    """The segment, put after the first one."""
    end = 4 + struct.unpack(">H", jpeg[4:6])[0]
    return jpeg[:end] + segment + jpeg[end:]


@pytest.mark.parametrize("where", SECRETS)
def test_what_is_kept_says_nothing_of_place_camera_or_person(where):
    data = SECRETS[where](noise(18))
    assert b"Mark of the maker" in data
    original = read_picture(data).original
    assert b"Mark of the maker" not in original
    kept = opened(original)
    kept.load()
    assert not {"exif", "xmp", "comment", "Author"} & set(kept.info)
    assert dict(kept.getexif()) == {}


@pytest.mark.parametrize("why", ["animated", "small"])
def test_a_rejects_small_picture_says_no_more(why):
    frames = {"save_all": True, "append_images": [noise(20)]} if why == "animated" else {}
    size = (80, 60) if why == "animated" else (40, 40)
    with pytest.raises(UnusableError) as error:
        read_picture(encoded(noise(19, size), "WEBP", exif=exif(), **frames))
    assert b"Mark of the maker" not in error.value.thumbnail


def test_a_thumbnail_is_small_and_of_the_whole_picture():
    small = opened(thumbnail(encoded(scene(21))))
    assert small.size == (96, 72)
    assert np.abs(shrink(small.convert("RGB")).astype(int) - shrink(scene(21))).mean() < 8


def test_the_net_sees_the_whole_picture_squeezed():
    image = Image.new("RGB", (96, 48))
    image.paste((200, 0, 0), (48, 0, 96, 48))
    small = shrink(image)
    assert (small[:, :24] == 0).all()
    assert (small[:, 24:] == (200, 0, 0)).all()


def test_upright_leaves_the_picture_it_was_given_alone():
    image = opened(encoded(noise(22), exif=exif(6)))
    before = image.size
    assert upright_rgb(image).size == before[::-1]
    assert image.size == before
