"""The drawn pictures as a Dataset, made by `python -m foxdog pictures draw` and shipped in `data/`."""

from __future__ import annotations

import hashlib

from foxdog.drawn.picture import render
from foxdog.drawn.scene import plan
from foxdog.pictures.dataset import DOG_AND_FOX, Dataset, Origin, Record, assemble
from foxdog.pictures.encoding import encode, shrink
from foxdog.progress import Progress, silent

SHARP = 2  # what a person sees has so many times the pixels a side; the net's picture is made of a rendering of its own


def draw_dataset(progress: Progress = silent) -> Dataset:
    """Draw all scenes of the plan; the dataset is the same every time."""
    scenes = plan()
    records, originals = [], []
    for done, scene in enumerate(scenes):
        shown = render(scene, SHARP)
        original = encode(shown)
        digest = hashlib.sha256(original).hexdigest()
        origin = Origin(digest, len(original), *shown.size, "drawn by foxdog.drawn", "MIT")
        name, label = f"{scene.number:04d}", DOG_AND_FOX.index(scene.label)
        records.append(Record(name, label, shrink(render(scene)), origin, scene.kind, group=name))
        originals.append(original)
        progress(done + 1, len(scenes))
    return assemble("drawn", DOG_AND_FOX, records, originals)
