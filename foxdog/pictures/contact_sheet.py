"""A contact sheet of a data set, as one picture."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from foxdog.pictures.card import MOST_KINDS, count_rows
from foxdog.pictures.dataset import Dataset

COLUMNS = 10
SIDE, GAP, CAPTION = 128, 8, 26  # px
BEHIND, TEXT = "#ffffff", "#333333"


def contact_sheet(dataset: Dataset) -> Image.Image:
    """In RGB, a row for each class and kind, MOST_KINDS at most: its name, its count, and pictures from all over it."""
    rows = count_rows(dataset)[:MOST_KINDS]
    height = CAPTION + SIDE + GAP
    sheet = Image.new("RGB", (GAP + COLUMNS * (SIDE + GAP), len(rows) * height + GAP), BEHIND)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(16)
    for number, row in enumerate(rows):
        pen.text((GAP, number * height + GAP // 2), f"{row['class']}, {row['kind']}: {row['all']}", TEXT, font)
        for column, picture in enumerate(some_of_kind(dataset, str(row["class"]), str(row["kind"]))):
            tile = Image.open(io.BytesIO(dataset.originals[picture])).convert("RGB")
            tile.thumbnail((SIDE, SIDE))
            sheet.paste(tile, (GAP + column * (SIDE + GAP), number * height + CAPTION))
    return sheet


def some_of_kind(dataset: Dataset, class_name: str, kind: str) -> list[int]:
    """COLUMNS pictures of a class and kind, or all where there are fewer, spread evenly."""
    kinds = np.where(dataset.kinds == "", "not known", dataset.kinds)
    of_kind = np.flatnonzero((dataset.labels == dataset.classes.index(class_name)) & (kinds == kind))
    return of_kind[np.unique(np.linspace(0, len(of_kind) - 1, COLUMNS).round().astype(int))].tolist()
