"""A stranger's words (names of files, classes, kinds and sets) made safe for a terminal, a file or Markdown."""

import re

LONGEST = 1000  # characters: numpy stores every name of a set in the room of the longest


def printable(text: str) -> str:
    """The text in characters that any terminal and any file can take; the others as escapes."""
    known = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in known)


def shorten(text: str) -> str:
    """The text, or the beginning and end of one that is longer than LONGEST characters."""
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]}...{text[-half:]}"


def escape_markdown(text: str) -> str:
    """The text as Markdown that shows it as it is, on one line, and loads nothing."""
    return re.sub(r"([\\`*_\[\]<>|$:~#!])", r"\\\1", " ".join(text.split()))
