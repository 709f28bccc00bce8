"""Words that are not the page's own, made safe to show: names from a data set, and what an error says."""

import os
import re
from contextlib import suppress
from pathlib import Path

from foxdog.pages.session import datasets
from foxdog.pictures import photos
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.sources import DATA
from foxdog.text import break_links, escape_markdown

SHORT = 60  # characters of a name
QUOTED = re.compile(
    r"(?<=['\"])(?:[A-Za-z]:)?[/\\][^'\"]*[/\\](?=[^'\"]*['\"])"
)  # of a path in quotation marks, the same
FOLDERS = re.compile(r"(?<![\w:/\\.])(?:[A-Za-z]:)?[/\\](?:[^/\\\s'\"]+[/\\])+")  # of an absolute path, all but its end


def name(text: str) -> str:
    """The name of a class, kind, file or set as Markdown, short enough for a button."""
    return break_links(escape_markdown(text, SHORT))


def plain(text: str) -> str:
    """A text as Markdown that shows it as it is."""
    return break_links(escape_markdown(text))


def seconds(time: float) -> str:
    """A short time, in s or ms."""
    return f"{time:.1f} s" if time >= 0.1 else f"{time * 1000:.0f} ms"


def sentence(error: object, folder: Path = DATA) -> str:
    """What an error, or its sentence, says as Markdown, without the folders of the server.

    Known folders, and the one that it is about, are found even where their names have spaces.
    """
    text, known = str(error), [folder, Path(datasets.STARTED_WITH), Path(datasets.STARTED_WITH).absolute()]
    with suppress(DatasetError):  # of a wrong $FOXDOG_PHOTOS_DIR
        known.append(photos.home())
    if results := os.environ.get("FOXDOG_RESULTS"):
        known += [Path(results), Path(results).absolute()]
    for path in known:
        text = text.replace(str(path), path.name) if path.name else text
    return plain(FOLDERS.sub("", QUOTED.sub("", text)))
