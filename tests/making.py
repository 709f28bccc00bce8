"""Pictures, folders and archives that tests make."""

import io
import stat
import struct
import tarfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from foxdog.pictures.dataset import Dataset
from foxdog.pictures.intake import FEWEST

PER_CLASS = FEWEST + 2


def noise(seed: int, size: tuple[int, int] = (80, 60)) -> Image.Image:
    """No two seeds give pictures that are at all alike."""
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


def scene(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Coarse shapes over fine ones, as in a photograph: the finer, the fainter."""
    rng = np.random.default_rng(seed)
    across, down = np.meshgrid(np.fft.fftfreq(size[0]), np.fft.fftfreq(size[1]))
    waves = rng.normal(size=(3, size[1], size[0])) + 1j * rng.normal(size=(3, size[1], size[0]))
    light = waves[:1] + 0.3 * waves  # mostly grey, as photographs are
    values = np.fft.ifft2(light / np.maximum(np.hypot(across, down), 1 / max(size))).real.transpose(1, 2, 0)
    return Image.fromarray(np.clip(128 + 50 * (values - values.mean()) / values.std(), 0, 255).astype(np.uint8))


def encoded(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@cache
def two_classes(per_class: int = PER_CLASS) -> dict[str, bytes]:
    """Files of a source, by name: fox/000.png, ..., dog/000.png, ..."""
    return {
        f"{name}/{i:03d}.png": encoded(noise(100_000 * number + i), "PNG")
        for number, name in enumerate(("fox", "dog"))
        for i in range(per_class)
    }


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of them; a name may also be a ZipInfo."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data, method)
    return buffer.getvalue()


def tarred(files: dict[str | tarfile.TarInfo, bytes], packing: str = "", form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar of them, packed by gz, bz2 or xz or not; a name may also be a TarInfo, whose size is set."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{packing}", format=form) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name) if isinstance(name, str) else name
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def sized_png(width, height):
    """A PNG that says it is of that size, of one line."""
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1 + 3 * min(width, 10_000)))), (b"IEND", b""))
    parts = [
        struct.pack(">I", len(data)) + key + data + struct.pack(">I", zlib.crc32(key + data)) for key, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def link(name: str) -> zipfile.ZipInfo:
    """A zip's member that is a symbolic link."""
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def rejected(dataset: Dataset) -> dict[str, str]:
    return {reject.name: reject.reason for reject in dataset.rejects}
