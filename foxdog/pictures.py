"""Where pictures come from: the drawn set that is shipped, a dataset file, or a folder of one's own."""

from pathlib import Path

import numpy as np

from foxdog import drawn
from foxdog.dataset import Dataset, assemble, load
from foxdog.intake import Progress, Reject, encode, read_folder, shrink

DRAWN_FILE = Path(__file__).parent.parent / "data" / "drawn.npz"
CLASSES = ("dog", "fox")


def _silent(done: int, total: int) -> None:
    """No one watches the progress."""


def open_pictures(source: str, progress: Progress = _silent) -> tuple[Dataset, list[Reject]]:
    """The dataset that `source` names: "drawn", a dataset file (.npz), or a folder of two class folders.

    Raises:
        DatasetError: There is no such dataset, or it cannot be used; the message says what to do.
    """
    if source == "drawn":
        return load(DRAWN_FILE), []
    path = Path(source)
    if path.suffix == ".npz":
        return load(path), []
    return read_folder(path, progress)


def draw_pictures(progress: Progress = _silent) -> Dataset:
    """Draw the built-in set; it is the same every time."""
    scenes = drawn.plan()
    small, originals = [], []
    for done, scene in enumerate(scenes):
        image = drawn.render(scene)
        small.append(shrink(image))
        originals.append(encode(image))
        progress(done + 1, len(scenes))
    names = [f"{scene.number:04d}" for scene in scenes]
    return assemble(
        name="drawn",
        classes=CLASSES,
        pictures=np.stack(small),
        originals=originals,
        names=names,
        labels=[CLASSES.index(scene.label) for scene in scenes],
        kinds=[scene.kind for scene in scenes],
        groups=names,
    )
