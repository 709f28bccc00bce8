"""Which body a data set starts with: its own, the photos', or the drawn pictures'; and where bodies are kept.

A body never has seen a picture of the validation or the test set: each one lists what it has seen, by digest.
"""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from foxdog.files import write_files
from foxdog.learning.head_start.body import Weights
from foxdog.learning.head_start.pretraining import RECIPE, pretrain
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.pictures.shipped import DATA
from foxdog.progress import Progress, silent

SHIPPED = ("photos", "drawn")  # in the order in which another set's pictures try them
UPDATES = 400  # of a body of one's own: two to three minutes on two cores
SUFFIX = ".npz"


@dataclass(frozen=True, eq=False)
class Body:
    """A trained body."""

    name: str  # whose pool it has learned: a data set's name
    fingerprint: str  # of that data set
    recipe: str  # how it has learned
    weights: Weights
    seen: np.ndarray  # uint64 (n,), the digests of the pictures it has learned

    @cached_property
    def digest(self) -> str:
        """Eight hex digits that change with any weight."""
        return hashlib.sha256(b"".join(one.tobytes() for one in self.weights)).hexdigest()[:8]

    def has_seen(self, pictures: np.ndarray) -> bool:
        """Whether it has learned any of these pictures, uint8 (n, s, s, 3)."""
        return bool(np.isin(digests(pictures), self.seen).any())


def digests(pictures: np.ndarray) -> np.ndarray:
    """A number for each picture, from its pixels: uint64 (n,)."""
    hashes = (hashlib.sha256(picture.tobytes()).digest()[:8] for picture in pictures)
    return np.frombuffer(b"".join(hashes), "<u8")


def body_for(dataset: Dataset) -> Body:
    """The body that the data set starts with.

    That is the body of this very data set, if there is one. Otherwise it is the first of the shipped bodies that has
    seen no picture of the set's validation and test sets.

    Raises:
        DatasetError: There is none.
    """
    if own := find(dataset):
        return own
    tested = dataset.pictures[np.concatenate([dataset.validation, dataset.test])]
    if clean := next((body for body in map(shipped, SHIPPED) if not body.has_seen(tested)), None):
        return clean
    raise DatasetError(
        "Every body that comes with the project has seen some of the pictures that this set tests on: let it look at "
        "these pictures first, or start from scratch."
    )


def find(dataset: Dataset) -> Body | None:
    """The body that has learned this data set's pool, shipped or in the user's cache; None if there is none."""
    for path in (*(_shipped_file(name) for name in SHIPPED), cache_file(dataset)):
        body = load(path) if path.is_file() else None
        if body and body.fingerprint == dataset.fingerprint:
            return body
    return None


def shipped(name: str) -> Body:
    """One of the bodies that come with the project."""
    return load(_shipped_file(name))


def _shipped_file(name: str) -> Path:
    return DATA / "bodies" / f"{name}{SUFFIX}"


def cache_file(dataset: Dataset) -> Path:
    """Where a body of one's own is kept: a file for each set of pictures and each recipe."""
    folder = Path(platformdirs.user_cache_dir("foxdog"), "bodies")
    return folder / f"{dataset.fingerprint}-{recipe_of(UPDATES)}{SUFFIX}"


def recipe_of(updates: int, hue: float = 0.0) -> str:
    """The name of the recipe with so many updates and turns of hue."""
    return f"{RECIPE}-u{updates}" + (f"-hue{hue}" if hue else "")


def make_body(dataset: Dataset, updates: int = UPDATES, hue: float = 0.0, progress: Progress = silent) -> Body:
    """A new body that has learned the pool's pictures, and no others; the same data set gives the same body.

    Args:
        dataset: Whose pool.
        updates: How many; see `pretrain`.
        hue: See `pretrain`.
        progress: Called with (updates done, updates). What it raises ends the training, and nothing is kept.
    """
    pool = dataset.pictures[dataset.pool]
    weights = pretrain(pool, updates, hue, progress=progress)
    return Body(dataset.name, dataset.fingerprint, recipe_of(updates, hue), weights, digests(pool))


def save(body: Body, path: Path) -> None:
    """Write the body as a file of numpy's, whole or not at all; the same body gives the same bytes."""
    file = io.BytesIO()
    about = np.array([body.name, body.fingerprint, body.recipe])
    weights: dict[str, Any] = {f"weights{number:02}": one for number, one in enumerate(body.weights)}
    np.savez(file, about=about, seen=body.seen, **weights)
    write_files(path.parent, {path.name: file.getvalue()})


def load(path: Path) -> Body:
    """Read what `save` wrote.

    Raises:
        DatasetError: The file is not one of ours, or damaged.
    """
    try:
        with np.load(path) as file:
            arrays = {name: file[name] for name in file.files}
        name, fingerprint, recipe = arrays.pop("about").tolist()
        seen = arrays.pop("seen")
        return Body(name, fingerprint, recipe, [arrays[key] for key in sorted(arrays)], seen)
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DatasetError(
            f"{path.name} is not a body, or it is damaged: delete it, and it can be made again."
        ) from error
