"""Which body a data set starts with: its own, the photos', or the drawn pictures'; and where bodies are kept.

Beside a body may lie the features of its set's pictures. Those of the drawn pictures come with the project: the first
question comes two seconds sooner, and curves are the same on all processors.

A body never has seen a picture of the validation or the test set: each one lists what it has seen, by the digest of its
pixels. A copy of a picture with other pixels is not recognised.
"""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from foxdog.files import write_files
from foxdog.learning import recipes
from foxdog.learning.head_start import Weights
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.pictures.shipped import DATA
from foxdog.progress import Progress, silent

SHIPPED = ("photos", "drawn")  # in the order in which another set's pictures try them
UPDATES = 400  # of a body of one's own: a minute and a half on two cores with nothing else to do
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
    for body in map(shipped, SHIPPED):
        if body.fingerprint == dataset.fingerprint:
            return body
    path = cache_file(dataset)
    try:
        own = load(path) if path.is_file() else None
    except DatasetError:  # damaged: as if there were none, so that another can be made in its place
        return None
    return own if own and own.fingerprint == dataset.fingerprint else None


def shipped(name: str) -> Body:
    """One of the bodies that come with the project."""
    return _load_once(shipped_file(name))


def shipped_file(name: str) -> Path:
    """Where a body is that comes with the project."""
    return DATA / "bodies" / f"{name}{SUFFIX}"


def cache_folder() -> Path:
    """Where the bodies of sets of one's own are kept."""
    return Path(platformdirs.user_cache_dir("foxdog"), "bodies")


def cache_file(dataset: Dataset) -> Path:
    """Where a body of one's own is kept: a file for each set of pictures and each recipe."""
    return cache_folder() / f"{dataset.fingerprint}-{recipe_of(UPDATES)}{SUFFIX}"


def recipe_of(updates: int, hue: float = 0.0) -> str:
    """The name of the recipe with so many updates and turns of hue."""
    return f"{recipes.BODY}-u{updates}" + (f"-hue{hue}" if hue else "")


def make_body(dataset: Dataset, updates: int = UPDATES, hue: float = 0.0, progress: Progress = silent) -> Body:
    """A new body that has learned the pool's pictures, and no others.

    On one type of processor the same data set gives the same body, to the bit. Another type rounds differently, and
    what differs in the last bits grows over the updates: its body is another net, with other features.

    Args:
        dataset: Whose pool.
        updates: How many; see `pretrain`.
        hue: See `pretrain`.
        progress: Called with (updates done, updates). What it raises ends the training, and nothing is kept.
    """
    from foxdog.learning.head_start.pretraining import pretrain

    pool = dataset.pictures[dataset.pool]
    weights = pretrain(pool, updates, hue, progress=progress)
    return Body(dataset.name, dataset.fingerprint, recipe_of(updates, hue), weights, digests(pool))


def save(body: Body, path: Path, features: np.ndarray | None = None) -> None:
    """Write the body as a file of numpy's, whole or not at all; the same body gives the same bytes.

    Args:
        body: What to write.
        path: Where to.
        features: float32 (n, d), those of its set's pictures, to be written beside it.
    """
    about = np.array([body.name, body.fingerprint, body.recipe])
    weights = {f"weights{number:02}": one for number, one in enumerate(body.weights)}
    files = {path.name: _to_bytes(about=about, seen=body.seen, **weights)}
    if features is not None:
        of = np.array([body.fingerprint, body.digest])
        files[features_file(path).name] = _to_bytes(of=of, features=features)
    write_files(path.parent, files)


def features_file(path: Path) -> Path:
    """Where the features lie that belong to the body of this file."""
    return path.with_name(f"{path.stem}-features{SUFFIX}")


def shipped_features(dataset: Dataset, body: Body) -> np.ndarray | None:
    """The features of the pictures as the body sees them, float32 (n, d), if they come with the project."""
    path = features_file(shipped_file(body.name)) if body.name in SHIPPED else None
    if path is None or not path.is_file():
        return None
    with np.load(path) as file:
        return file["features"] if file["of"].tolist() == [dataset.fingerprint, body.digest] else None


def _to_bytes(**arrays: Any) -> bytes:  # noqa: ANN401 - numpy's stub takes no mapping of arrays
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


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


_load_once = cache(load)
