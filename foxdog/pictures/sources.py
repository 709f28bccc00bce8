"""Opens pictures by name or path: the drawn set, the photos, a dataset file, or somebody's own folder or zip."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from foxdog.pictures import photos
from foxdog.pictures.dataset import DOG_AND_FOX, Dataset, DatasetError
from foxdog.pictures.dataset_file import SUFFIX, load
from foxdog.pictures.intake import FEWEST, read_source
from foxdog.pictures.shipped import DATA
from foxdog.progress import Progress, silent

DRAWN_FILE = DATA / "drawn.arrow"
BUILT_IN = ("drawn", "photos")


def open_pictures(source: str, progress: Progress = silent) -> Dataset:
    """The dataset of this name ("drawn", "photos") or path (a dataset file, .arrow; a folder or zip of two classes).

    Raises:
        DatasetError: There is no such dataset, or it cannot be used; the message says what to do.
    """
    if source == "drawn":
        return load(DRAWN_FILE)
    if source == "photos":
        return _open_photos(progress)
    path = Path(source)
    if path.suffix in (SUFFIX, ".npz"):  # numpy's files are none: `load` says how to make one
        return load(path)
    return read_source(path, progress)


def _open_photos(progress: Progress) -> Dataset:
    """The photos that have been downloaded, be they all or not."""
    folder = photos.home()
    there = Counter(photo.label for photo in photos.present(folder))
    if min(there[name] for name in DOG_AND_FOX) < FEWEST:
        state = f"Only {there.total()} of the photos are here" if there else "The photos are not here yet"
        raise DatasetError(f"{state}: fetch them on the Pictures page, or by `python -m foxdog pictures download`.")
    return replace(read_source(folder, progress, photos.LIST), name="photos")


def notes_on(source: str) -> str:
    """What the makers of a built-in set say about it, as Markdown; "" for any other set."""
    path = DATA / f"{source}.md"
    return path.read_text(encoding="utf-8") if source in BUILT_IN and path.exists() else ""
