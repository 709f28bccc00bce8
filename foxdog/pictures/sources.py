"""Opens pictures by name or path: the built-in sets, a dataset file, or somebody's own folder, zip or tar."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from foxdog.pictures import photos
from foxdog.pictures.dataset import DOG_AND_FOX, Dataset, DatasetError, Reject
from foxdog.pictures.dataset_file import SUFFIX, load
from foxdog.pictures.encoding import thumbnail
from foxdog.pictures.intake import FEWEST, read_source
from foxdog.pictures.originals import Originals
from foxdog.pictures.shipped import DATA
from foxdog.pictures.watermark import watermarked
from foxdog.progress import Progress, silent

DRAWN_FILE = DATA / "drawn.arrow"
BUILT_IN = ("drawn", "photos", "watermarked")
MOST_OF_A_PHOTOGRAPHER = 15  # photos in the pool; one has 123 of the same few dogs


def open_pictures(source: str, progress: Progress = silent) -> Dataset:
    """The dataset of this name (one of BUILT_IN) or path (a dataset file, .arrow; a folder, zip or tar of two classes).

    Raises:
        DatasetError: There is no such dataset, or it cannot be used; the message says what to do.
    """
    if source == "drawn":
        return load(DRAWN_FILE)
    if source == "photos":
        return _open_photos(progress)
    if source == "watermarked":
        return watermarked(load(DRAWN_FILE))
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
    dataset = read_source(folder, progress, photos.LIST)
    return replace(limit_photographers(dataset), name="photos")


def limit_photographers(dataset: Dataset) -> Dataset:
    """The dataset with at most 15 pictures of a photographer in the pool; the others become rejects.

    Validation and test stay as they are: no photographer is more than a tenth of either. Which pictures stay is decided
    by the sha256 of their files, as good as at random.
    """
    by_photographer: dict[str, list[int]] = {}
    for index in sorted(dataset.pool.tolist(), key=lambda index: dataset.origins[index].sha256):
        by_photographer.setdefault(str(dataset.groups[index]), []).append(index)
    surplus = [index for taken in by_photographer.values() for index in taken[MOST_OF_A_PHOTOGRAPHER:]]
    reason = f"is one of more than {MOST_OF_A_PHOTOGRAPHER} of its photographer in the pool"
    rejects = [Reject(str(dataset.names[one]), reason, thumbnail(dataset.originals[one])) for one in surplus]
    staying = np.setdiff1d(np.arange(len(dataset)), surplus)
    return replace(
        dataset,
        pictures=dataset.pictures[staying],
        names=dataset.names[staying],
        labels=dataset.labels[staying],
        kinds=dataset.kinds[staying],
        groups=dataset.groups[staying],
        split=dataset.split[staying],
        originals=Originals(dataset.originals.__getitem__, len(dataset)).select(staying.tolist()),
        origins=tuple(dataset.origins[index] for index in staying),
        rejects=tuple(sorted([*dataset.rejects, *rejects], key=lambda reject: reject.name)),
    )


def notes_on(source: str) -> str:
    """What the makers of a built-in set say about it, as Markdown; "" for any other set."""
    path = DATA / f"{source}.md"
    return path.read_text(encoding="utf-8") if source in BUILT_IN and path.exists() else ""
