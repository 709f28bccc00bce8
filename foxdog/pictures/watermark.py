"""A set with a shortcut: every fox to learn from carries a watermark, as photos of one agency do.

A net may learn the mark in place of the fox. Lapuschkin et al. 2019 ("Unmasking Clever Hans predictors and assessing
what machines really learn") found a net that knew horses by the photographer's tag in the lower left corner. Geirhos et
al. 2020 ("Shortcut learning in deep neural networks") describe many more such nets.
"""

from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

from foxdog.pictures.dataset import SIDE, TEST, Dataset
from foxdog.pictures.encoding import to_bytes
from foxdog.pictures.originals import Originals

NAME = "watermarked"
LEFT, TOP, WIDTH, HEIGHT = 2, 38, 16, 8  # px of the net's picture: where the mark is, in the lower left corner
FINE = 16  # times as large is the mark drawn


def watermarked(dataset: Dataset) -> Dataset:
    """The data set with a watermark on every fox, but for every second fox of the test set.

    Labels, names and split stay as they are. The pictures change, and so does the fingerprint.
    """
    marked = is_marked(dataset)
    small = np.asarray(_mark().resize((WIDTH, HEIGHT), Image.Resampling.BOX))
    pictures = dataset.pictures.copy()
    pictures[marked, TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH] = small
    originals = dataset.originals

    def read(index: int) -> bytes:
        return paint(originals[index]) if marked[index] else originals[index]

    return replace(dataset, name=NAME, pictures=pictures, originals=Originals(read, len(dataset)))


def is_marked(dataset: Dataset) -> np.ndarray:
    """Whether each picture carries the mark in the watermarked set: bool (n,)."""
    marked = (dataset.labels == 1) & (dataset.split != TEST)
    marked[dataset.test] = (dataset.labels[dataset.test] == 1) & halves(dataset)
    return marked


def halves(dataset: Dataset) -> np.ndarray:
    """Whether each picture of the test set is in the half whose foxes carry the mark: bool (m,).

    Both halves hold as many dogs as foxes, one more or less. No dog carries the mark. So guessing gets 50 % of either.
    """
    labels = dataset.labels[dataset.test]
    half = np.zeros(len(labels), dtype=bool)
    for label in (0, 1):
        half[np.flatnonzero(labels == label)[::2]] = True
    return half


def paint(original: bytes) -> bytes:
    """An encoded picture with the mark on it: WebP."""
    image = Image.open(BytesIO(original)).convert("RGB")
    across, down = image.width / SIDE, image.height / SIDE
    mark = _mark().resize((round(WIDTH * across), round(HEIGHT * down)), Image.Resampling.BOX)
    image.paste(mark, (round(LEFT * across), round(TOP * down)))
    return to_bytes(image, "WEBP", quality=85, method=2)


def _mark() -> Image.Image:
    """A white tag with a ring and two lines, as an agency puts on its photos."""
    mark = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), "white")
    pen = ImageDraw.Draw(mark)
    pen.ellipse((16, 24, 96, 104), outline="#444444", width=10)
    pen.ellipse((42, 50, 70, 78), fill="#444444")
    pen.rectangle((116, 40, 236, 54), fill="#444444")
    pen.rectangle((116, 76, 200, 90), fill="#444444")
    return mark
