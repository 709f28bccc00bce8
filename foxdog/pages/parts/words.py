"""Words that are not the page's own, made safe to show: names from a data set, and what an error says."""

import re
from pathlib import Path

from foxdog.pages.session import datasets
from foxdog.pictures import photos
from foxdog.pictures.sources import DATA
from foxdog.text import escape_markdown

SHORT = 60  # characters of a name
FOLDERS = re.compile(r"(?<![\w:/\\.])(?:[A-Za-z]:)?[/\\](?:[^/\\\s'\"]+[/\\])+")  # of an absolute path, all but its end


def name(text: str) -> str:
    """The name of a class, kind, file or set as Markdown, short enough for a button."""
    return escape_markdown(text, SHORT)


def sentence(error: object, folder: Path = DATA) -> str:
    """What an error says, as Markdown, without the folders of the server.

    Args:
        error: The error, or its sentence.
        folder: What it is about; known folders are found even where their names have spaces.
    """
    text = str(error)
    for known in (folder, photos.home(), Path(datasets.STARTED_WITH), Path(datasets.STARTED_WITH).absolute()):
        text = text.replace(str(known), known.name) if known.name else text
    return escape_markdown(FOLDERS.sub("", text))
