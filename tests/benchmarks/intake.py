"""A large zip of somebody's own pictures, from the file to the first question: time and memory. For Linux.

    python -m tests.benchmarks.intake [--count 2000] [--contenders NAME ...] [--json FILE]

The pictures are made first, in a temporary folder: JPEGs of 500 x 375 px and quality 85, half of them foxes, no two
alike. Then each contender reads them in a process of its own, one after another, on two threads where it is ours or
Pillow's:

- project: the zip becomes a data set, and a run with a head start and one from scratch ask their first question;
- pillow: each file of the zip is decoded whole and resized to 48 px;
- pillow-draft: the same, decoded as small as JPEG allows (an eighth to a half of its size);
- keras: `keras.utils.image_dataset_from_directory` on the unpacked files.

Seconds leave out the start of Python and the imports that each begins with; the project's count its import of Keras.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from foxdog.pictures.dataset import SIDE
from tests.benchmarks.memory import resident

CONTENDERS = ("project", "pillow", "pillow-draft", "keras")
SIZE = 500, 375
GRID = 20, 15, 3  # random colours, which a picture goes smoothly between
Figures = dict[str, float]


def make(folder: Path, count: int) -> Path:
    """Make the pictures, fox/000000.jpg and so on, and a zip of them."""
    with ThreadPoolExecutor(2) as pool:
        names = list(pool.map(lambda number: _make_one(folder, number), range(count)))
    packed = folder / "pictures.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.write(folder / name, name)
    return packed


def _make_one(folder: Path, number: int) -> str:
    rng = np.random.default_rng(number)
    coarse = Image.fromarray(rng.integers(0, 256, GRID[1::-1] + GRID[2:], dtype=np.uint8))
    grain = rng.integers(-12, 13, (SIZE[1], SIZE[0], 1), dtype=np.int16)
    smooth = np.asarray(coarse.resize(SIZE, Image.Resampling.BICUBIC), dtype=np.int16)
    name = f"{('dog', 'fox')[number % 2]}/{number:06d}.jpg"
    (folder / name).parent.mkdir(exist_ok=True)
    Image.fromarray(np.clip(smooth + grain, 0, 255).astype(np.uint8)).save(folder / name, quality=85)
    return name


def project(folder: Path) -> Figures:
    """The zip becomes a data set, and two runs ask."""
    from foxdog.pictures.sources import open_pictures

    took: Figures = {}
    began = time.perf_counter()
    dataset = open_pictures(str(folder / "pictures.zip"))
    took["pictures"] = len(dataset)
    took["s, set"] = time.perf_counter() - began
    took["MB, set"] = resident("VmHWM")

    from foxdog.learning.loop import Loop
    from foxdog.learning.models import load_model
    from foxdog.learning.settings import Settings

    for name in ("scratch", "head-start"):
        began = time.perf_counter()
        loop = Loop(dataset, Settings(model=name), load_model(name, dataset), paired=False)
        loop.teach()
        assert loop.query
        took[f"s, {name}'s first question"] = time.perf_counter() - began
        took[f"MB, {name}"] = resident("VmHWM")
    return took


def pillow(folder: Path, draft: bool = False) -> Figures:
    """Decode and resize, and nothing else."""
    began = time.perf_counter()
    with zipfile.ZipFile(folder / "pictures.zip") as archive, ThreadPoolExecutor(2) as pool:

        def small(name: str) -> np.ndarray:
            image = Image.open(io.BytesIO(archive.read(name)))
            if draft:
                image.draft("RGB", (SIDE, SIDE))
            return np.asarray(image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX))

        pictures = np.stack(list(pool.map(small, archive.namelist())))
    return {"pictures": len(pictures), "s, set": time.perf_counter() - began, "MB, set": resident("VmHWM")}


def with_keras(folder: Path) -> Figures:
    """As the documentation of Keras reads a folder."""
    import keras

    imported = resident("VmHWM")
    began = time.perf_counter()
    batches = keras.utils.image_dataset_from_directory(folder, image_size=(SIDE, SIDE), shuffle=False, verbose=False)
    pictures = np.concatenate([np.asarray(batch).astype(np.uint8) for batch, _ in batches])
    took = {"pictures": len(pictures), "s, set": time.perf_counter() - began, "MB, set": resident("VmHWM")}
    return took | {"MB, Keras imported": imported}


def main() -> None:
    """Make the pictures, let each contender read them, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--contenders", nargs="+", choices=CONTENDERS, default=CONTENDERS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        reads = {"project": project, "pillow": pillow, "keras": with_keras}
        found = (
            pillow(options.folder, draft=True) if options.one == "pillow-draft" else reads[options.one](options.folder)
        )
        print(json.dumps(found))
        return
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        size = make(Path(folder), options.count).stat().st_size
        print(f"{options.count:,} pictures, {size / 1e6:,.0f} MB, made in {time.perf_counter() - began:.0f} s")
        found = {name: _in_a_process(name, Path(folder)) for name in options.contenders}
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


def _in_a_process(name: str, folder: Path) -> Figures:
    command = [sys.executable, "-m", "tests.benchmarks.intake", "--one", name, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    print(f"{name:13}", ", ".join(f"{what} {value:,.1f}" for what, value in found.items()), flush=True)
    return found


if __name__ == "__main__":
    main()
