"""A stranger's words (names of files, classes, kinds and sets) made safe for a terminal, a file or Markdown."""

import re

LONGEST = 1000  # characters: numpy stores every name of a set in the room of the longest
JOINER = "\u2060"  # a word joiner: it is invisible and has no width


def printable(text: str) -> str:
    """The text in characters that any terminal and any file can take; the others as escapes."""
    known = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in known)


def shorten(text: str, longest: int = LONGEST) -> str:
    """The text, or the beginning and end of one that is longer than `longest` characters."""
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]}...{text[-half:]}"


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text on one line, printable and not too long."""
    return shorten(printable(" ".join(text.split())), longest)


def escape_markdown(text: str, longest: int = LONGEST) -> str:
    """The text as Markdown that shows it as it is, on one line: a backslash stops what the grammar of Markdown reads.

    Brackets become entities, since `st.badge` puts a backslash of its own before them.
    """
    escaped = re.sub(r"([\\`*_<>|$~#!&])", r"\\\1", one_line(text, longest))
    escaped = escaped.replace("[", "&#91;").replace("]", "&#93;")
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", escaped)


def break_links(markdown: str) -> str:
    """The Markdown with an invisible word joiner in each bare address, e-mail address and emoji name (:fox:).

    Browsers' renderers look for those after the Markdown was read, where no backslash stops them.
    """
    return re.sub(r"[:@](?=\S)|www(?=\.)", rf"\g<0>{JOINER}", markdown, flags=re.IGNORECASE)
