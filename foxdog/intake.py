"""A folder with two class folders of pictures becomes a Dataset; what cannot be used is named and left out."""

import csv
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from foxdog.dataset import SIDE, Dataset, DatasetError, assemble

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
SHOWN_SIDE = 640  # px: a larger original is scaled down before it is kept for showing
MOST_PIXELS = 60_000_000  # a larger one is a mistake or an attack
FEWEST = 40  # pictures a class: fewer leave no test set worth the name
FACTS = "photos.csv"  # optional, in the folder: file, and any of kind and photographer

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Reject:
    """A file that was left out, by its name inside the folder, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class _Read:
    """One readable picture: as the net sees it, uint8 (SIDE, SIDE, 3), and as a person sees it, encoded."""

    small: np.ndarray
    original: bytes


def read_folder(folder: Path, progress: Progress = lambda done, total: None) -> tuple[Dataset, list[Reject]]:
    """Read every picture of a folder that holds two class folders.

    Args:
        folder: Holds two folders of JPEG, PNG or WebP files, each named after its class.
        progress: Called with (pictures read, pictures in all).

    Returns:
        The dataset, named after the folder, and the files that were left out.

    Raises:
        DatasetError: There are not two class folders, or one has too few readable pictures.
    """
    classes = _class_folders(folder)
    files = [(path, label) for label, name in enumerate(classes) for path in _pictures(folder / name)]
    facts = _facts(folder / FACTS)
    kept: list[tuple[str, int, _Read]] = []
    rejects: list[Reject] = []
    with ThreadPoolExecutor(2) as pool:
        for done, ((path, label), result) in enumerate(
            zip(files, pool.map(_read, (path for path, _ in files)), strict=True)
        ):
            name = path.relative_to(folder).as_posix()
            if isinstance(result, str):
                rejects.append(Reject(name, result))
            else:
                kept.append((name, label, result))
            progress(done + 1, len(files))
    kept, twins = _without_twins(kept)
    rejects += twins
    _check_enough(folder, classes, [label for _, label, _ in kept])
    names = [name for name, _, _ in kept]
    if facts and not facts.keys() & set(names):
        raise DatasetError(f"{folder / FACTS} names none of the pictures; its column file must say fox/name.jpg, say.")
    known = [facts.get(name, {}) for name in names]
    dataset = assemble(
        name=folder.resolve().name,
        classes=classes,
        pictures=np.stack([read.small for _, _, read in kept]),
        originals=[read.original for _, _, read in kept],
        names=names,
        labels=[label for _, label, _ in kept],
        kinds=[fact.get("kind") or "" for fact in known],
        # Who took a picture is often not known: then it is a group of its own.
        groups=[fact.get("photographer") or f"only {name}" for name, fact in zip(names, known, strict=True)],
    )
    return dataset, rejects


def _class_folders(folder: Path) -> tuple[str, str]:
    if not folder.is_dir():
        raise DatasetError(f"{folder} is not a folder; give one that holds two folders of pictures, fox and dog, say.")
    found = sorted(child.name for child in folder.iterdir() if child.is_dir() and next(_pictures(child), None))
    if len(found) != 2:
        listed = ", ".join(found[:5]) or "none"
        raise DatasetError(
            f"{folder} must hold two folders of JPEG, PNG or WebP pictures, one a class; found {listed}."
        )
    first, second = sorted(found, key=lambda name: ("fox" in name.lower(), name))  # so that P(...) is P(fox)
    return first, second


def _pictures(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES and path.is_file())


def _facts(path: Path) -> dict[str, dict[str, str]]:
    """What is known of each picture, by its name inside the folder; empty where there is no such file."""
    if not path.is_file():
        return {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:  # spreadsheets put a mark before the first name
            return {row["file"]: row for row in csv.DictReader(file)}
    except (UnicodeDecodeError, KeyError, csv.Error):
        raise DatasetError(f"{path} must be CSV in UTF-8 with a column named file.") from None


def _without_twins(kept: list[tuple[str, int, _Read]]) -> tuple[list[tuple[str, int, _Read]], list[Reject]]:
    """Leave out pictures that are there twice, so that none is learned and tested; all, if their classes differ."""
    seen: dict[bytes, list[tuple[str, int, _Read]]] = {}
    for one in kept:
        seen.setdefault(one[2].small.tobytes(), []).append(one)
    rejects = []
    for same in seen.values():
        first = same[0][0]
        if len({label for _, label, _ in same}) > 1:
            rejects += [Reject(name, "is in both classes") for name, _, _ in same]
        else:
            rejects += [Reject(name, f"is the same picture as {first}") for name, _, _ in same[1:]]
    left_out = {reject.name for reject in rejects}
    return [one for one in kept if one[0] not in left_out], rejects


def _check_enough(folder: Path, classes: tuple[str, str], labels: list[int]) -> None:
    counts = np.bincount(np.array(labels, dtype=int), minlength=2)
    for name, count in zip(classes, counts, strict=True):
        if count < FEWEST:
            raise DatasetError(f"{folder / name} has {count} readable pictures; at least {FEWEST} are needed.")


def _read(path: Path) -> _Read | str:
    """The picture, or one sentence on why it cannot be used."""
    try:
        encoded = path.read_bytes()
        image = Image.open(io.BytesIO(encoded))
        if image.width * image.height > MOST_PIXELS:
            return f"is too large ({image.width} x {image.height})"
        shown = upright_rgb(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return f"cannot be read ({type(error).__name__})"
    as_it_is = image.mode == "RGB" and shown.size == image.size and max(image.size) <= SHOWN_SIDE
    if not (as_it_is and image.getexif().get(0x0112, 1) == 1):
        encoded = encode(shown)
    return _Read(shrink(shown), encoded)


def upright_rgb(image: Image.Image) -> Image.Image:
    """The picture as a person means it: turned by its EXIF orientation, on white where it is transparent, RGB."""
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I;16") or turned.mode == "I":
        turned = Image.fromarray((np.asarray(turned, dtype=np.uint32) >> 8).astype(np.uint8))  # 16 bits a pixel
    if turned.has_transparency_data:
        layer = turned.convert("RGBA")
        turned = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return turned.convert("RGB")


def shrink(image: Image.Image) -> np.ndarray:
    """What the net sees: uint8 (SIDE, SIDE, 3), squeezed to a square so that nothing is cut off."""
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX))


def encode(image: Image.Image) -> bytes:
    """What a person sees: WebP, its longer side SHOWN_SIDE px at most."""
    shown = image.copy()
    shown.thumbnail((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    shown.save(buffer, "WEBP", quality=75, method=6)
    return buffer.getvalue()
