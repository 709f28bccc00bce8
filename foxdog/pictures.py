"""Where pictures come from: the drawn set that is shipped, a dataset file, or a folder or zip of one's own."""

import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

from foxdog import drawn, photos
from foxdog.datafile import load
from foxdog.dataset import Dataset, DatasetError, Origin, Record, assemble
from foxdog.intake import FEWEST, Progress, read_source
from foxdog.intake.reading import encode, shrink

DATA = Path(__file__).parent.parent / "data"
DRAWN_FILE = DATA / "drawn.npz"
BUILT_IN = ("drawn", "photos")
CLASSES = ("dog", "fox")


def _silent(done: int, total: int) -> None:
    """No one watches the progress."""


def open_pictures(source: str, progress: Progress = _silent) -> Dataset:
    """The dataset that `source` names: "drawn", "photos", a dataset file (.npz), or a folder or zip of two classes.

    Raises:
        DatasetError: There is no such dataset, or it cannot be used; the message says what to do.
    """
    if source == "drawn":
        return load(DRAWN_FILE)
    if source == "photos":
        return _open_photos(progress)
    path = Path(source)
    return load(path) if path.suffix == ".npz" else read_source(path, progress)


def _open_photos(progress: Progress) -> Dataset:
    """The photos that were downloaded, as many as there are."""
    folder = photos.home()
    there = Counter(photo.label for photo in photos.present(folder))
    if min(there[name] for name in CLASSES) < FEWEST:
        state = f"Only {there.total()} of the photos are here" if there else "The photos are not here yet"
        raise DatasetError(f"{state}: fetch them on the Pictures page, or by `python -m foxdog pictures download`.")
    return replace(read_source(folder, progress, photos.LIST), name="photos")


def draw_pictures(progress: Progress = _silent) -> Dataset:
    """Draw the built-in set; it is the same every time."""
    scenes = drawn.plan()
    records, originals = [], []
    for done, scene in enumerate(scenes):
        image = drawn.render(scene)
        original = encode(image)
        digest = hashlib.sha256(original).hexdigest()
        origin = Origin(digest, len(original), *image.size, "drawn by foxdog.drawn", "MIT")
        name, label = f"{scene.number:04d}", CLASSES.index(scene.label)
        records.append(Record(name, label, shrink(image), origin, scene.kind, group=name))
        originals.append(original)
        progress(done + 1, len(scenes))
    return assemble("drawn", CLASSES, records, originals)


def notes_on(source: str) -> str:
    """What the makers of a built-in set say of it, Markdown; "" for any other."""
    path = DATA / f"{source}.md"
    return path.read_text(encoding="utf-8") if source in BUILT_IN and path.exists() else ""
